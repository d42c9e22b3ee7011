import { bookkeepingTables } from '../history/bookkeeping.ts'
import type { Operation } from '../operations/operation.ts'
import { Schema } from '../schema/schema.ts'
import type { Context } from './context.ts'

/**
 * The schema that operations are emitted against: read from the database itself when an operation needs it, and only then. What
 * was read is not carried forward by replaying operations on it: a table is rebuilt from this, so it has to be what is there.
 */
export class SchemaTracker {
  readonly #context: Context
  #schema: Schema | undefined

  constructor(context: Context) {
    this.#context = context
  }

  needs(operation: Operation): boolean {
    return this.#context.connection.dialect.needsSchema?.(operation) ?? true
  }

  /** The schema as it is now. */
  async current(): Promise<Schema> {
    const { connection, session } = this.#context
    this.#schema ??= (
      await connection.dialect.introspect(session, { exclude: bookkeepingTables(connection.history) })
    ).schema
    return this.#schema
  }

  /** Something was sent to the database: what was read no longer counts. */
  outdate(): void {
    this.#schema = undefined
  }
}

/** What an operation that needs no schema is emitted against. */
export const noSchema = new Schema()
