import type { EventEmitter } from 'node:events'
import { Client, type ClientConfig } from 'pg'
import type { Param, Row } from '@lithify/core'
import type { Message } from './message.ts'

/** Idle, in a transaction, or in one that failed. */
export type TransactionStatus = 'I' | 'T' | 'E'

interface Parameter {
  readonly parameterName: string
  readonly parameterValue: string
}

/**
 * One connection of the driver, with what the driver does not tell: in which state the server left the transaction, what it said about
 * itself, and whether the connection is still there.
 */
export class Wire {
  /** What the server reports about itself: `server_version`, `server_encoding` … */
  readonly parameters = new Map<string, string>()
  /** The process of the server that serves the connection, as it was named when it was opened. */
  backend: number | undefined
  readonly #client: Client
  #status: TransactionStatus = 'I'
  #busy = false
  #ended = false
  #lost: Error | undefined
  readonly #waiting: (() => void)[] = []

  constructor(config: ClientConfig) {
    this.#client = new Client(config)
    // Without a listener, a connection that breaks while nobody uses it would end the process.
    this.#client.on('error', (error) => (this.#lost ??= error))
    const { connection } = this.#client as unknown as { connection: EventEmitter }
    connection.on('parameterStatus', ({ parameterName, parameterValue }: Parameter) => {
      this.parameters.set(parameterName, parameterValue)
    })
    connection.on('backendKeyData', ({ processID }: { processID: number }) => (this.backend = processID))
    connection.on('readyForQuery', ({ status }: { status: TransactionStatus }) => {
      this.#status = status
      this.#settle()
    })
    connection.on('end', () => {
      this.#ended = true
      this.#status = 'I'
      this.#settle()
    })
  }

  connect(): Promise<unknown> {
    return this.#client.connect()
  }

  /** Whether there is a server at the other end, as far as is known. */
  get alive(): boolean {
    return !this.#ended && this.#lost === undefined
  }

  /** Why it is not alive, where that is known. */
  get lost(): Error | undefined {
    return this.#lost
  }

  get status(): TransactionStatus {
    return this.#status
  }

  async query(text: string, params: readonly Param[]): Promise<Row[]> {
    const result = await this.#exchange(() => this.#client.query<Row>(text, [...params]))
    // Several statements in one text have several results.
    const last = Array.isArray(result) ? (result as (typeof result)[]).at(-1) : result
    return last?.rows ?? []
  }

  async run(message: Message): Promise<void> {
    await this.#exchange(() => this.#client.query(message).done)
  }

  async end(): Promise<void> {
    await this.#client.end()
  }

  /** After a failure, the server says that it is ready again, and in which state it is: nothing is decided before that. */
  async #exchange<T>(send: () => Promise<T>): Promise<T> {
    this.#busy = true
    try {
      return await send()
    } catch (error) {
      if (this.#busy && this.alive) await new Promise<void>((resolve) => void this.#waiting.push(resolve))
      throw error
    }
  }

  #settle(): void {
    this.#busy = false
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}
