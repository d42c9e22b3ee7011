import { isLithifyError } from '../errors.ts'
import { joinHints } from './locate.ts'
import type { RunPlan } from './run.ts'
import { listed } from './refuse.ts'
import type { DoneMigration } from './results.ts'
import { retell } from './retell.ts'

/** What keeps a half of something from being taken for all of it. */
type Safety = 'transaction' | 'journal'

/** How far a run has come: what is told when it fails on the way. */
export class Progress {
  readonly applied: DoneMigration[] = []
  /** The dump that was loaded, once it was. */
  bootstrapped: string | undefined
  /** What is being worked on: a migration's file, or the dump. */
  #at: { readonly label: string; readonly name: string; readonly safety: Safety } | undefined
  readonly #names: readonly string[]
  readonly #together: boolean

  constructor({ migrations }: RunPlan, together: boolean) {
    this.#names = migrations.map(({ file }) => file.name)
    this.#together = together
  }

  /** Names that are in the same transaction as what comes next, where a run is one. */
  get together(): readonly string[] | undefined {
    return this.#together ? this.#done() : undefined
  }

  begins(label: string, name = label, safety: Safety = 'transaction'): void {
    this.#at = { label, name, safety }
  }

  /** Nothing more is to be done but, where the run is one transaction, its COMMIT. */
  ends(): void {
    this.#at = undefined
  }

  /** An error with what of the run was applied, and what was not. */
  told(error: unknown): unknown {
    if (!isLithifyError(error)) return error
    const done = this.#done()
    const stays = this.#together ? [] : done
    const data = {
      ...(this.#at === undefined ? {} : { name: this.#at.name }),
      applied: stays,
      notApplied: this.#names.filter((name) => !stays.includes(name)),
      ...(this.#together ? { rolledBack: done } : {}),
    }
    if (error.data['lost'] === true)
      return retell(error, { data, hint: this.#afterLoss(error.data['committing'] === true) })
    if (!this.#together) return retell(error, { data })
    return this.#at === undefined ? this.#commitFailed(error, data) : this.#partFailed(error, data)
  }

  #done(): string[] {
    const loaded = this.bootstrapped === undefined ? [] : [this.bootstrapped]
    return [...loaded, ...this.applied.map(({ name }) => name)]
  }

  #afterLoss(committing: boolean): string {
    const done = this.#done()
    const at = this.#at
    if (this.#together) {
      return committing
        ? `The run is one transaction (${listed(done)}), and it was lost during its COMMIT: either all of it is applied or nothing. The history knows, and the next run goes by it:  lithify run --single-transaction`
        : 'The run is one transaction, which the server rolls back: nothing of it was applied. Begin it again:  lithify run --single-transaction'
    }
    const before = done.length === 0 ? 'Nothing was applied before it.' : `Applied before it: ${listed(done)}.`
    if (at === undefined) return `${before} Go on:  lithify run`
    if (committing)
      return `${before} It was lost during the COMMIT of ${at.name}, which is applied either wholly or not at all. The history knows, and the next run goes by it:  lithify run`
    if (at.safety === 'journal')
      return `${before} How far ${at.name} came is in the journal. See what the database says to it:  lithify run`
    return `${before} Of ${at.name} nothing was: the server rolls its transaction back. Go on:  lithify run`
  }

  /** Most often a deferred constraint. */
  #commitFailed(error: Parameters<typeof retell>[0], data: Record<string, unknown>): unknown {
    return retell(error, {
      message: `The COMMIT of the whole run failed: ${error.message}`,
      data,
      hint: joinHints(
        error.hint,
        `Nothing was applied: all of it was rolled back (${listed(this.#done())}). To see which migration it is, run them one by one:  lithify run`,
      ),
    })
  }

  #partFailed(error: Parameters<typeof retell>[0], data: Record<string, unknown>): unknown {
    if (error.code !== 'LITHIFY_E_SINGLE_TRANSACTION') return retell(error, { data })
    const label = this.#at?.label ?? ''
    return retell(error, {
      message: `${label}: ${error.message} Everything was rolled back.`,
      data: { ...data, file: label },
    })
  }
}
