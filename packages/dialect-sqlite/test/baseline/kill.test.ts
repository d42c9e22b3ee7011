import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { stride } from '../squash/dying.ts'
import { at, copyOf, dyingAt } from '../squash/walk.ts'
import { project, tables } from '../runner/project.ts'
import { dumpPath, manifestPath } from './booted.ts'

// As in ../squash/kill.test.ts: work ends at each of its steps, and nothing that it still tries has any effect. Some of the deaths are real ones.

/** Lets a dump die at a step. The lock of the dead process is gone: in these tests it lives. */
async function dies(root: string, prune: boolean, step: number): Promise<number> {
  const steps = await dyingAt(root, (lithify) => lithify.dump({ prune }), step)
  rmSync(join(root, '.lithify/squash.lock'), { force: true })
  return steps
}

const textOf = (root: string, path: string): string => readFileSync(join(root, path), 'utf8')
const pairOf = (root: string): unknown => [
  textOf(root, dumpPath),
  { ...JSON.parse(textOf(root, manifestPath)), generatedAt: '' },
]
const migrationsOf = (root: string): string[] => readdirSync(join(root, 'database/migrations')).toSorted()

/** The tables of a new database that is made from the files, as they are. */
async function freshTables(root: string): Promise<string[]> {
  const copy = copyOf(root)
  await at(copy, (lithify) => lithify.run(), { database: 'fresh.db' })
  const db = new Database(join(copy, 'fresh.db'), { readonly: true })
  try {
    return db
      .prepare<[], { name: string }>("select name from sqlite_schema where name glob 't[0-9]*' order by name")
      .all()
      .map(({ name }) => name)
  } finally {
    db.close()
    rmSync(copy, { recursive: true })
  }
}

/** Two migrations are dumped, and two more are applied. */
async function base(): Promise<string> {
  const start = project(tables(2))
  await at(start.root, async (lithify) => {
    await lithify.run()
    await lithify.dump()
    start.write(tables(2, 3))
    await lithify.run()
  })
  return start.root
}

/** What was left by a death: a new database can be made of it, and the same command finishes. */
async function expectFinished(root: string, prune: boolean, whole: string, when: string): Promise<void> {
  expect(await freshTables(root), when).toEqual(['t1', 't2', 't3', 't4'])
  await at(root, (lithify) => lithify.dump({ prune }))
  expect(pairOf(root), when).toEqual(pairOf(whole))
  expect(migrationsOf(root), when).toEqual(migrationsOf(whole))
  expect(readdirSync(join(root, 'database/schema')), when).toHaveLength(2)
  const { counts } = await at(root, (lithify) => lithify.status())
  expect(counts, when).toMatchObject(prune ? { pruned: 4, missing: 0 } : { applied: 4 })
  rmSync(root, { recursive: true })
}

describe('killed at every step', { timeout: 600_000 }, () => {
  it.each([false, true])(
    'of dump (prune: %s): new databases can be made at once, and the same command finishes',
    async (prune) => {
      const start = await base()
      const whole = copyOf(start)
      await at(whole, (lithify) => lithify.dump({ prune }))
      const last = await dies(copyOf(start), prune, Infinity)
      expect(last).toBeGreaterThan(15)
      const left = new Set<number>()
      for (let step = 1; step <= last; step += stride) {
        const root = copyOf(start)
        await dies(root, prune, step)
        left.add(migrationsOf(root).length)
        await expectFinished(root, prune, whole, `step ${step}`)
      }
      if (stride === 1) expect(left).toEqual(new Set(prune ? [0, 1, 2, 3, 4] : [4]))
    },
  )

  it('for real, by SIGKILL', async () => {
    const start = await base()
    const whole = copyOf(start)
    await at(whole, (lithify) => lithify.dump({ prune: true }))
    for (const call of [30, 60, 90]) {
      const root = copyOf(start)
      const child = [join(import.meta.dirname, 'kill-child.mjs'), root, 'true', String(call)]
      await expect(promisify(execFile)(process.execPath, child)).rejects.toMatchObject({ signal: 'SIGKILL' })
      await expectFinished(root, true, whole, `call ${call}`)
    }
  })
})
