import type { BaselineRecord } from '../operations/baseline.ts'

/** A file in a migration directory that is a migration. Nothing of it has been evaluated. */
export interface MigrationFile {
  /** The path without extension, relative to the project root, POSIX separators. */
  readonly name: string
  /** Absolute. */
  readonly path: string
  readonly format: 'sql' | 'code'
  /** Of the LF-normalised text, sha256 in hex. */
  readonly checksum: string
  /** Of a small .sql file: the bytes that the checksum was taken of, so that what is run is what is recorded. */
  readonly content?: Buffer | undefined
  /** It is a baseline, as far as its name and text tell. */
  readonly baseline?: true | undefined
  /** For a baseline migration, once it was evaluated: what it says of itself. */
  readonly record?: BaselineRecord | undefined
  /** For a file in an archive: where it was, absolute. Code is evaluated as if it were there still, so that its imports find what they name. */
  readonly origin?: string | undefined
  /** With an origin: its text, where there is no file of it yet. */
  readonly text?: string | undefined
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
  /** What it replaces, where it is a baseline. */
  readonly baseline?: BaselineRecord | undefined
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
  /** It is only meant while foreign keys are not enforced; they are checked before the commit. */
  readonly foreignKeys?: 'checkedAtCommit' | undefined
  /** Calls the author's function with a builder. */
  readonly run: (builder: unknown) => unknown
}
