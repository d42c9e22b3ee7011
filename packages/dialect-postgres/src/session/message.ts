import type { Connection, Submittable } from 'pg'

/**
 * Something that is sent at once and whose rows nobody wants. The driver hands it the server's answers one by one; unlike the driver's own query it
 * keeps no rows, and counts how many statements were done, which is how a failure is traced to its statement.
 */
export abstract class Message implements Submittable {
  /** How many statements are done. */
  completed = 0
  /** The moment when the server has answered all of it. */
  readonly done: Promise<void>
  #resolve!: () => void
  #reject!: (error: Error) => void

  constructor() {
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  abstract submit(connection: Connection): void

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
