/** A file in a migration directory that is a migration. Nothing of it has been evaluated. */
export interface MigrationFile {
  /** The path without extension, relative to the project root, POSIX separators. */
  readonly name: string
  /** Absolute. */
  readonly path: string
  readonly format: 'sql' | 'code'
  /** Of the LF-normalised text, sha256 in hex. */
  readonly checksum: string
}

/** What a migration directory holds. */
export interface MigrationDirectoryListing {
  /** In the order in which they run. */
  readonly files: readonly MigrationFile[]
  /** Files that are no migrations, relative to the project root. */
  readonly others: readonly string[]
}

/** A migration ready to be run: its file was parsed or evaluated. */
export interface LoadedMigration {
  readonly file: MigrationFile
  readonly description?: string | undefined
  readonly up: MigrationBody
  /** `undefined`: the file has none, it may be derived. `false`: its author says there is none. */
  readonly down: MigrationBody | false | undefined
  /** An up that does nothing is meant. */
  readonly allowEmpty: boolean
}

export type MigrationBody = SqlBody | CodeBody

/** A section of a .sql file. It is read when it is run, so that a file of any size fits in memory. */
export interface SqlBody {
  readonly kind: 'sql'
  readonly path: string
  /** In bytes. */
  readonly start: number
  readonly end: number
  /** The section itself, where the file is small: it need not be read a second time. */
  readonly text?: string | undefined
  /** The line of the file on which the section's text begins, from 1. */
  readonly line: number
  readonly transaction: boolean
}

export interface CodeBody {
  readonly kind: 'code'
  readonly transaction: boolean
  /** Calls the author's function with a builder. */
  readonly run: (builder: unknown) => unknown
}
