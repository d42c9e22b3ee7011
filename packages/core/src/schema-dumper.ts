import type { Config } from './config/config.ts'
import { LithifyError } from './errors.ts'
import { Lithify, open } from './lithify.ts'
import type { DumpResult } from './runner/results.ts'

export interface SchemaDumperOptions {
  /** Default: the connection that the given `Lithify` is open on, or the config's default. */
  readonly connectionName?: string | undefined
  /** Where to write, relative to the project root. Default: the connection's dump path. */
  readonly outputPath?: string | undefined
  /** Verify the dump, then remove the migration files that it embeds. */
  readonly prune?: boolean | undefined
  /** The project root, where a config is given. Default: the working directory. */
  readonly root?: string | undefined
}

/**
 * Dumps a schema from a program: a deployment pipeline, a set-up wizard. The same as `lithify dump`, in a form that never throws.
 * @example
 * ```ts
 * import { SchemaDumper, type Config } from '@lithify/core'
 *
 * declare const config: Config
 * const dumper = new SchemaDumper(config, { connectionName: 'primary', prune: false })
 * await dumper.run()
 * if (dumper.error) {
 *   console.error(dumper.error)
 * } else {
 *   console.log(`Schema written to ${dumper.result!.dumpLabel}`)
 *   console.log(`Manifest written to ${dumper.result!.metaLabel}`)
 * }
 * await dumper.close()
 * ```
 */
export class SchemaDumper {
  /** What went wrong in the last `run`. */
  error: Error | undefined
  /** What the last `run` wrote, if it did. */
  result: DumpResult | undefined
  readonly #target: Lithify | Config
  readonly #options: SchemaDumperOptions
  /** Opened here, so closed here. */
  #own: Lithify | undefined

  constructor(target: Lithify | Config, options: SchemaDumperOptions = {}) {
    this.#target = target
    this.#options = options
  }

  /** Writes the dump. Never rejects: see `error`. */
  async run(): Promise<void> {
    this.error = undefined
    this.result = undefined
    try {
      const lithify = await this.#open()
      this.result = await lithify.dump({ path: this.#options.outputPath, prune: this.#options.prune })
    } catch (error) {
      this.error = error instanceof Error ? error : new Error(String(error))
    }
  }

  /** Ends the connection that `run` opened. One that was given stays open. */
  async close(): Promise<void> {
    const own = this.#own
    this.#own = undefined
    await own?.close()
  }

  async #open(): Promise<Lithify> {
    const { connectionName, root } = this.#options
    if (!(this.#target instanceof Lithify)) {
      this.#own ??= await open(this.#target, { connection: connectionName, root })
      return this.#own
    }
    const { name } = this.#target.connection
    if (connectionName === undefined || connectionName === name) return this.#target
    throw new LithifyError(
      'LITHIFY_E_CONFIG_CONNECTION',
      `This Lithify is open on ${name}, not on ${connectionName}.`,
      {
        data: { connection: connectionName },
        hint: 'Give the config instead, or open that connection:  open(config, { connection: … })',
      },
    )
  }
}
