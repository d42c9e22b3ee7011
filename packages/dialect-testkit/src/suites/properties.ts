import {
  applyOperation,
  createOperations,
  fingerprint,
  isLithifyError,
  replay,
  reverseAll,
  Schema,
} from '@lithify/core'
import * as fc from 'fast-check'
import assert from 'node:assert/strict'
import { arbitraryOperations } from '../arbitraries/operations.ts'
import { arbitrarySchema } from '../arbitraries/schema.ts'
import type { Behaviour } from '../behaviour.ts'
import { expectSame, Kit } from '../kit.ts'

/** Tries a property with a database for each case. */
async function check<T>(
  kit: Kit,
  arbitrary: fc.Arbitrary<T>,
  run: (kit: Kit, value: T) => Promise<void>,
): Promise<void> {
  const property = fc.asyncProperty(arbitrary, async (value) => {
    const own = await Kit.open(kit.options)
    try {
      await run(own, value)
    } finally {
      await own.close()
    }
  })
  const { runs: numRuns, seed, shrink } = kit.settings
  await fc.assert(property, { numRuns, seed, endOnFailure: !shrink })
}

/** `undefined` where the dialect says that it cannot be told without a database. */
function inMemory(work: () => Schema): Schema | undefined {
  try {
    return work()
  } catch (error) {
    if (isLithifyError(error) && error.code === 'LITHIFY_E_REPLAY') return undefined
    throw error
  }
}

export const properties: readonly Behaviour[] = [
  {
    name: 'any schema that is made is read back as it was made',
    async run(kit) {
      await check(kit, arbitrarySchema(kit.dialect, kit.options), async (own, schema) => {
        const empty = await own.live()
        const expected = replay(createOperations(schema, own.dialect), own.dialect, empty)
        expectSame(
          new Schema(schema.objects(), empty.options),
          expected,
          own.dialect,
          'its operations do not replay to it',
        )
        await own.apply(createOperations(schema, own.dialect))
        await own.expectSchema(expected, 'it is not read back as it was made')
      })
    },
  },
  {
    name: 'any row of operations does in memory what it does in the database, and the way back leaves the same schema',
    async run(kit) {
      const arbitrary = fc.tuple(
        arbitrarySchema(kit.dialect, kit.options),
        arbitraryOperations(kit.dialect, kit.options),
      )
      let done = 0
      await check(kit, arbitrary, async (own, [schema, plan]) => {
        await own.apply(createOperations(schema, own.dialect))
        const start = await own.live()
        const operations = plan.operationsFor(start)
        const memory = start.clone()
        for (const operation of operations) {
          await own.apply([operation])
          applyOperation(memory, operation, own.dialect)
          await own.expectSchema(memory, `replay differs after ${JSON.stringify(operation)}`)
          done++
        }
        const reversal = reverseAll(operations, { schema: start, dialect: own.dialect })
        assert.ok('operations' in reversal)
        const back = inMemory(() => replay(reversal.operations, own.dialect, memory))
        if (back !== undefined) expectSame(start, back, own.dialect, 'in memory, the way back leads elsewhere')
        await own.apply(reversal.operations)
        assert.equal(fingerprint(await own.live(), own.dialect), fingerprint(start, own.dialect))
        await own.expectSchema(start, 'the way back leads elsewhere')
      })
      assert.ok(done >= kit.settings.runs, `only ${done} operations fitted in ${kit.settings.runs} cases`)
    },
  },
]
