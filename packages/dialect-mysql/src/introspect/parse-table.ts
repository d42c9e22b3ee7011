import type { Check, Column, ForeignKey, Index, PrimaryKey, SchemaObject, Table, Unique } from '@lithify/core'
import type { Token } from '../sql/lexer.ts'
import type { About } from './about.ts'
import { Cursor } from './cursor.ts'
import { parseColumn } from './parse-column.ts'
import { parseOptions } from './parse-options.ts'
import { parseCheck, parseForeignKey, parseKey } from './parse-keys.ts'

/** A table with all that lives on it, and the indexes that the server made by itself. */
export interface ParsedTable {
  readonly objects: readonly SchemaObject[]
  readonly made: readonly Index[]
  readonly tokens: readonly Token[]
}

interface Draft {
  readonly columns: Column[]
  readonly uniques: Unique[]
  readonly checks: Check[]
  readonly indexes: Index[]
  readonly foreignKeys: ForeignKey[]
  /** Periods of time, as MariaDB has them. */
  readonly periods: string[]
  primaryKey?: PrimaryKey
}

/**
 * A table with its indexes and foreign keys, from what SHOW CREATE TABLE answers.
 * @throws Unknown when there is anything in it that is not known here.
 */
export function parseTable(text: string, defaults: About): ParsedTable {
  const cursor = new Cursor(text)
  if (!cursor.words('create', 'table')) throw cursor.unknown()
  const name = cursor.name()
  const draft: Draft = { columns: [], uniques: [], checks: [], indexes: [], foreignKeys: [], periods: [] }
  cursor.expect('(')
  do part(cursor, name, draft)
  while (cursor.sign(','))
  cursor.expect(')')
  const { columns, uniques, checks, primaryKey, indexes, foreignKeys, periods } = draft
  const { options, comment } = parseOptions(cursor, defaults)
  const all = { ...options, ...(periods.length > 0 ? { periods } : {}) }
  const table: Table = {
    kind: 'table',
    name,
    columns,
    ...(primaryKey === undefined ? {} : { primaryKey }),
    uniques,
    checks,
    ...(Object.keys(all).length === 0 ? {} : { options: all }),
    ...(comment === undefined ? {} : { comment }),
  }
  const made = indexes.filter((each) => isMadeFor(each, foreignKeys))
  return {
    objects: [table, ...indexes.filter((each) => !made.includes(each)), ...foreignKeys],
    made,
    tokens: cursor.tokens,
  }
}

/** The server makes an index for a foreign key that none serves, and calls it by the key's name. */
const isMadeFor = ({ name, keys, unique, options }: Index, foreignKeys: readonly ForeignKey[]): boolean =>
  !unique &&
  options === undefined &&
  foreignKeys.some(
    (key) =>
      key.name === name &&
      key.columns.length === keys.length &&
      key.columns.every((column, at) => JSON.stringify(keys[at]) === JSON.stringify({ column })),
  )

function part(cursor: Cursor, table: string, draft: Draft): void {
  if (cursor.words('primary', 'key')) draft.primaryKey = parseKey(cursor)
  else if (cursor.words('unique', 'key')) draft.uniques.push({ name: cursor.name(), ...parseKey(cursor) })
  else if (cursor.words('fulltext', 'key')) draft.indexes.push(index(cursor, table, 'fulltext'))
  else if (cursor.words('spatial', 'key')) draft.indexes.push(index(cursor, table, 'spatial'))
  else if (cursor.words('vector', 'key')) draft.indexes.push(index(cursor, table, 'vector'))
  else if (cursor.words('period', 'for')) draft.periods.push(period(cursor))
  else if (cursor.words('key')) draft.indexes.push(index(cursor, table))
  else if (cursor.words('constraint')) {
    const name = cursor.name()
    if (cursor.words('foreign', 'key')) draft.foreignKeys.push(parseForeignKey(cursor, table, name))
    else if (cursor.words('check')) draft.checks.push(parseCheck(cursor, name))
    else throw cursor.unknown()
  } else if (cursor.next?.type === 'quoted') draft.columns.push(parseColumn(cursor).column)
  else throw cursor.unknown()
}

function period(cursor: Cursor): string {
  const start = cursor.take()
  cursor.parentheses()
  return cursor.since(start)
}

function index(cursor: Cursor, table: string, type?: string): Index {
  const name = cursor.name()
  const { keys, options } = parseKey(cursor)
  const all = { ...options, ...(type === undefined ? {} : { type }) }
  return { kind: 'index', table, name, unique: false, keys, ...(Object.keys(all).length === 0 ? {} : { options: all }) }
}
