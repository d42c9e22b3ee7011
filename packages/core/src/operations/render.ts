import { isDeepStrictEqual } from 'node:util'
import { isLithifyError } from '../errors.ts'
import { MigrationBuilder } from './builder.ts'
import type { BuilderDialect } from './builder-context.ts'
import type { Operation } from './operation.ts'
import { perform, type Call } from './render-call.ts'
import { sayOperation, sayPlainly } from './render-operation.ts'
import { renderChain } from './render-value.ts'

/**
 * Operations as the lines of a migration: each the call on `m` that makes the very same operation again, said as an author would say it. What the
 * builder has no word for is given to `m.operation()` as plain data.
 *
 * A way of saying something is tried out on a builder before it is taken, so what is printed can say neither less nor more.
 */
export function renderOperations(operations: Iterable<Operation>, dialect: BuilderDialect, indent = ''): string {
  let text = ''
  for (const operation of operations) text += renderOperation(operation, dialect, indent)
  return text
}

/** One operation, indented, with the line end after it. */
export function renderOperation(operation: Operation, dialect: BuilderDialect, indent = ''): string {
  const said = sayOperation(operation, dialect)
  const chosen = makes(said, operation, dialect) ? said : sayPlainly(operation)
  return `${indent}${renderChain('m', [chosen], indent)}\n`
}

function makes(said: Call, operation: Operation, dialect: BuilderDialect): boolean {
  const builder = new MigrationBuilder(dialect)
  try {
    perform(builder, said)
  } catch (error) {
    // The builder checks what it is given; a server may hold what it would not take.
    if (isLithifyError(error)) return false
    throw error
  }
  return isDeepStrictEqual(builder.take().map(defined), [defined(operation)])
}

/** Without the keys that are `undefined`, which are the same as none. */
function defined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(defined)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter((entry) => entry[1] !== undefined)
      .map(([key, item]) => [key, defined(item)]),
  )
}
