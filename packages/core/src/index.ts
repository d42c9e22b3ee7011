export * from './errors.ts'
export { shellWord } from './shell-word.ts'
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
export { findComponents, type Components } from './schema/components.ts'
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
export {
  baseline,
  isBaseline,
  type Baseline,
  type BaselineData,
  type BaselineDefinition,
  type BaselineRecord,
  type ReplacedMigration,
} from './operations/baseline.ts'
export { TableBuilder } from './operations/table-builder.ts'
export {
  createOperation,
  createOperations,
  dropOperation,
  dropOperations,
  type OrderingDialect,
} from './operations/from-schema.ts'
export { renderOperation, renderOperations } from './operations/render.ts'
export { describeChanges } from './operations/describe-changes.ts'
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
export type { UnfinishedWork } from './journal/unfinished.ts'
export type { HeldLock } from './lock/held-lock.ts'
export { takeLock } from './lock/take.ts'
export type { WaitOptions } from './lock/wait.ts'
export { historyLayoutVersion } from './history/layout.ts'
export type { HistoryRow } from './history/history.ts'
export type { LockFileResult } from './runner/lock-file.ts'
export type { NewMigration, NewMigrationOptions } from './migrations/create.ts'
export { languageLike } from './migrations/language.ts'
export { baselineName } from './migrations/baseline-file.ts'
export {
  newBaselineReport,
  renderBaselineMigration,
  type BaselineContents,
  type BaselineReport,
} from './baseline/render-baseline.ts'
export type { RenderSource } from './baseline/render-dump.ts'
export type { Manifest, ManifestData, ManifestMigration } from './baseline/manifest.ts'
export { Lithify, open, type OpenOptions } from './lithify.ts'
export { SchemaDumper, type SchemaDumperOptions } from './schema-dumper.ts'
