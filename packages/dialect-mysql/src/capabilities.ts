import { defineCapabilities } from '@lithify/core'

/** What MySQL from 8.0 and MariaDB from 10.11 can both do: these are known before a server is. */
export const capabilities = defineCapabilities({
  // Every statement of DDL commits, before it and after it.
  transactionalDdl: false,
  // A connection is one database; others on the server are named where a foreign key leads there.
  schemas: false,
  // GET_LOCK, held by the session: see lock.ts.
  advisoryLocks: true,
  multipleStatements: true,
  inlineForeignKeys: false,
  // What SHOW CREATE TABLE answers has its keys and foreign keys; a dump does not check those while it is loaded.
  wholeTables: true,
  // Every unique key is both.
  uniqueIndexes: false,
  deferrableForeignKeys: false,
  foreignKeysCheckedAtCommit: false,
  checks: true,
  partialIndexes: false,
  // MySQL only.
  expressionIndexes: false,
  descendingIndexes: true,
  storedGeneratedColumns: true,
  virtualGeneratedColumns: true,
  comments: true,
  // Columns, indexes and constraints never; tables and views where the file system does.
  caseSensitiveNames: false,
  // 64 characters, which are 64 bytes at least.
  nameLength: 64,
  shadow: true,
})
