import type { ObjectRef, Scope, Session, TableRef } from '@lithify/core'
import type { MysqlSession } from '../driver.ts'

/** Names alone: neither server has to open a table for them. Tables of a session's own (MariaDB lists them) are nobody else's. */
const query = `
  SELECT CASE TABLE_TYPE WHEN 'VIEW' THEN 'view' WHEN 'SEQUENCE' THEN 'sequence' ELSE 'table' END AS kind, NULL AS host, TABLE_NAME AS name
  FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE NOT LIKE '%TEMPORARY%'
  UNION ALL
  SELECT REPLACE(LOWER(ROUTINE_TYPE), 'package body', 'packageBody'), NULL, ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE()
  UNION ALL
  SELECT 'trigger', EVENT_OBJECT_TABLE, TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()
  UNION ALL
  SELECT 'event', NULL, EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE()`

/** Every table, view, sequence, routine, trigger and event of the database. */
export async function inventory(session: Session, { exclude = [] }: Scope): Promise<ObjectRef[]> {
  const left = new Set(exclude.map(({ name }) => name.toLowerCase()))
  const rows = await session.query<{ kind: string; host: string | null; name: string }>(query)
  return rows
    .map(({ kind, host, name }) => ({ kind, name, ...(host === null ? {} : { table: host }) }))
    .filter(({ kind, name, table }) => !left.has((table ?? (kind === 'table' ? name : '')).toLowerCase()))
}

/** Which of these tables are there: with ten thousand of them, and their triggers, a list of everything takes longer than all else that a run may have to do. */
export async function hasTables(session: Session, tables: readonly TableRef[]): Promise<boolean[]> {
  const rows = await session.query<{ name: string }>(
    `SELECT TABLE_NAME AS name FROM information_schema.TABLES
     WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN (${tables.map(() => '?').join(', ')})
       AND TABLE_TYPE NOT IN ('VIEW', 'SEQUENCE') AND TABLE_TYPE NOT LIKE '%TEMPORARY%'`,
    tables.map(({ name }) => name),
  )
  const folded = (name: string): string => ((session as MysqlSession).server.folds ? name.toLowerCase() : name)
  const found = new Set(rows.map(({ name }) => folded(name)))
  return tables.map(({ name }) => found.has(folded(name)))
}
