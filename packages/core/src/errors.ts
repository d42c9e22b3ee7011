/**
 * Every failure that lithify reports on purpose. The keys are stable: programs may branch on them, and each one has its
 * paragraph in the docs (`apps/docs/errors.md`). The values say in one line what the code means.
 */
export const errorCodes = {
  LITHIFY_E_USAGE: 'The command line asks for something that does not exist or does not fit together.',
  LITHIFY_E_CONFIRMATION: 'The command destroys data and was neither confirmed nor forced.',
  LITHIFY_E_INTERRUPTED: 'The work was interrupted by a signal or an AbortSignal.',
  LITHIFY_E_FILE: 'A file or folder could not be read or written.',
  LITHIFY_E_INTERNAL: 'A defect in lithify itself.',

  LITHIFY_E_CONFIG_MISSING: 'There is no config file and no URL.',
  LITHIFY_E_CONFIG_LOAD: 'The config file could not be evaluated.',
  LITHIFY_E_CONFIG_INVALID: 'The config file does not have the expected shape.',
  LITHIFY_E_CONFIG_CONNECTION: 'The config has no connection of that name.',
  LITHIFY_E_CONFIG_ENV: 'An environment variable that the config needs is not set.',
  LITHIFY_E_DIALECT_MISSING: 'The package of the dialect is not installed.',
  LITHIFY_E_DIALECT_INVALID: 'The package of the dialect does not export what the contract asks for.',

  LITHIFY_E_CONNECT: 'The database could not be reached or opened.',
  LITHIFY_E_DATABASE_BUSY: 'Another process holds the database locked.',
  LITHIFY_E_READ_ONLY: 'The database cannot be written.',
  LITHIFY_E_STATEMENT: 'The server refused a SQL statement.',
  LITHIFY_E_PRIVILEGE: 'The role may not do what a statement does.',
  LITHIFY_E_SCRIPT: 'A SQL script cannot be split into statements (an unterminated string, comment or body).',
  LITHIFY_E_TRANSACTION_CONTROL:
    'A migration that runs in a transaction contains BEGIN, COMMIT or ROLLBACK of its own.',
  LITHIFY_E_SINGLE_TRANSACTION: 'A run that is to be one transaction has a part that cannot be in one.',
  LITHIFY_E_NOT_TRANSACTIONAL: 'A statement that cannot run inside a transaction is in a migration that does.',
  LITHIFY_E_FOREIGN_KEYS: 'Rows would be left whose foreign key points nowhere.',
  LITHIFY_E_LOCK_TIMEOUT: 'Another runner holds the migration lock.',
  LITHIFY_E_LOCK_LOST: 'The migration lock was lost while the work went on, so the work was stopped.',
  LITHIFY_E_UNSUPPORTED: 'The dialect or the server cannot do what was asked.',

  LITHIFY_E_MIGRATION_NOT_FOUND: 'No migration has that name.',
  LITHIFY_E_MIGRATION_LOAD: 'A migration file could not be evaluated.',
  LITHIFY_E_MIGRATION_INVALID: 'A migration file exports no migration, or its sections are wrong.',
  LITHIFY_E_MIGRATION_EMPTY: 'A migration does nothing.',
  LITHIFY_E_MIGRATION_THREW: 'The code of a migration threw.',
  LITHIFY_E_MIGRATION_DUPLICATE: 'Two migration files have the same name.',
  LITHIFY_E_MIGRATION_NAME: 'A migration name is too long or cannot be used.',
  LITHIFY_E_MIGRATION_CHANGED: 'An applied migration was edited since.',
  LITHIFY_E_MIGRATION_MISSING: 'An applied migration has no file.',
  LITHIFY_E_MIGRATION_EXISTS: 'A file that was to be written exists already.',
  LITHIFY_E_BASELINE_INVALID: 'A baseline migration contradicts itself or does not have the expected shape.',
  LITHIFY_E_BASELINE_VERSION: 'A baseline migration was written by a newer lithify.',
  LITHIFY_E_BASELINE_DIALECT: 'A baseline was made on another kind of database.',
  LITHIFY_E_OUT_OF_ORDER: 'A pending migration sorts before one that is already applied.',
  LITHIFY_E_LATE_MIGRATION: 'A pending migration sorts inside the range that was pruned, without being part of it.',
  LITHIFY_E_BEHIND_BASELINE: 'The database lacks migrations whose files were pruned.',
  LITHIFY_E_BASELINE_CONFLICT: 'Two baselines replace some of the same migrations.',
  LITHIFY_E_BASELINE_DIVERGED:
    'The database was squashed into a baseline that is not here, with migrations that nobody here knows.',
  LITHIFY_E_SQUASH: 'The migrations cannot be squashed as they are.',
  LITHIFY_E_SQUASH_MISMATCH: 'A baseline does not make what the migrations make that it replaces.',
  LITHIFY_E_SQUASH_ROWS: 'Migrations insert more rows than a baseline is to hold, or rows that none could hold.',
  LITHIFY_E_SQUASH_BUSY: 'Another process is squashing in the same folder.',
  LITHIFY_E_SQUASH_UNFINISHED: 'A squash or unsquash was interrupted, and has to be finished first.',
  LITHIFY_E_UNSQUASH: 'There is no squash that could be undone.',
  LITHIFY_E_SQUASHED: 'The migration was squashed into a baseline, so it cannot be rolled back.',
  LITHIFY_E_ARCHIVE: 'An archive of squashed migrations is damaged, or was written by a newer lithify.',
  LITHIFY_E_UNFINISHED: 'A migration, a rollback or the load of a dump was cut short and is not finished.',
  LITHIFY_E_RESUME: 'What was cut short cannot be resumed or settled in this way.',
  LITHIFY_E_IRREVERSIBLE: 'A migration has no down and none can be derived.',
  LITHIFY_E_OPERATION: 'An operation does not fit the schema that it is applied to.',
  LITHIFY_E_REPLAY: 'The history cannot be replayed without a database.',

  LITHIFY_E_LOCK_FILE_INVALID: 'lithify.lock is damaged or was merged by hand.',
  LITHIFY_E_LOCK_FILE_CHANGED: 'A migration differs from its line in lithify.lock.',
  LITHIFY_E_LOCK_FILE_STALE: 'A migration has no line in lithify.lock, or a line has no migration.',

  LITHIFY_E_HISTORY_VERSION: 'The history table was laid out by a newer lithify.',
  LITHIFY_E_HISTORY_INVALID: 'The history table does not have the expected columns.',
  LITHIFY_E_ADOPT: 'There is nothing that could be adopted: no database, no migrations, or a history already.',
  LITHIFY_E_ADOPT_DIFFERENT: 'The database that was to be adopted is not what the migrations make.',
  LITHIFY_E_NOT_EMPTY: 'The database has tables but no history, so nothing is run on it.',
  LITHIFY_E_PRUNED: 'The migration was pruned into a dump, so it cannot be rolled back.',

  LITHIFY_E_MANIFEST_MISSING: 'A dump has no manifest beside it.',
  LITHIFY_E_MANIFEST_INVALID: 'A manifest is truncated or does not have the expected shape.',
  LITHIFY_E_MANIFEST_VERSION: 'A manifest was written by a newer lithify.',
  LITHIFY_E_MANIFEST_FOREIGN: 'A manifest belongs to another connection, dialect or history table.',
  LITHIFY_E_DUMP_MISSING: 'A dump that was asked for does not exist.',
  LITHIFY_E_DUMP_CHANGED: 'A dump does not have the checksum that its manifest records.',
  LITHIFY_E_DUMP_MISMATCH: 'What a dump loads is not what was dumped.',
  LITHIFY_E_DUMP_WRITE: 'A dump could not be written to disk.',
  LITHIFY_E_BOOTSTRAP: 'A dump could not be loaded.',
  LITHIFY_E_UNCOVERED: 'The schema has objects that a dump could not represent.',
  LITHIFY_E_PRUNE: 'The migration directories hold files that the dump does not embed.',
  LITHIFY_E_DATA_TABLE: 'A table whose rows were asked for does not exist or has no key to order them by.',
  LITHIFY_E_VERIFY: 'Files and database do not agree.',
} as const

/** A code of core, or one that a dialect of a third party brings. */
export type ErrorCode = keyof typeof errorCodes | `LITHIFY_E_${string}`

export interface LithifyErrorOptions {
  /** What a program may want to know: names, paths, numbers. Plain data, never a secret. */
  readonly data?: Readonly<Record<string, unknown>> | undefined
  /** What to do next, with the exact command where there is one. */
  readonly hint?: string | undefined
  readonly cause?: unknown
}

// Two copies of core can meet in one process (a global CLI and a project's own), so `instanceof` is no safe test.
const brand = Symbol.for('lithify.error')

/** The one error class of lithify. Everything thrown on purpose is one of these. */
export class LithifyError extends Error {
  readonly code: ErrorCode
  readonly data: Readonly<Record<string, unknown>>
  readonly hint: string | undefined

  constructor(code: ErrorCode, message: string, options: LithifyErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'LithifyError'
    this.code = code
    this.data = options.data ?? {}
    this.hint = options.hint
    Object.defineProperty(this, brand, { value: true })
  }
}

/** Whether a value is a {@link LithifyError}, of this copy of core or another. */
export function isLithifyError(value: unknown): value is LithifyError {
  return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[brand] === true
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message
  try {
    return String(thrown)
  } catch {
    // An object without a prototype, or with a `toString` that throws.
    return 'a value that has no text'
  }
}
