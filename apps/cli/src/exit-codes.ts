/** What the process answers. Scripts branch on these: they never change their meaning. */
export const exitCodes = {
  fine: 0,
  error: 1,
  /** Under `--exit-code`: something is pending, or differs. */
  finding: 2,
  usage: 64,
  config: 78,
  interrupted: 130,
} as const

export function exitCodeFor(code: string): number {
  if (code === 'LITHIFY_E_USAGE') return exitCodes.usage
  if (code === 'LITHIFY_E_INTERRUPTED') return exitCodes.interrupted
  if (/^LITHIFY_E_(CONFIG|DIALECT)_/.test(code)) return exitCodes.config
  return exitCodes.error
}
