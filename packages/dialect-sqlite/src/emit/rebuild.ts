import { isOpaque, type ForeignKey, type Schema, type Statement, type Table } from '@lithify/core'
import { parseTable } from '../introspect/parse-table.ts'
import { fold, freeName, quote, quoteString, sameName } from '../names.ts'
import { NotUnderstood } from '../sql/cursor.ts'
import { createTableText, rowidAlias, rowidName } from './create-table.ts'
import { createIndexText } from './indexes.ts'

/** A table as it becomes. */
export interface Rebuilt {
  readonly table: Table
  readonly foreignKeys: readonly ForeignKey[]
}

/**
 * The documented way to change what ALTER TABLE cannot (https://www.sqlite.org/lang_altertable.html#otheralter): a new table is filled from
 * the old one and takes its place. Foreign keys are not enforced meanwhile, or dropping the old table would delete what refers to it;
 * they are checked before the commit. Rows keep their rowids, AUTOINCREMENT its counter; indexes and triggers are made again
 * from their own text; views, and triggers of other tables, refer to the name and never notice.
 */
export function rebuild(old: Table, { table, foreignKeys }: Rebuilt, schema: Schema): Statement[] {
  const taken = new Set(schema.objects().map((object) => fold(object.name)))
  const temporary = freeName(`lithify_new_${old.name}`, (name) => taken.has(fold(name)))
  const texts = [
    createTableText(table, foreignKeys, {
      name: temporary,
      named: statedIn(old, schema.foreignKeysOn({ name: old.name })),
    }),
    ...copyRows(old, table, temporary),
    ...carryCounter(old, table, temporary),
    `DROP TABLE ${quote(old.name)}`,
    // Otherwise RENAME refuses, because views and triggers refer to a table that at this moment does not exist, or changes their text.
    'PRAGMA legacy_alter_table = ON',
    `ALTER TABLE ${quote(temporary)} RENAME TO ${quote(table.name)}`,
    'PRAGMA legacy_alter_table = OFF',
    ...recreated(old, schema),
  ]
  return texts.map((text) => ({ text, foreignKeys: 'checkedAtCommit' }))
}

/** Constraints of which the old text states no name stay without one: some programs show a check's text to people. */
function statedIn(old: Table, foreignKeys: readonly ForeignKey[]): (name: string) => boolean {
  const stated = new Set<string>()
  if (old.source === undefined) return () => true
  try {
    const parsed = parseTable(old.source)
    for (const part of [...parsed.uniques, ...parsed.checks, ...parsed.foreignKeys])
      if (part.name !== undefined) stated.add(part.name)
  } catch (error) {
    if (error instanceof NotUnderstood) return () => true
    throw error
  }
  const before = new Set([...old.uniques, ...old.checks, ...foreignKeys].map((part) => part.name))
  return (name) => stated.has(name) || !before.has(name)
}

/**
 * OR ABORT, because a conflict clause of the table itself (IGNORE, REPLACE) would drop rows without a word. What is generated is not
 * copied; a new column gets its default by being left out.
 */
function copyRows(old: Table, table: Table, temporary: string): string[] {
  const copied = table.columns.filter(
    (column) =>
      column.generated === undefined && old.columns.some((candidate) => sameName(candidate.name, column.name)),
  )
  const names = copied.map((column) => quote(column.name))
  const rowid = rowidName(old, table)
  const alias = rowidAlias(table)
  // Where a column that is copied is the rowid, it carries it.
  if (rowid !== undefined && !copied.some((column) => column.name === alias)) names.unshift(rowid)
  if (names.length === 0) return []
  const list = names.join(', ')
  return [`INSERT OR ABORT INTO ${quote(temporary)} (${list})\n  SELECT ${list} FROM ${quote(old.name)}`]
}

const counts = (table: Table): boolean => table.columns.some((column) => column.options?.['autoincrement'] === true)

/** The counter may be beyond the highest rowid that is left, and must not hand out a number twice. */
function carryCounter(old: Table, table: Table, temporary: string): string[] {
  if (!counts(old) || !counts(table)) return []
  return [
    `DELETE FROM sqlite_sequence WHERE name = ${quoteString(temporary)}`,
    `INSERT INTO sqlite_sequence (name, seq) SELECT ${quoteString(temporary)}, seq FROM sqlite_sequence WHERE name = ${quoteString(old.name)}`,
  ]
}

/** What went with the old table: its indexes, then its triggers. */
function recreated(old: Table, schema: Schema): string[] {
  const living = schema.on({ name: old.name })
  const raw = living.filter(isOpaque)
  return [
    ...schema.indexesOn({ name: old.name }).map((index) => index.source ?? createIndexText(index)),
    ...raw.filter((object) => object.kind !== 'trigger').map((object) => object.source ?? object.create),
    ...raw.filter((object) => object.kind === 'trigger').map((object) => object.source ?? object.create),
  ]
}
