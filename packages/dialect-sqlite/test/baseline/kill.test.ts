import { execFile } from 'node:child_process'
import { cpSync, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { project, tables, type Project } from '../runner/project.ts'
import { dump, manifestPath, textOf } from './booted.ts'

const child = join(import.meta.dirname, 'kill-child.mjs')
const execute = promisify(execFile)

/** Dumps in a process that is killed before its n-th call to the disk. Answers how many calls it made, where it lived. */
async function killed(at: Project, prune: boolean, call: number): Promise<number | undefined> {
  try {
    const { stdout } = await execute(process.execPath, [child, at.root, String(prune), String(call)])
    return Number(/after (\d+) calls/.exec(stdout)?.[1])
  } catch (error) {
    expect((error as { signal?: string }).signal, String((error as { stderr?: string }).stderr)).toBe('SIGKILL')
    return undefined
  }
}

/** A copy of a project as it stands. */
function copyOf(at: Project): Project {
  const copy = project()
  cpSync(at.root, copy.root, { recursive: true })
  return copy
}

const pairOf = (at: Project): unknown => [textOf(at), { ...JSON.parse(textOf(at, manifestPath)), generatedAt: '' }]
const migrationsOf = (at: Project): string[] => readdirSync(join(at.root, 'database/migrations')).toSorted()

/** The tables of a new database that is made from the files, as they are. */
async function freshTables(at: Project): Promise<string[]> {
  const copy = project({}, 'fresh.db')
  for (const name of ['database', 'lithify.lock'])
    if (existsSync(join(at.root, name))) cpSync(join(at.root, name), join(copy.root, name), { recursive: true })
  const lithify = await copy.open()
  await lithify.run()
  await lithify.close()
  return copy
    .query<{ name: string }>("select name from sqlite_schema where name glob 't[0-9]*' order by name")
    .map(({ name }) => name)
}

describe('SIGKILL before every call to the disk', { timeout: 300_000 }, () => {
  it.each([false, true])(
    'of dump (prune: %s): new databases can be made at once, and the same command finishes',
    async (prune) => {
      const start = project(tables(2))
      const lithify = await start.open()
      await lithify.run()
      await lithify.dump()
      start.write(tables(2, 3))
      await lithify.run()
      await lithify.close()
      const whole = copyOf(start)
      const calls = (await killed(whole, prune, 0)) ?? 0
      expect(calls).toBeGreaterThan(15)
      const left = new Set<number>()
      for (let call = 1; call <= calls; call += 1) {
        const at = copyOf(start)
        expect(await killed(at, prune, call), `call ${call}`).toBeUndefined()
        expect(await freshTables(at), `call ${call}`).toEqual(['t1', 't2', 't3', 't4'])
        left.add(migrationsOf(at).length)
        await dump(at, { prune })
        expect(pairOf(at), `call ${call}`).toEqual(pairOf(whole))
        expect(migrationsOf(at), `call ${call}`).toEqual(migrationsOf(whole))
        expect(readdirSync(join(at.root, 'database/schema'))).toHaveLength(2)
        const status = await at.open()
        expect((await status.status()).counts, `call ${call}`).toMatchObject(
          prune ? { pruned: 4, missing: 0 } : { applied: 4 },
        )
        await status.close()
      }
      expect(left).toEqual(new Set(prune ? [1, 2, 3, 4] : [4]))
    },
  )
})
