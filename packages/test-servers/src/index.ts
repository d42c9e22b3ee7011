export { startPostgres, type PostgresOptions, type PostgresServer } from './postgres.ts'
export { postgresVersions, type PostgresVersion } from './versions.ts'
export { postgresSetup, type PostgresUrls } from './vitest.ts'
