import type { DatabaseServer } from '../database-server.ts'
import type { Server } from '../postgres/server.ts'
import type { SchemaProject } from '../projects/schema.ts'
import type { Row } from '../table.ts'

/** A case measures its contenders, checks what they did, and answers lines of the table and notes for below it. */
export type Case = (bench: Bench) => Promise<CaseResult>

export interface Bench {
  readonly quick: boolean
  /** Asked for instead of a case's own; none when empty. */
  readonly sizes: readonly number[]
  /** Tells people what is going on. */
  readonly say: (text: string) => void
  /** A project whose database has so many tables, made when it is first asked for. */
  readonly schema: (tables: number) => Promise<SchemaProject>
  /** Started when it is first asked for; nothing where none can be had. */
  readonly postgres: () => Promise<Server | undefined>
  readonly sides: Readonly<Record<SideName, ServerBench>>
}

export type SideName = 'postgres' | 'mysql' | 'mariadb'

/** The same on a server. */
interface ServerBench {
  readonly server: () => Promise<DatabaseServer | undefined>
  readonly schema: (tables: number) => Promise<SchemaProject>
}

export interface CaseResult {
  readonly rows: readonly Row[]
  /** Where the time went, for targets that were missed. */
  readonly notes: readonly string[]
}

/** The same case at several sizes. */
export async function atSizes(
  sizes: readonly number[],
  measure: (size: number) => Promise<CaseResult>,
): Promise<CaseResult> {
  const results: CaseResult[] = []
  for (const size of sizes) results.push(await measure(size))
  return { rows: results.flatMap(({ rows }) => rows), notes: results.flatMap(({ notes }) => notes) }
}

const titles: Readonly<Record<SideName, string>> = { postgres: 'PostgreSQL', mysql: 'MySQL', mariadb: 'MariaDB' }

/** A case at several sizes on a server; without one, a line that says so. */
export async function onServer(
  { sides, sizes: asked }: Bench,
  side: SideName,
  name: string,
  sizes: readonly number[],
  measure: (server: DatabaseServer, size: number) => Promise<CaseResult>,
): Promise<CaseResult> {
  const server = await sides[side].server()
  if (server !== undefined) return atSizes(asked.length > 0 ? asked : sizes, (size) => measure(server, size))
  const note = `not run: no server of ${titles[side]} for ${process.platform}-${process.arch}`
  const row = { case: `${titles[side]}: ${name}`, contender: 'all', times: [], reference: [], targets: [], note }
  return { rows: [row], notes: [] }
}

/** The same for cases that are about PostgreSQL alone. */
export function onPostgres(
  bench: Bench,
  name: string,
  sizes: readonly number[],
  measure: (server: Server, size: number) => Promise<CaseResult>,
): Promise<CaseResult> {
  return onServer(bench, 'postgres', name, sizes, async (_, size) => {
    const server = await bench.postgres()
    if (server === undefined) throw new Error('There is no server of PostgreSQL')
    return measure(server, size)
  })
}
