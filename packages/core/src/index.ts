export * from './errors.ts'
export type * from './events.ts'
export * from './dialect.ts'
export * from './schema/model.ts'
export * from './schema/schema.ts'
export type * from './operations/operation.ts'
export * from './config/config.ts'
export { env } from './config/env.ts'
export { redactUrl } from './config/redact.ts'
export { connectionNames, resolveConnection, type ResolveConnectionOptions } from './config/resolve-connection.ts'
export { resolveDialect } from './config/resolve-dialect.ts'
export { resolveProtocol } from './config/resolve-protocol.ts'
export type * from './migrations/migration-file.ts'
export { findMigrations } from './migrations/find.ts'
export { compareMigrationNames } from './migrations/natural.ts'
export type * from './runner/results.ts'
export type * from './runner/options.ts'
export { compareByteLists, compareBytes } from './schema/byte-order.ts'
export { canonical, type CanonicalObject, type CanonicalSchema } from './schema/canonical.ts'
export type { Change } from './schema/changes.ts'
export { compareSchemas, describeDifferences, type SchemaDifference } from './schema/compare.ts'
export { fingerprint, fingerprintOf } from './schema/fingerprint.ts'
export { foldName, spellingIn } from './schema/fold.ts'
export { creationOrder, dropOrder } from './schema/order.ts'
export { AlterTableBuilder } from './operations/alter-table-builder.ts'
export { MigrationBuilder, type BuilderHooks, type IndexSettings, type ViewSettings } from './operations/builder.ts'
export {
  defaultName,
  type BuilderDialect,
  type ForeignKeySettings,
  type LiteralValue,
  type NamedPart,
  type ReferenceTarget,
  type TableName,
} from './operations/builder-context.ts'
export { ColumnAlteration } from './operations/column-alteration.ts'
export { ColumnBuilder } from './operations/column-builder.ts'
export { ColumnTypes, type ReferencesSettings, type TimestampSettings } from './operations/column-types.ts'
export { isMigration, migration, type Migration, type MigrationDefinition } from './operations/migration.ts'
export { TableBuilder } from './operations/table-builder.ts'
export {
  createOperation,
  createOperations,
  dropOperation,
  dropOperations,
  type OrderingDialect,
} from './operations/from-schema.ts'
export { applyOperation, replay } from './operations/replay.ts'
export { changeColumn } from './operations/replay-columns.ts'
export type { ReplayDialect } from './operations/replay-context.ts'
export {
  reverse,
  reverseAll,
  type Irreversible,
  type Reversal,
  type Reversed,
  type ReverseStart,
} from './operations/reverse.ts'
export { historyLayoutVersion } from './history/layout.ts'
export type { HistoryRow } from './history/history.ts'
export type { LockFileResult } from './runner/lock-file.ts'
export type { NewMigration, NewMigrationOptions } from './migrations/create.ts'
export type { Manifest, ManifestData, ManifestMigration } from './baseline/manifest.ts'
export { Lithify, open, type OpenOptions } from './lithify.ts'
export { SchemaDumper, type SchemaDumperOptions } from './schema-dumper.ts'
