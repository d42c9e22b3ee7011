import type { ConfiguredDialect } from '../dialect.ts'

/** Whether a value is what a dialect's factory returns, as far as it can be told without using it. */
export function isConfiguredDialect(value: unknown): value is ConfiguredDialect {
  if (typeof value !== 'object' || value === null) return false
  const { dialect, options } = value as Partial<ConfiguredDialect>
  return (
    typeof options === 'object' &&
    options !== null &&
    typeof dialect === 'object' &&
    dialect !== null &&
    typeof dialect.name === 'string' &&
    typeof dialect.connect === 'function' &&
    typeof dialect.capabilities === 'object'
  )
}
