import type { Lithify, RunOptions, RunResult } from '@lithify/core'
import { isLithifyError } from '@lithify/core'
import { expect } from 'vitest'
import { bare } from './project.ts'

/** An index of which a test's migration, which has no transaction, is about. */
interface Wanted {
  readonly url: string
  readonly index: string
}

/**
 * The next run, as a person does it: where it says that the database does not tell whether the index was made, they look, take away what is half-made, and
 * say so.
 */
export async function runOn(lithify: Lithify, wanted: Wanted, options: RunOptions = {}): Promise<RunResult> {
  try {
    return await lithify.run(options)
  } catch (error) {
    await settle(error, lithify, wanted, 'made')
    return lithify.run({ ...options, resume: true })
  }
}

/** The same for a rollback, which drops it. */
export async function rollbackOn(lithify: Lithify, wanted: Wanted): Promise<void> {
  // Each migration of the batch may have been the one that was reached; only one has no transaction.
  try {
    await lithify.rollback({ lockTimeoutMs: 10_000 })
  } catch (error) {
    await settle(error, lithify, wanted, 'dropped')
    await lithify.rollback({ resume: true })
    await lithify.rollback()
  }
}

async function settle(error: unknown, lithify: Lithify, { url, index }: Wanted, to: 'made' | 'dropped'): Promise<void> {
  if (!isLithifyError(error) || error.code !== 'LITHIFY_E_UNFINISHED') throw error
  const { name, effect, file, line } = error.data as Readonly<Record<string, string>>
  expect(error.hint).toContain('lithify')
  if (effect !== 'unknown') return
  expect(error.message).toMatch(new RegExp(`[iI]t had reached ${file}:${line}:1, and the database does not tell`))
  const [found] = await bare<{ valid: boolean }>(
    url,
    'SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = to_regclass($1)',
    [index],
  )
  if (found?.valid === false) await bare(url, `DROP INDEX ${index}`)
  const isThere = found?.valid === true
  const isDone = to === 'made' ? isThere : !isThere
  await lithify.resolve({ [isDone ? 'applied' : 'rolledBack']: name, statement: true })
}
