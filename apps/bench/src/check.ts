import Database from 'better-sqlite3'

/** A database as far as contenders have to agree on it: its objects, by the text that SQLite keeps, and its rows. */
export interface Contents {
  readonly objects: readonly string[]
  readonly rows: number
}

/** Opens a database for a look, and closes it again. */
function look<T>(path: string, work: (database: Database.Database) => T): T {
  const database = new Database(path, { readonly: true, fileMustExist: true })
  try {
    return work(database)
  } finally {
    database.close()
  }
}

/** All but the tables that a contender keeps for itself. */
export function contentsOf(path: string, bookkeeping: readonly string[] = []): Contents {
  return look(path, (database) => {
    const all = database
      .prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name')
      .all() as SchemaRow[]
    const own = all.filter((row) => !bookkeeping.includes(row.tbl_name) && !row.name.startsWith('sqlite_'))
    const tables = own.filter(({ type }) => type === 'table')
    const count = ({ name }: SchemaRow): number =>
      database.prepare(`SELECT count(*) FROM "${name}"`).pluck().get() as number
    return {
      objects: own.map(({ type, name, sql }) => `${type} ${name}: ${sql}`),
      rows: tables.reduce((sum, table) => sum + count(table), 0),
    }
  })
}

interface SchemaRow {
  readonly type: string
  readonly name: string
  readonly tbl_name: string
  readonly sql: string | null
}

export function historyRows(path: string, table: string): number {
  return look(path, (database) => database.prepare(`SELECT count(*) FROM "${table}"`).pluck().get() as number)
}

/** A figure only counts when the work was done: this throws, and the bench ends. */
export function checkSame(who: string, what: string, found: unknown, wanted: unknown): void {
  if (Array.isArray(found) && Array.isArray(wanted)) {
    const at = Array.from({ length: Math.max(found.length, wanted.length) }).findIndex(
      (_, index) => found[index] !== wanted[index],
    )
    if (at !== -1) throw new Error(`${who}: ${what} no. ${at} differs\n  found:  ${found[at]}\n  wanted: ${wanted[at]}`)
  } else if (found !== wanted) throw new Error(`${who}: ${what}: ${String(found)} instead of ${String(wanted)}`)
}

export function checkContents(who: string, found: Contents, wanted: Contents): void {
  checkSame(who, 'object', found.objects, wanted.objects)
  checkSame(who, 'rows', found.rows, wanted.rows)
}
