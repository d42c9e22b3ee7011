import type { ObjectRef, Param, Session } from '@lithify/core'
import type { MysqlSession } from '../driver.ts'
import { quote } from '../names.ts'

interface Found {
  readonly kind: string
  readonly db: string
  readonly name: string
  readonly text: string | null
}

/** The catalogs that have the whole text of what they list; that of a table only SHOW CREATE has. */
const catalogs = [
  { kinds: ['table', 'view', 'sequence'], table: 'TABLES', schema: 'TABLE_SCHEMA', name: 'TABLE_NAME', kind: `'table'`, text: 'NULL' },
  { kinds: ['view'], table: 'VIEWS', schema: 'TABLE_SCHEMA', name: 'TABLE_NAME', kind: `'view'`, text: `CONCAT_WS('|', VIEW_DEFINITION, CHECK_OPTION, SECURITY_TYPE, DEFINER)` },
  { kinds: ['function', 'procedure'], table: 'ROUTINES', schema: 'ROUTINE_SCHEMA', name: 'ROUTINE_NAME', kind: 'LOWER(ROUTINE_TYPE)', text: `CONCAT_WS('|', CREATED, LAST_ALTERED, DTD_IDENTIFIER, ROUTINE_DEFINITION, SECURITY_TYPE, SQL_DATA_ACCESS, ROUTINE_COMMENT)` },
  { kinds: ['trigger'], table: 'TRIGGERS', schema: 'TRIGGER_SCHEMA', name: 'TRIGGER_NAME', kind: `'trigger'`, text: `CONCAT_WS('|', EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION, ACTION_STATEMENT)` },
  { kinds: ['event'], table: 'EVENTS', schema: 'EVENT_SCHEMA', name: 'EVENT_NAME', kind: `'event'`, text: `CONCAT_WS('|', CREATED, LAST_ALTERED, EVENT_DEFINITION, STATUS, EXECUTE_AT, INTERVAL_VALUE, INTERVAL_FIELD)` },
] as const // prettier-ignore

/**
 * The server's own text for each object. One query finds what is there; one message asks for the tables among it. Other databases are not looked into: each
 * may have tables of the same names, and those may come and go.
 */
export async function definitions(session: Session, refs: readonly ObjectRef[]): Promise<(string | undefined)[]> {
  if (refs.length === 0) return []
  const own = session as MysqlSession
  const home = await own.currentDatabase()
  const keyOf = keys(home, own.server.folds)
  const asked = question(refs, home)
  if (asked.text === '') return refs.map(() => undefined)
  const found = await session.query<Found & Record<string, unknown>>(asked.text, asked.params)
  const others = new Map(
    found.filter(({ text }) => text !== null).map((each) => [keyOf(each.kind, each.db, each.name), each.text]),
  )
  const tables = new Map(
    found.filter(({ text }) => text === null).map((each) => [keyOf('table', each.db, each.name), each]),
  )
  const shown = await showCreate(own, tables, others, keyOf)
  return refs.map(({ kind, schema, name }) => {
    const key = keyOf(kind === 'sequence' ? 'table' : kind, schema, name)
    return shown.get(key) ?? others.get(key) ?? undefined
  })
}

/**
 * MariaDB opens every view of the server to tell about one, unless its database is given by itself; and every table to tell about a trigger, unless its
 * table is.
 */
function question(refs: readonly ObjectRef[], home: string): { text: string; params: Param[] } {
  const params: Param[] = []
  const places = new Map(
    refs.map(({ schema = home, table }) => [JSON.stringify([schema, table]), { database: schema, host: table }]),
  )
  const parts = [...places.values()].flatMap(({ database, host }) =>
    catalogs.flatMap(({ kinds, table, schema, name, kind, text }) => {
      const wanted = refs.filter(
        (ref) =>
          (kinds as readonly string[]).includes(ref.kind) && (ref.schema ?? home) === database && ref.table === host,
      )
      if (wanted.length === 0) return []
      params.push(database, ...wanted.map((ref) => ref.name), ...(host === undefined ? [] : [database, host]))
      const markers = wanted.map(() => '?').join(', ')
      const on = host === undefined ? '' : ' AND EVENT_OBJECT_SCHEMA = ? AND EVENT_OBJECT_TABLE = ?'
      return `SELECT ${kind} AS kind, ${schema} AS db, ${name} AS name, ${text} AS text FROM information_schema.${table} WHERE ${schema} = ? AND ${name} IN (${markers})${on}`
    }),
  )
  return { text: parts.join(' UNION ALL '), params }
}

async function showCreate(
  session: MysqlSession,
  tables: ReadonlyMap<string, Found>,
  others: ReadonlyMap<string, unknown>,
  keyOf: ReturnType<typeof keys>,
): Promise<Map<string, string>> {
  const wanted = [...tables].filter(([, { db, name }]) => !others.has(keyOf('view', db, name)))
  const answers = await session.queries(
    wanted.map(([, { db, name }]) => `SHOW CREATE TABLE ${quote(db)}.${quote(name)}`),
  )
  return new Map(
    wanted.map(([key], at) => [key, String(answers[at]?.[0]?.['Create Table']).replace(/ AUTO_INCREMENT=\d+/, '')]),
  )
}

/** Names of routines and events never have a case; those of tables where the file system has none. */
function keys(home: string, folds: boolean): (kind: string, schema: string | undefined, name: string) => string {
  return (kind, schema = home, name) => {
    const cased = !folds && (kind === 'table' || kind === 'view' || kind === 'trigger')
    return `${kind} ${cased ? `${schema}\0${name}` : `${schema}\0${name}`.toLowerCase()}`
  }
}
