import type { Connection, Submittable } from 'pg'
import { mayChangeSettings } from './settings.ts'

/**
 * Statements that travel in one message and whose rows nobody wants. The driver hands it the server's answers one by one; unlike the
 * driver's own query it keeps no rows, and counts how many statements were done, which is how a failure is traced to its statement.
 */
export class Batch implements Submittable {
  /** How many statements are done. */
  completed = 0
  readonly done: Promise<void>
  readonly #text: string
  #resolve!: () => void
  #reject!: (error: Error) => void

  constructor(text: string) {
    this.#text = text
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  get changesSettings(): boolean {
    return mayChangeSettings(this.#text)
  }

  submit(connection: Connection): void {
    connection.query(this.#text)
  }

  handleCommandComplete(): void {
    this.completed++
  }

  handleError(error: Error): void {
    this.#reject(error)
  }

  handleReadyForQuery(): void {
    this.#resolve()
  }

  /** The data would have to come from somewhere. */
  handleCopyInResponse(connection: { sendCopyFail(reason: string): void }): void {
    connection.sendCopyFail('lithify sends no data for COPY … FROM stdin')
  }

  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleEmptyQuery(): void {}
  handlePortalSuspended(): void {}
  handleCopyData(): void {}
}
