import type { ServerInfo, Warning } from '@lithify/core'
import type { Context } from '../context.ts'

/** What core did not report while it was at work. */
export function finish(
  { drawing }: Context,
  result: {
    readonly connection: string
    readonly server?: ServerInfo | undefined
    readonly warnings: readonly Warning[]
  },
): void {
  drawing.header(result.connection, result.server)
  for (const warning of result.warnings) drawing.warn(warning)
}
