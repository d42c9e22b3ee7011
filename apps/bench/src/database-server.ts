import type { JobName } from './jobs.ts'

/** A server in which contenders work, each time in a database of its own. */
export interface DatabaseServer {
  /** As people call it: PostgreSQL 15.18. */
  readonly title: string
  readonly createDatabase: () => Promise<string>
  /** A database for one run, gone after it. */
  readonly inFreshDatabase: <T>(work: (url: string) => Promise<T>) => Promise<T>
  /** Every object of a database as the server itself writes it, but for tables that a contender keeps for itself. */
  readonly objectsOf: (url: string, bookkeeping?: readonly string[]) => Promise<string[]>
  /** How many rows all these tables have together. */
  readonly countRows: (url: string, tables: readonly string[]) => Promise<number>
  readonly jobs: { readonly migrate: JobName; readonly dump: JobName }
  readonly native: NativeClients
}

interface NativeClients {
  readonly isThere: boolean
  /** What is said where they are not. */
  readonly missing: string
  readonly dump: NativeClient
  readonly load: NativeClient
}

interface NativeClient {
  /** The program alone, and with its arguments. */
  readonly program: string
  readonly name: string
  /** The time of the whole process. */
  readonly run: (url: string, file: string) => Promise<number>
}
