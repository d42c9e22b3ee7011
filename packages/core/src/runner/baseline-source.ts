import type { Resumption } from '../journal/journaled-sink.ts'
import type { Context } from './context.ts'

/**
 * What an empty database can be booted from, as far as the runner has to know. The floor above makes one of a dump and its
 * manifest.
 */
export interface BaselineSource {
  /** As people are shown it. */
  readonly label: string
  /** Of the text of the dump; `undefined` where it cannot be loaded. */
  readonly checksum?: string | undefined
  /** Some of its migrations have no file any more, on purpose. */
  readonly squashed: boolean
  /** The names that need no file. Empty where nothing was pruned. */
  readonly prunedNames: readonly string[]
  /** In the order in which they ran. */
  readonly migrations: readonly { readonly name: string; readonly checksum: string }[]
  /**
   * Looks whether it could be loaded, before anything is taken down for it.
   * @throws LithifyError `LITHIFY_E_MANIFEST_MISSING`, `LITHIFY_E_DUMP_MISSING`, `LITHIFY_E_DUMP_CHANGED`
   */
  check(): Promise<void>
  /**
   * Loads it, whole or not at all, into a database that was proven empty; where DDL cannot be rolled back, as far as it comes, and from there on
   * when it is resumed.
   * @throws LithifyError `LITHIFY_E_DUMP_CHANGED`, `LITHIFY_E_BOOTSTRAP`, `LITHIFY_E_STATEMENT`
   */
  load(context: Context, resumed?: Resumption): Promise<void>
}
