import { LithifyError, messageOf } from '@lithify/core'
import type Database from 'better-sqlite3'
import { quote } from './names.ts'

type Violation = readonly [table: string, rowid: number | bigint | null, parent: string, fkid: number | bigint]

/** How many violations an error lists. */
const listed = 20

/** The rows whose foreign key points nowhere. */
export function violations(db: Database.Database): Violation[] {
  try {
    return db.prepare('PRAGMA main.foreign_key_check').raw().all() as Violation[]
  } catch {
    // A foreign key whose parent has no matching unique key makes the whole check fail. Table by table only that one is lost.
    const tables = db
      .prepare(`SELECT name FROM main.sqlite_schema WHERE type = 'table' AND rootpage <> 0`)
      .pluck()
      .all() as string[]
    return tables.flatMap((table) => violationsOf(db, table))
  }
}

function violationsOf(db: Database.Database, table: string): Violation[] {
  try {
    return db
      .prepare(`PRAGMA main.foreign_key_check(${quote(table)})`)
      .raw()
      .all() as Violation[]
  } catch (error) {
    return [[table, null, messageOf(error), 0]]
  }
}

/** How many rows of each table point nowhere, by table and parent. Rowids change when a table is rebuilt, so they are no part of it. */
export function countViolations(found: readonly Violation[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const violation of found) counts.set(keyOf(violation), (counts.get(keyOf(violation)) ?? 0) + 1)
  return counts
}

const keyOf = ([table, , parent]: Violation): string =>
  JSON.stringify([table, parent.startsWith(mismatch) ? mismatch : parent])

/** How SQLite begins to say that there is no key which a foreign key could refer to. The rest of the message names both tables. */
const mismatch = 'foreign key mismatch'

/** @throws LithifyError `LITHIFY_E_FOREIGN_KEYS` when there are violations which were not there before. */
export function refuseNew(db: Database.Database, before: ReadonlyMap<string, number>): void {
  const found = violations(db)
  const after = countViolations(found)
  const fresh = found.filter((violation) => (after.get(keyOf(violation)) ?? 0) > (before.get(keyOf(violation)) ?? 0))
  const first = fresh[0]
  if (first === undefined) return
  const [table, rowid, parent] = first
  const rest = fresh.length === 1 ? '' : `, and ${fresh.length - 1} more`
  throw new LithifyError(
    'LITHIFY_E_FOREIGN_KEYS',
    parent.startsWith(mismatch)
      ? `Table ${table} would refer to columns that are no key: ${parent}${rest}.`
      : `Rows would be left that point nowhere: ${table}${rowid === null ? '' : ` (rowid ${rowid})`} refers to ${parent}${rest}.`,
    {
      data: {
        count: fresh.length,
        violations: fresh.slice(0, listed).map(plainly),
      },
      hint: 'Delete or repair those rows in the migration, before what they refer to goes.',
    },
  )
}

const plainly = ([table, rowid, parent]: Violation): Record<string, unknown> => ({
  table,
  rowid: rowid === null ? null : Number(rowid),
  parent,
})
