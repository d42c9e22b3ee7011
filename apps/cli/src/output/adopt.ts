import type { AdoptResult } from '@lithify/core'
import type { Context } from '../context.ts'
import { finish } from './result.ts'
import { count } from './text.ts'

export function printAdopt(context: Context, result: AdoptResult): void {
  finish(context, result)
  const { printer, drawing } = context
  const { adopted, pending, differences, dryRun } = result
  printer.line(
    differences.length === 0
      ? `  replayed ${count(adopted.length, 'migration')} in a scratch database, compared with this one: no difference`
      : `  this database is not what ${count(adopted.length, 'migration')} make, and is taken for it all the same:`,
  )
  for (const line of differences) printer.line('    ', line)
  for (const name of adopted) printer.entry('done', drawing.label(name))
  printer.line(
    dryRun
      ? `dry run: nothing was written; ${count(adopted.length, 'migration')} would be recorded, ${pending.length === 0 ? 'none' : pending.length} pending`
      : `${adopted.length} adopted, ${pending.length === 0 ? 'none' : pending.length} pending`,
  )
}
