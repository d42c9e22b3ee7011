import { join } from 'node:path'
import { run } from './process.ts'

/** What a contender needs to know for one run. */
export interface Input {
  /** The database: a file of SQLite's, or a URL. */
  readonly database: string
  /** Where its migration files are: a project's root, or a folder of files. */
  readonly folder: string
  /** A file with the statements that the floor sends. */
  readonly recording?: string | undefined
}

/** Makes ready, then answers the work: only the work is on the clock. */
export type Job = (input: Input) => () => Promise<void>

/** What the worker can do. Modules are loaded before the clock starts. */
export const jobs = {
  'floor.migrate': async () => (await import('./contenders/floor.ts')).migrate,
  'floor.migrateAtOnce': async () => (await import('./contenders/floor.ts')).migrateAtOnce,
  'knex.migrate': async () => (await import('./contenders/knex.ts')).migrate,
  'lithify.migrate': async () => (await import('./contenders/lithify.ts')).migrate,
  'lithify.dump': async () => (await import('./contenders/lithify.ts')).dump,
  'lithify.lock': async () => (await import('./contenders/lithify.ts')).lock,
  'umzug.migrate': async () => (await import('./contenders/umzug.ts')).migrate,
  'mysql.floor.migrate': async () => (await import('./contenders/mysql/floor.ts')).migrate,
  'mysql.knex.migrate': async () => withDriver((await import('./contenders/mysql/knex.ts')).migrate, 'mysql2'),
  'mysql.lithify.migrate': async () => withDriver((await import('./contenders/mysql/lithify.ts')).migrate, 'mysql2'),
  'mysql.lithify.dump': async () => withDriver((await import('./contenders/mysql/lithify.ts')).dump, 'mysql2'),
  'mysql.umzug.migrate': async () => (await import('./contenders/mysql/umzug.ts')).migrate,
  'postgres.floor.migrate': async () => (await import('./contenders/postgres/floor.ts')).migrate,
  'postgres.floor.readHistory': async () => (await import('./contenders/postgres/floor.ts')).readHistory,
  'postgres.knex.migrate': async () => withDriver((await import('./contenders/postgres/knex.ts')).migrate),
  'postgres.lithify.migrate': async () => withDriver((await import('./contenders/postgres/lithify.ts')).migrate),
  'postgres.lithify.dump': async () => withDriver((await import('./contenders/postgres/lithify.ts')).dump),
  'postgres.node-pg-migrate.migrate': async () => (await import('./contenders/postgres/node-pg-migrate.ts')).migrate,
  'postgres.node-pg-migrate.migrateEach': async () =>
    (await import('./contenders/postgres/node-pg-migrate.ts')).migrateEach,
  'postgres.postgrator.migrate': async () => (await import('./contenders/postgres/postgrator.ts')).migrate,
  'postgres.umzug.migrate': async () => (await import('./contenders/postgres/umzug.ts')).migrate,
} satisfies Record<string, () => Promise<Job>>

/** lithify loads the driver with the first connection. The others have loaded it before the clock starts, so it has too. */
async function withDriver(job: Job, driver: 'pg' | 'mysql2' = 'pg'): Promise<Job> {
  await import(driver)
  return job
}

export type JobName = keyof typeof jobs

/** What the worker is told. */
export interface Order {
  readonly job: JobName
  readonly input: Input
  /** Where to write a CPU profile of the work. */
  readonly profile?: string | undefined
  /** Where to write the statements that were sent. */
  readonly record?: string | undefined
}

export interface Outcome {
  /** The time of the work alone. */
  readonly ms: number
  /** How much of it the driver took. Only measured with a profile: measuring costs time. */
  readonly driverMs?: number | undefined
  /** The most memory that the process had, in bytes. */
  readonly peakMemory: number
}

/** Runs a job in a process of its own. */
export async function orderJob(order: Order): Promise<Outcome> {
  const { stdout } = await run(process.execPath, [join(import.meta.dirname, 'worker.js'), JSON.stringify(order)])
  return JSON.parse(stdout) as Outcome
}

export async function runJob(job: JobName, input: Input): Promise<number> {
  return (await orderJob({ job, input })).ms
}
