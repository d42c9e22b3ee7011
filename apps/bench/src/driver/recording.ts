import { around, databases, statements } from './around.ts'

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
  around(databases, 'exec', ({ name }, [sql], proceed) => {
    record(name, String(sql), [])
    return proceed()
  })
  around(statements, 'run', ({ database, source }, params, proceed) => {
    record(database.name, source, params.flat().map(plain))
    return proceed()
  })
  return sent
}

/** Plain enough for JSON. */
function plain(value: unknown): string | number | null {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  throw new Error(`A recording cannot hold ${typeof value}`)
}
