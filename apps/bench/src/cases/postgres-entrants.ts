import { lithify } from '../contenders/cli.ts'
import { findDbmate, migrate as dbmate } from '../contenders/dbmate.ts'
import { runJob, type Input, type JobName } from '../jobs.ts'
import type { PostgresMigrations } from '../projects/postgres-migrations.ts'
import type { Entrant } from './migration-entrants.ts'

export const names = {
  floor: 'floor: bare pg',
  lithify: 'lithify, SQL files',
  umzug: 'umzug',
  postgrator: 'postgrator',
  nodePgMigrateEach: 'node-pg-migrate, a transaction each',
  nodePgMigrate: 'node-pg-migrate, one transaction (its default)',
  knexEach: 'knex, a transaction each',
  knex: 'knex, one transaction (its default)',
  dbmate: 'dbmate, whole process',
  cli: 'lithify run, whole process',
} as const

/** Those that run in this process, so that they are compared with lithify in it. */
export const peersInProcess = [
  names.umzug,
  names.postgrator,
  names.nodePgMigrateEach,
  names.nodePgMigrate,
  names.knexEach,
  names.knex,
] as const

export function postgresEntrants(files: PostgresMigrations): Entrant[] {
  const entrant = (name: string, job: JobName, folder: string, ...bookkeeping: Entrant['bookkeeping']): Entrant => ({
    name,
    migrate: (input) => runJob(job, { ...input, recording: files.recording }),
    folder,
    bookkeeping,
  })
  const binary = findDbmate()
  const knexTables = ['knex_migrations', 'knex_migrations_lock'] as const
  const own = ['lithify_migrations', 'lithify_versions'] as const
  return [
    entrant(names.floor, 'postgres.floor.migrate', '', 'floor_migrations'),
    entrant(names.lithify, 'postgres.lithify.migrate', files.lithify.root, ...own),
    entrant(names.umzug, 'postgres.umzug.migrate', files.umzugFolder, 'umzug_migrations'),
    entrant(names.postgrator, 'postgres.postgrator.migrate', files.postgratorFolder, 'postgrator_versions'),
    entrant(names.nodePgMigrateEach, 'postgres.node-pg-migrate.migrateEach', files.nodePgMigrateFolder, 'pgmigrations'),
    entrant(names.nodePgMigrate, 'postgres.node-pg-migrate.migrate', files.nodePgMigrateFolder, 'pgmigrations'),
    entrant(names.knexEach, 'postgres.knex.migrate', files.knexEachFolder, ...knexTables),
    entrant(names.knex, 'postgres.knex.migrate', files.knexFolder, ...knexTables),
    ...(binary === undefined
      ? []
      : [
          {
            name: names.dbmate,
            migrate: ({ database, folder }: Input) =>
              dbmate(binary, { database: `${database}?sslmode=disable`, folder }),
            folder: files.lithify.migrations,
            bookkeeping: ['schema_migrations'] as const,
          },
        ]),
    {
      name: names.cli,
      migrate: async ({ database, folder }) => (await lithify(['run', '--quiet', '--url', database], folder)).ms,
      folder: files.lithify.root,
      bookkeeping: own,
    },
  ]
}
