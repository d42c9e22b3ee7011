import { Duplex } from 'node:stream'
import { callbackify } from 'node:util'
import type { InProcessPostgres } from '../options.ts'

/** What the driver takes for a socket: messages of the protocol go to the PostgreSQL in this process, its answers come back. */
export class PgliteStream extends Duplex {
  readonly #pglite: InProcessPostgres

  constructor(pglite: InProcessPostgres) {
    super()
    this.#pglite = pglite
  }

  connect(): this {
    queueMicrotask(() => this.emit('connect'))
    return this
  }

  // What the driver asks of a socket and what means nothing here.
  setNoDelay(): this {
    return this
  }

  setKeepAlive(): this {
    return this
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }

  override _read(): void {
    // Answers are pushed when they are there.
  }

  override _write(message: Uint8Array, _encoding: string, done: (error: Error | null) => void): void {
    callbackify(() => this.#exchange(message))(done)
  }

  override _final(done: () => void): void {
    this.push(null)
    done()
  }

  async #exchange(message: Uint8Array): Promise<void> {
    const answer = await this.#pglite.execProtocolRaw(message)
    if (answer.length > 0) this.push(answer)
  }
}
