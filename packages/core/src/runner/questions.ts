import { LithifyError } from '../errors.ts'

/** The queries that a migration's code asks: one at a time, as a session takes them, and none after the code has ended. */
export class Questions {
  /** Whether there was any. */
  asked = false
  #open = 0
  #closed = false
  #last: Promise<unknown> = Promise.resolve()

  ask<T>(question: () => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(tooLate())
    this.asked = true
    this.#open += 1
    const answer = this.#last.then(question)
    this.#last = answer.then(
      () => (this.#open -= 1),
      () => (this.#open -= 1),
    )
    return answer
  }

  /** The code has ended. Waits for what it did not wait for, and answers how many those were. */
  async close(): Promise<number> {
    // What was answered in this very turn has been waited for.
    await Promise.resolve()
    const unanswered = this.#open
    this.#closed = true
    await this.#last
    return unanswered
  }
}

function tooLate(): LithifyError {
  return new LithifyError('LITHIFY_E_MIGRATION_INVALID', 'm.query() was called after the migration had ended.', {
    hint: 'Make up() and down() async, and await all that they do.',
  })
}
