import Database from 'better-sqlite3'

/** What was sent to a database to change it, as it was sent. */
export interface Sent {
  readonly sql: string
  readonly params: readonly (string | number | null)[]
}

/** Listens to the driver from now on. Statements that only read, and other databases, are left out. */
export function recordWrites(path: string): Sent[] {
  const sent: Sent[] = []
  const record = (name: string, sql: string, params: Sent['params']): void => {
    if (name === path && !/^\s*(select|pragma|explain)\b/i.test(sql)) sent.push({ sql, params })
  }
  before<Database.Database>(Database.prototype, 'exec', (database, [sql]) => record(database.name, String(sql), []))
  const scratch = new Database(':memory:')
  const statements = Object.getPrototypeOf(scratch.prepare('SELECT 1')) as Database.Statement
  scratch.close()
  before<Database.Statement>(statements, 'run', ({ database, source }, params) =>
    record(database.name, source, params.flat().map(plain)),
  )
  return sent
}

/** Calls `listen` before each call of a method, wherever it is called. */
function before<Target extends object>(
  prototype: Target,
  method: keyof Target,
  listen: (self: Target, args: unknown[]) => void,
): void {
  prototype[method] = new Proxy(prototype[method] as object, {
    apply(original, self: Target, args: unknown[]): unknown {
      listen(self, args)
      return Reflect.apply(original as () => unknown, self, args)
    },
  }) as Target[keyof Target]
}

/** Plain enough for JSON. */
function plain(value: unknown): string | number | null {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  throw new Error(`A recording cannot hold ${typeof value}`)
}
