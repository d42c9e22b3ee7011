import type { Session } from '../dialect.ts'

/**
 * Does something regularly on a session of its own, so that a statement on the other one may take its time. What fails is tried
 * again with the next beat, on a new connection.
 */
export class Heartbeat {
  readonly #connect: () => Promise<Session>
  readonly #beat: (session: Session) => Promise<void>
  readonly #timer: NodeJS.Timeout
  #session: Session | undefined
  #beating: Promise<void> | undefined
  #paused = false
  #stopped = false

  constructor(everyMs: number, connect: () => Promise<Session>, beat: (session: Session) => Promise<void>) {
    this.#connect = connect
    this.#beat = beat
    this.#timer = setInterval(() => {
      if (!this.#paused) this.#beating ??= this.#once().finally(() => (this.#beating = undefined))
    }, everyMs)
    // What it serves keeps the process alive, and nothing else should.
    this.#timer.unref()
  }

  /** Afterwards no beat is under way. */
  async pause(): Promise<void> {
    this.#paused = true
    await this.#beating
  }

  resume(): void {
    this.#paused = false
  }

  /** Ends it, after the beat that is under way. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearInterval(this.#timer)
    await this.#beating
    await this.#hangUp()
  }

  async #once(): Promise<void> {
    try {
      this.#session ??= await this.#connect()
      if (!this.#stopped) await this.#beat(this.#session)
    } catch {
      await this.#hangUp()
    }
  }

  async #hangUp(): Promise<void> {
    const session = this.#session
    this.#session = undefined
    await session?.close().catch(() => undefined)
  }
}
