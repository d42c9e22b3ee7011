import { defineCapabilities, type KindInfo } from '@lithify/core'

export const capabilities = defineCapabilities({
  transactionalDdl: true,
  // Held as an operating system's lock on a file beside the database: see lock.ts.
  advisoryLocks: true,
  // One at a time writes the file.
  concurrentWriters: false,
  // In process there are no round trips to save, and one statement at a time tells which one failed.
  multipleStatements: false,
  inlineForeignKeys: true,
  deferrableForeignKeys: true,
  foreignKeysCheckedAtCommit: true,
  virtualGeneratedColumns: true,
  // SQLite has no comments on tables and columns. Those that operations carry are not written, and not compared.
  comments: false,
  caseSensitiveNames: false,
  nameLength: Infinity,
  shadow: true,
})

/** Virtual tables stand after tables, whose rows they may index; triggers come after the rows, on which they would fire. */
export const kinds: readonly KindInfo[] = [
  { kind: 'table' },
  { kind: 'rawTable' },
  { kind: 'foreignKey' },
  { kind: 'virtualTable' },
  { kind: 'index', afterData: true },
  { kind: 'rawIndex', afterData: true },
  { kind: 'view' },
  { kind: 'rawView' },
  { kind: 'trigger', afterData: true },
]
