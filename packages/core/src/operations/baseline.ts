import type { MigrationBuilder } from './builder.ts'

/** The layout of baseline migrations that this lithify reads and writes. */
export const baselineVersion = 1

/** A migration that a baseline replaces. */
export interface ReplacedMigration {
  readonly name: string
  /** Of the LF-normalised text of its file, sha256 in hex. */
  readonly checksum: string
  /** Where it was a baseline itself: what that one had replaced. */
  readonly replaces?: readonly ReplacedMigration[] | undefined
}

/** The rows of a table that a baseline inserts. */
export interface BaselineData {
  readonly table: string
  readonly rows: number
  /** Of the statements that insert them, sha256 in hex. */
  readonly digest: string
}

/** What a baseline migration says of itself. */
export interface BaselineRecord {
  /** The last migration that it replaces. A database that has this one and all before it runs nothing of the baseline. */
  readonly squashedThrough: string
  /** The dialect whose texts it holds. */
  readonly dialect: string
  /** In the order in which they ran. */
  readonly replaces: readonly ReplacedMigration[]
  /** Of the schema that it makes in an empty database. */
  readonly fingerprint: string
  readonly data: readonly BaselineData[]
}

/** What the file of a baseline migration exports. It has no `down`: what leads back behind it is in the archive. */
export interface BaselineDefinition extends BaselineRecord {
  readonly version: typeof baselineVersion
  up(m: MigrationBuilder): void | Promise<void>
}

// Two copies of core can meet in one process, so it is no private symbol.
const brand: unique symbol = Symbol.for('lithify.baseline') as never

/** A definition that went through {@link baseline}. */
export type Baseline = BaselineDefinition & { readonly [brand]: true }

/** Marks a definition as a baseline migration. `lithify squash` writes them; there is no need to write one by hand. */
export function baseline(definition: BaselineDefinition): Baseline {
  return { ...definition, [brand]: true }
}

/** Whether a value went through {@link baseline}, of this copy of core or another. */
export function isBaseline(value: unknown): value is Baseline {
  return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[brand] === true
}
