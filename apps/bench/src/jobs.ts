import { join } from 'node:path'
import { run } from './process.ts'

/** What a contender needs to know for one run. */
export interface Input {
  /** The database file. */
  readonly database: string
  /** Where its migration files are: a project's root, or a folder of files. */
  readonly folder: string
  /** The recorded statements that the floor repeats. */
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
} satisfies Record<string, () => Promise<Job>>

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
}

/** Runs a job in a process of its own. */
export async function orderJob(order: Order): Promise<Outcome> {
  const { stdout } = await run(process.execPath, [join(import.meta.dirname, 'worker.js'), JSON.stringify(order)])
  return JSON.parse(stdout) as Outcome
}

export async function runJob(job: JobName, input: Input): Promise<number> {
  return (await orderJob({ job, input })).ms
}
