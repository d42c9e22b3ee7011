import assert from 'node:assert/strict'
import {
  createOperations,
  dropOperations,
  isLithifyError,
  MigrationBuilder,
  renderOperations,
  reverseAll,
  type Dialect,
  type Operation,
} from '@lithify/core'
import * as fc from 'fast-check'
import { arbitraryOperations } from '../arbitraries/operations.ts'
import { arbitrarySchema } from '../arbitraries/schema.ts'
import type { Behaviour } from '../behaviour.ts'

/** The lines of a migration, run: the operations that they make. */
function evaluate(text: string, dialect: Dialect): Operation[] {
  const m = new MigrationBuilder(dialect)
  // oxlint-disable-next-line typescript/no-implied-eval -- what is printed is meant to be evaluated
  new Function('m', text)(m)
  return m.take()
}

const plain = (operations: readonly Operation[]): unknown => JSON.parse(JSON.stringify(operations))

function expectSame(operations: readonly Operation[], dialect: Dialect): void {
  const text = renderOperations(operations, dialect, '  ')
  assert.deepEqual(plain(evaluate(text, dialect)), plain(operations), text)
  assert.equal(renderOperations(operations, dialect, '  '), text)
}

export const sourceText: readonly Behaviour[] = [
  {
    name: 'operations written as the lines of a migration make the same operations again',
    run(kit) {
      const { dialect, settings, options } = kit
      const both = fc.tuple(arbitrarySchema(dialect, options), arbitraryOperations(dialect, options))
      const property = fc.property(both, ([schema, plan]) => {
        expectSame(createOperations(schema, dialect), dialect)
        const operations = plan.operationsFor(schema)
        expectSame(operations, dialect)
        const back = reversed(operations, { schema, dialect })
        expectSame([...back, ...dropOperations(schema, dialect)], dialect)
      })
      fc.assert(property, { numRuns: settings.runs, seed: settings.seed, endOnFailure: !settings.shrink })
      return Promise.resolve()
    },
  },
  {
    name: 'so do the operations of objects that only the dialect understands',
    given: 'opaque',
    async run(kit) {
      await kit.migrate((m) => m.createTable('users', (t) => void [t.id(), t.string('name')]))
      const table = (await kit.live()).table({ name: 'users' })
      assert.ok(table)
      const made = kit.options.opaque?.(table, kit.dialect) ?? []
      expectSame(
        made.map((object) => ({ kind: 'createObject', object })),
        kit.dialect,
      )
      await kit.apply(made.map((object) => ({ kind: 'createObject', object })))
      expectSame(createOperations(await kit.live(), kit.dialect), kit.dialect)
    },
  },
]

/** The way back, where it can be told without a database. */
function reversed(operations: readonly Operation[], start: Parameters<typeof reverseAll>[1]): readonly Operation[] {
  try {
    const reversal = reverseAll(operations, start)
    return 'operations' in reversal ? reversal.operations : []
  } catch (error) {
    if (isLithifyError(error)) return []
    throw error
  }
}
