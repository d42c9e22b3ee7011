import { defineCapabilities } from '@lithify/core'

export const capabilities = defineCapabilities({
  transactionalDdl: true,
  schemas: true,
  // Held by the server for the session: see lock.ts. Not through a pooler in transaction mode.
  advisoryLocks: true,
  multipleStatements: true,
  inlineForeignKeys: false,
  deferrableForeignKeys: true,
  // Only constraints that were declared DEFERRABLE can wait for the commit.
  foreignKeysCheckedAtCommit: false,
  // Since PostgreSQL 18.
  virtualGeneratedColumns: false,
  nameLength: 63,
  shadow: true,
  privileges: true,
})
