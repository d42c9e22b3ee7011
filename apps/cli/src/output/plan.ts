import type { RunResult } from '@lithify/core'
import type { Context } from '../context.ts'

/** A dry run: what would be done, in order, with the SQL as far as it can be known. */
export function printPlan(
  { printer, drawing }: Context,
  names: readonly string[],
  statements: RunResult['statements'],
  what: string,
): void {
  const sqlOf = new Map(statements?.map(({ name, sql }) => [name, sql]))
  for (const name of names) {
    printer.entry('waiting', drawing.label(name))
    const sql = sqlOf.get(name)
    if (sqlOf.has(name) && sql === undefined) printer.line('      ', ['dim', '-- its SQL is known only when it runs'])
    for (const statement of sql ?? [])
      for (const line of `${statement};`.split('\n')) printer.line('      ', ['dim', line])
  }
  printer.line(`dry run: ${names.length === 0 ? 'none' : names.length} ${what}, nothing was touched`)
}
