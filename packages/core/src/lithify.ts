import { adoptDatabase } from './baseline/adopt/adopt.ts'
import { loadedText } from './baseline/loaded-text.ts'
import { baselineSource } from './baseline/source.ts'
import { dump } from './baseline/write-dump.ts'
import { verify } from './baseline/verify.ts'
import { squash } from './baseline/squash/squash.ts'
import { unsquash } from './baseline/squash/unsquash.ts'
import type { Config, Connection, ConnectionConfig } from './config/config.ts'
import { migrationDirectoriesOf, resolveConnection } from './config/resolve-connection.ts'
import { resolveDialect } from './config/resolve-dialect.ts'
import type { DialectFactory, Session } from './dialect.ts'
import { isLithifyError } from './errors.ts'
import type { EventListener, LithifyEvent, Warning } from './events.ts'
import { resolveUnfinished } from './journal/resolve.ts'
import { createMigration, type NewMigration, type NewMigrationOptions } from './migrations/create.ts'
import type { Context } from './runner/context.ts'
import { fresh } from './runner/fresh.ts'
import { renewLockFile, type LockFileResult } from './runner/lock-file.ts'
import { withLock } from './runner/lock.ts'
import type {
  AdoptOptions,
  CommandOptions,
  DumpOptions,
  FreshOptions,
  RefreshOptions,
  ResetOptions,
  ResolveOptions,
  RollbackOptions,
  RunOptions,
  SquashOptions,
  UnsquashOptions,
  VerifyOptions,
} from './runner/options.ts'
import { refresh, reset } from './runner/refresh.ts'
import type {
  AdoptResult,
  DumpResult,
  FreshResult,
  RefreshResult,
  ResolveResult,
  RollbackResult,
  RunResult,
  SquashResult,
  StatusResult,
  UnsquashResult,
  VerifyResult,
} from './runner/results.ts'
import { rollback } from './runner/rollback.ts'
import { run } from './runner/run.ts'
import { status } from './runner/status.ts'

export interface OpenOptions {
  /** The connection to work on. Default: the config's default, else its first. */
  readonly connection?: string | undefined
  /** The project root, where relative paths and migration names start. Default: the working directory. */
  readonly root?: string | undefined
  /** Told about all that every command does. */
  readonly onEvent?: EventListener | undefined
  readonly signal?: AbortSignal | undefined
  /** How a dialect given by name is found. Default: as a package, from the project root. */
  readonly resolveDialect?: ((name: string) => Promise<DialectFactory>) | undefined
}

/**
 * Opens a connection of a config for work. Nothing is connected to until a command needs it.
 * @throws LithifyError `LITHIFY_E_CONFIG_CONNECTION`, `LITHIFY_E_CONFIG_INVALID`, `LITHIFY_E_DIALECT_MISSING`
 * @example
 * ```ts
 * import { open, type Config } from '@lithify/core'
 *
 * declare const config: Config
 * const lithify = await open(config)
 * const { applied } = await lithify.run()
 * console.log(applied.map(({ name }) => name))
 * await lithify.close()
 * ```
 */
export async function open(config: Config, options: OpenOptions = {}): Promise<Lithify> {
  const root = options.root ?? process.cwd()
  const find = options.resolveDialect ?? ((name: string): Promise<DialectFactory> => resolveDialect(name, [root]))
  return new Lithify(
    await resolveConnection(config, options.connection, { root, resolveDialect: find }),
    config,
    options,
  )
}

/** One connection, with a method for each command. Every method answers plain data. Calls are made one at a time. */
export class Lithify {
  readonly connection: Connection
  readonly #config: Config
  readonly #options: OpenOptions
  #session: { readonly session: Session; readonly readOnly: boolean } | undefined

  /** Use {@link open}. */
  constructor(connection: Connection, config: Config, options: OpenOptions) {
    this.connection = connection
    this.#config = config
    this.#options = options
  }

  /** Applies what is pending; boots an empty database from its dump first. */
  run(options: RunOptions = {}): Promise<RunResult> {
    const work = async (context: Context): Promise<RunResult> =>
      run(context, options, await this.#baseline(context, options.schemaPath))
    return options.dryRun === true
      ? this.#rehearse(options, work)
      : this.#command(options, 'write', (context) => withLock(context, options, work))
  }

  /** Rolls back the last batch, or what the options say. */
  rollback(options: RollbackOptions = {}): Promise<RollbackResult> {
    return this.#command(options, options.dryRun === true ? 'read' : 'write', async (context) => {
      const work = async (held: Context): Promise<RollbackResult> => rollback(held, options, await this.#baseline(held))
      return options.dryRun === true ? work(context) : withLock(context, options, work)
    })
  }

  /** The state of every migration. Writes nothing, and creates no database. */
  async status(options: CommandOptions = {}): Promise<StatusResult> {
    try {
      return await this.#command(options, 'read', async (context) =>
        status(context, context, await this.#baseline(context)),
      )
    } catch (error) {
      if (!isMissingDatabase(error)) throw error
      const warnings: Warning[] = []
      const baseline = await baselineSource(this.connection, { warn: (warning) => warnings.push(warning) })
      return status(undefined, { connection: this.connection, warnings }, baseline)
    }
  }

  /** Settles what was cut short, by what a person says of it. */
  resolve(options: ResolveOptions): Promise<ResolveResult> {
    return this.#command(options, 'write', (context) =>
      withLock(context, options, (held) =>
        resolveUnfinished(held, options, (load) => loadedText(this.connection, load)),
      ),
    )
  }

  /** Drops everything and runs from the start. */
  fresh(options: FreshOptions = {}): Promise<FreshResult> {
    return this.#command(options, 'write', (context) =>
      withLock(context, options, async (held) => fresh(held, options, await this.#baseline(held, options.schemaPath))),
    )
  }

  /** Rolls back every migration. */
  reset(options: ResetOptions = {}): Promise<RollbackResult> {
    return this.#command(options, 'write', (context) =>
      withLock(context, options, async (held) => reset(held, options, await this.#baseline(held))),
    )
  }

  /** Rolls back every migration and runs them again. */
  refresh(options: RefreshOptions = {}): Promise<RefreshResult> {
    return this.#command(options, 'write', (context) =>
      withLock(context, options, async (held) =>
        refresh(held, options, await this.#baseline(held, options.schemaPath)),
      ),
    )
  }

  /** Writes the schema and its manifest. */
  dump(options: DumpOptions = {}): Promise<DumpResult> {
    const state = { sharedWith: this.#sharedWith() }
    return this.#command(options, options.prune === true ? 'write' : 'read', (context) => {
      const work = (held: Context): Promise<DumpResult> => dump(held, options, state)
      // Only a prune decides on files that a runner could be applying at this moment.
      return options.prune === true ? withLock(context, options, work) : work(context)
    })
  }

  /** Turns migrations into one verified baseline, and keeps them in an archive. */
  squash(options: SquashOptions = {}): Promise<SquashResult> {
    const work = async (held: Context): Promise<SquashResult> =>
      squash(held, options, {
        dump: await this.#baseline(held),
        sharedWith: options.as === 'dump' ? this.#sharedWith() : this.#sharedInPart(),
      })
    return options.dryRun === true
      ? this.#command(options, 'read', work)
      : this.#command(options, 'write', (context) => withLock(context, options, work))
  }

  /** Undoes the last squash: brings back the files, and the rows of the history. */
  unsquash(options: UnsquashOptions = {}): Promise<UnsquashResult> {
    const work = (held: Context): Promise<UnsquashResult> => unsquash(held, options)
    return options.dryRun === true
      ? this.#command(options, 'read', work)
      : this.#command(options, 'write', (context) => withLock(context, options, work))
  }

  /** Takes over a database that was built by other means: records the migrations that it is proven to be the outcome of. */
  adopt(options: AdoptOptions = {}): Promise<AdoptResult> {
    const work = async (held: Context): Promise<AdoptResult> => adoptDatabase(held, options, await this.#baseline(held))
    return options.dryRun === true
      ? this.#command(options, 'read', work)
      : this.#command(options, 'write', (context) => withLock(context, options, work))
  }

  /** Compares migrations, lithify.lock, dump and database. */
  async verify(options: VerifyOptions = {}): Promise<VerifyResult> {
    const warnings: Warning[] = []
    const files = { connection: this.connection, warnings, warn: (warning: Warning) => warnings.push(warning) }
    if (options.offline === true) return verify(undefined, files)
    try {
      return await this.#command(options, 'read', (context) => verify(context, context))
    } catch (error) {
      if (isMissingDatabase(error)) return verify(undefined, files)
      throw error
    }
  }

  /** Writes lithify.lock anew from the migration files of this connection. */
  async lockMigrations(): Promise<LockFileResult> {
    return renewLockFile(this.connection, await baselineSource(this.connection, { warn: () => undefined }))
  }

  /** Writes a new, empty migration file. */
  async newMigration(options: NewMigrationOptions): Promise<NewMigration> {
    const baseline = await baselineSource(this.connection, { warn: () => undefined })
    return createMigration(this.connection, options, baseline?.prunedNames ?? [])
  }

  /** Ends the connection to the database. A later command opens it again. */
  async close(): Promise<void> {
    const held = this.#session
    this.#session = undefined
    await held?.session.close()
  }

  async #command<T>(
    options: CommandOptions,
    access: 'read' | 'write',
    work: (context: Context) => Promise<T>,
  ): Promise<T> {
    const warnings: Warning[] = []
    const report = (event: LithifyEvent): void => {
      this.#options.onEvent?.(event)
      options.onEvent?.(event)
    }
    const { connection } = this
    const session = await this.#connect(access, report)
    return work({
      connection,
      session,
      report,
      warnings,
      warn: (warning) => {
        warnings.push(warning)
        report({ type: 'warning', connection: connection.name, warning })
      },
      signal: options.signal ?? this.#options.signal,
    })
  }

  /** A dry run. Where there is no database yet, an empty one stands in for it, and none is made. */
  async #rehearse<T>(options: CommandOptions, work: (context: Context) => Promise<T>): Promise<T> {
    const { dialect, options: place } = this.connection
    try {
      return await this.#command(options, 'read', work)
    } catch (error) {
      if (!isMissingDatabase(error) || dialect.shadow === undefined) throw error
      this.#session = { session: await dialect.shadow(place), readOnly: true }
      try {
        return await this.#command(options, 'read', work)
      } finally {
        await this.close()
      }
    }
  }

  async #connect(access: 'read' | 'write', report: EventListener): Promise<Session> {
    if (this.#session?.readOnly === true && access === 'write') await this.close()
    if (this.#session === undefined) {
      const readOnly = access === 'read'
      const { dialect, options, name, root } = this.connection
      const session = await dialect.connect({ root, ...options, readOnly })
      this.#session = { session, readOnly }
      if (this.#options.onEvent !== undefined)
        report({ type: 'connected', connection: name, server: await session.serverInfo() })
    }
    return this.#session.session
  }

  #baseline(context: Context, schemaPath?: string): ReturnType<typeof baselineSource> {
    return baselineSource(this.connection, { schemaPath, warn: context.warn })
  }

  /** The other connections that look for migrations in a directory of this one. */
  #sharedWith(): string[] {
    const { name: own, migrationDirectories, root } = this.connection
    return Object.entries(this.#config.connections)
      .filter(
        ([name, other]) =>
          name !== own &&
          migrationDirectoriesOf(other, name, root).some((directory) => migrationDirectories.includes(directory)),
      )
      .map(([name]) => name)
  }

  /** Those of them for which a baseline of this one would not do: they have other migrations too, or another kind of database. */
  #sharedInPart(): string[] {
    const { migrationDirectories, dialect, root } = this.connection
    return this.#sharedWith().filter((name) => {
      const other = this.#config.connections[name]
      if (other === undefined) return false
      const theirs = migrationDirectoriesOf(other, name, root)
      const isSame =
        theirs.length === migrationDirectories.length && migrationDirectories.every((each) => theirs.includes(each))
      return !isSame || dialectOf(other) !== dialect.name
    })
  }
}

function dialectOf({ dialect }: ConnectionConfig): string {
  return typeof dialect === 'string' ? dialect : dialect.dialect.name
}

function isMissingDatabase(error: unknown): boolean {
  return isLithifyError(error) && error.code === 'LITHIFY_E_CONNECT' && error.data['missing'] === true
}
