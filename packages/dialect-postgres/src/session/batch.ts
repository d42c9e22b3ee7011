import type { Connection } from 'pg'
import { Message } from './message.ts'
import { mayChangeSettings } from './settings.ts'

/** Statements that travel as one text. */
export class Batch extends Message {
  readonly #text: string

  constructor(text: string) {
    super()
    this.#text = text
  }

  get changesSettings(): boolean {
    return mayChangeSettings(this.#text)
  }

  submit(connection: Connection): void {
    connection.query(this.#text)
  }
}
