import type { Dialect } from '@lithify/core'
import { moduleOf } from './introspect/virtual.ts'
import { quote } from './names.ts'

/** Modules whose tables show what is elsewhere: in other tables, in files, in the library itself. */
const showing = new Set(['fts5vocab', 'fts4aux', 'fts3tokenize', 'dbstat', 'sqlite_dbpage', 'csv', 'zipfile', 'vsv'])

/** An index of text over another table counts as well: it would be empty where only the rows of that table are loaded. */
export const rowsOf: NonNullable<Dialect['rowsOf']> = (object) => {
  if (object.kind === 'table' || object.kind === 'rawTable') return quote(object.name)
  if (object.kind !== 'virtualTable' || !('create' in object)) return undefined
  const module = moduleOf(object.create)
  return module !== undefined && showing.has(module) ? undefined : quote(object.name)
}
