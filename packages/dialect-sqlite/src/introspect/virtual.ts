import type { Uncovered } from '@lithify/core'
import { fold } from '../names.ts'
import { tokenize } from '../sql/lexer.ts'
import type { CatalogRow } from './catalog.ts'

/** A virtual table has no page of its own in the file. */
export const isVirtual = (row: Pick<CatalogRow, 'type' | 'rootpage'>): boolean =>
  row.type === 'table' && row.rootpage === 0

/** The module of `CREATE VIRTUAL TABLE … USING module`. */
export function moduleOf(sql: string): string | undefined {
  const tokens = tokenize(sql)
  const using = tokens.findIndex((token) => token.type === 'word' && token.value === 'using')
  const name = using < 0 ? undefined : tokens[using + 1]?.value
  return name === undefined ? undefined : fold(name)
}

/**
 * SQLite tells shadow tables from ordinary ones by asking the module. Where the module is not there, a table whose name begins with
 * that of the virtual table may be either, and writing it down may be wrong.
 */
export function possibleShadows(rows: readonly CatalogRow[], modules: ReadonlySet<string>): Uncovered[] {
  const uncovered: Uncovered[] = []
  for (const row of rows) {
    if (!isVirtual(row)) continue
    const module = moduleOf(row.sql ?? '')
    if (module === undefined || modules.has(module)) continue
    const prefix = `${fold(row.name)}_`
    const doubtful = rows
      .filter((other) => other.type === 'table' && fold(other.name).startsWith(prefix))
      .map((other) => other.name)
    if (doubtful.length === 0) continue
    uncovered.push({
      ref: { kind: 'virtualTable', name: row.name },
      reason: `Its module ${JSON.stringify(module)} is not loaded, so it cannot be told whether ${doubtful.join(', ')} belong to it.`,
    })
  }
  return uncovered
}
