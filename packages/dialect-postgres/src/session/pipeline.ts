import type { Param } from '@lithify/core'
import type { Connection } from 'pg'
import { Message } from './message.ts'

export interface Piped {
  readonly text: string
  readonly params: readonly Param[]
}

/** What the driver's connection has beyond its types: it asks for no portal where there is but one. */
interface Piping {
  readonly stream: { cork(): void; uncork(): void }
  parse(query: { text: string }): void
  bind(config: { values: (string | Buffer | null)[] }): void
  execute(config: object): void
  sync(): void
}

/**
 * Statements with parameters that travel together, under one Sync: the server skips all that comes after one that fails.
 */
export class Pipeline extends Message {
  readonly #statements: readonly Piped[]

  constructor(statements: readonly Piped[]) {
    super()
    this.#statements = statements
  }

  submit(connection: Connection): void {
    const piping = connection as unknown as Piping
    piping.stream.cork()
    for (const { text, params } of this.#statements) {
      piping.parse({ text })
      piping.bind({ values: params.map(written) })
      piping.execute({})
    }
    piping.sync()
    piping.stream.uncork()
  }
}

/** As the server reads a parameter whose type it works out by itself. */
function written(value: Param): string | Buffer | null {
  if (value === null || typeof value === 'string') return value
  return value instanceof Uint8Array ? Buffer.from(value) : String(value)
}
