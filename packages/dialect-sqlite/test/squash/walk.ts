import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { open, type Dialect, type Lithify } from '@lithify/core'
import { afterAll, expect } from 'vitest'
import { sqlite } from '../../src/index.ts'
import { dying } from './dying.ts'

const place = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'lithify-kill-'))
afterAll(() => rmSync(place, { recursive: true, force: true }))
let copies = 0

/** A copy of a project as it stands. */
export function copyOf(root: string): string {
  const copy = join(place, String((copies += 1)))
  cpSync(root, copy, { recursive: true })
  return copy
}

/** Opens a project, does one thing with it, and closes it. */
export async function at<T>(
  root: string,
  work: (lithify: Lithify) => Promise<T>,
  { database = 'app.db', watch = (dialect: Dialect) => dialect } = {},
): Promise<T> {
  const { dialect, options } = sqlite({ url: `sqlite:${database}` })
  const lithify = await open({ connections: { primary: { dialect: { dialect: watch(dialect), options } } } }, { root })
  try {
    return await work(lithify)
  } finally {
    await lithify.close()
  }
}

/** Lets a command die at a step. Answers how many steps there were. */
export async function dyingAt(
  root: string,
  command: (lithify: Lithify) => Promise<unknown>,
  step: number,
): Promise<number> {
  const death = dying(step)
  const outcome = await at(root, (lithify) => death.during(() => command(lithify)), { watch: death.watch })
  // The very last step only tidies up, and its failure is nobody's business.
  expect(outcome.dead || step >= outcome.steps, `step ${step}`).toBe(true)
  return outcome.steps
}
