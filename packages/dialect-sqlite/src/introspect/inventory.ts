import type { ObjectRef, Scope, Session } from '@lithify/core'
import { inScope, readNames } from './catalog.ts'
import { isVirtual } from './virtual.ts'

/** Every object that is not SQLite's own, shadow tables included. */
export async function inventory(session: Session, scope: Scope): Promise<ObjectRef[]> {
  const rows = (await readNames(session)).filter(inScope(scope))
  return rows.map((row) => {
    if (isVirtual(row)) return { kind: 'virtualTable', name: row.name }
    return row.type === 'table' || row.type === 'view'
      ? { kind: row.type, name: row.name }
      : { kind: row.type, table: row.tbl_name, name: row.name }
  })
}
