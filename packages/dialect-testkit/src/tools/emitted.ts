import { MigrationBuilder, Schema, type Dialect, type Operation } from '@lithify/core'

/** What a dialect makes of what the author of a migration writes. */
export interface Emitted {
  readonly operations: (write: (m: MigrationBuilder) => void) => Operation[]
  readonly sql: (write: (m: MigrationBuilder) => void, schema?: Schema) => string[]
  /** Whether it looks at the schema, for each operation. */
  readonly needsSchema: (write: (m: MigrationBuilder) => void) => boolean[]
}

export function emittedBy(dialect: Dialect): Emitted {
  const operations = (write: (m: MigrationBuilder) => void): Operation[] => {
    const m = new MigrationBuilder(dialect)
    write(m)
    return m.take()
  }
  return {
    operations,
    sql: (write, schema = new Schema()) =>
      operations(write).flatMap((operation) => dialect.emit(operation, schema).map(({ text }) => text)),
    needsSchema: (write) => operations(write).map((operation) => dialect.needsSchema?.(operation) ?? true),
  }
}
