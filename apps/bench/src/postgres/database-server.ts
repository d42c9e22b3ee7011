import { clientMajor, dumpSchema, load, missing } from '../contenders/postgres/native.ts'
import type { DatabaseServer } from '../database-server.ts'
import { countRows, objectsOf } from './contents.ts'
import { createDatabase, inFreshDatabase, type Server } from './server.ts'

export async function asDatabaseServer(server: Server): Promise<DatabaseServer> {
  return {
    title: `PostgreSQL ${server.version}`,
    createDatabase: () => createDatabase(server),
    inFreshDatabase: (work) => inFreshDatabase(server, work),
    objectsOf,
    countRows,
    jobs: { migrate: 'postgres.lithify.migrate', dump: 'postgres.lithify.dump' },
    native: {
      isThere: (await clientMajor()) !== undefined,
      missing,
      dump: { program: 'pg_dump', name: 'pg_dump --schema-only', run: dumpSchema },
      load: { program: 'psql', name: 'psql --single-transaction -f dump', run: load },
    },
  }
}
