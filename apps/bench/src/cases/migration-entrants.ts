import { lithify } from '../contenders/cli.ts'
import { findDbmate, migrate as dbmate } from '../contenders/dbmate.ts'
import { runJob, type Input, type JobName } from '../jobs.ts'
import type { MigrationFiles } from '../projects/migrations.ts'

/** How a contender is run, and what it keeps for itself. */
export interface Entrant {
  readonly name: string
  readonly migrate: (input: Input) => Promise<number>
  readonly folder: string
  readonly bookkeeping: readonly [history: string, ...others: string[]]
}

export const names = {
  floor: 'floor: bare better-sqlite3',
  floorAtOnce: 'floor in one transaction',
  lithify: 'lithify, SQL files',
  code: 'lithify, code files',
  knexEach: 'knex, a transaction each',
  knex: 'knex, one transaction (its default)',
  umzug: 'umzug',
  dbmate: 'dbmate, whole process',
  cli: 'lithify run, whole process',
} as const

/** Left out of long cases: what they tell, they tell with few migrations too. */
export const onlyWhenFew: readonly string[] = [names.code, names.cli]

const history = {
  lithify: ['lithify_migrations', 'lithify_versions'],
  knex: ['knex_migrations', 'knex_migrations_lock'],
} as const

export function entrantsOf(files: MigrationFiles, recording: string): Entrant[] {
  const inProcess =
    (job: JobName) =>
    (input: Input): Promise<number> =>
      runJob(job, { ...input, recording })
  const ofLithify = (name: string, job: JobName, folder: string): Entrant => ({
    name,
    migrate: inProcess(job),
    folder,
    bookkeeping: history.lithify,
  })
  const ofKnex = (name: string, folder: string): Entrant => ({
    name,
    migrate: inProcess('knex.migrate'),
    folder,
    bookkeeping: history.knex,
  })
  const binary = findDbmate()
  const dbmates: Entrant[] =
    binary === undefined
      ? []
      : [
          {
            name: names.dbmate,
            migrate: ({ database, folder }) => dbmate(binary, { database: `sqlite:${database}`, folder }),
            folder: files.lithify.migrations,
            bookkeeping: ['schema_migrations'],
          },
        ]
  return [
    ofLithify(names.floor, 'floor.migrate', ''),
    ofLithify(names.floorAtOnce, 'floor.migrateAtOnce', ''),
    ofLithify(names.lithify, 'lithify.migrate', files.lithify.root),
    ofLithify(names.code, 'lithify.migrate', files.lithifyCode.root),
    ofKnex(names.knexEach, files.knexEachFolder),
    ofKnex(names.knex, files.knexFolder),
    {
      name: names.umzug,
      migrate: inProcess('umzug.migrate'),
      folder: files.umzugFolder,
      bookkeeping: ['umzug_migrations'],
    },
    ...dbmates,
    { name: names.cli, migrate: viaCli, folder: files.lithify.root, bookkeeping: history.lithify },
  ]
}

async function viaCli({ database, folder }: Input): Promise<number> {
  return (await lithify(['run', '--quiet', '--url', `sqlite:${database}`], folder)).ms
}
