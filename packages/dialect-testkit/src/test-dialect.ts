import type { Behaviour } from './behaviour.ts'
import { Kit } from './kit.ts'
import type { TestDialectOptions } from './options.ts'
import { suites } from './suites/index.ts'

/**
 * Registers one named test per behaviour of the contract. What a dialect does not claim in its capabilities is skipped, with a
 * word on why; what it claims is tried.
 *
 * ```ts
 * import { test } from 'node:test'
 * import { testDialect, type TestDatabase } from '@lithify/dialect-testkit'
 *
 * declare function freshDatabase(): Promise<TestDatabase>
 *
 * testDialect({ test, factory: freshDatabase })
 * ```
 */
export function testDialect(options: TestDialectOptions): void {
  for (const [suite, behaviours] of Object.entries(suites)) {
    for (const behaviour of behaviours) {
      // A rest parameter, because Jest hands a callback to functions that take one and then waits for it.
      options.test(`${suite}: ${behaviour.name}`, async (...context) => {
        const reason = await runBehaviour(behaviour, options)
        if (reason !== undefined) (context[0] as SkippingContext | undefined)?.skip?.(reason)
      })
    }
  }
}

/** What vitest and node:test give a test, to say that it was skipped. */
interface SkippingContext {
  readonly skip?: (reason: string) => void
}

/** Answers why it was skipped, if it was. */
async function runBehaviour(behaviour: Behaviour, options: TestDialectOptions): Promise<string | undefined> {
  const { given } = behaviour
  if (given !== undefined && options[given] === undefined) return `the option ${given} was not given`
  const kit = await Kit.open(options)
  try {
    const { capabilities } = kit.dialect
    const missing = behaviour.needs?.find((capability) => !capabilities[capability])
    if (missing !== undefined) return `the dialect does not claim ${missing}`
    const reason = behaviour.unless?.(kit.dialect)
    if (reason !== undefined) return reason
    await behaviour.run(kit)
    return undefined
  } finally {
    await kit.close()
  }
}
