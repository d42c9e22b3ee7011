import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { project, tables, type Project } from '../runner/project.ts'
import { stride } from './dying.ts'
import { at, copyOf, dyingAt } from './walk.ts'

// Work ends at its first step, then at its second, and so on to its last (at every so many of them, unless asked for all: see `stride`): every call that
// writes to the disk, and every call of the database, before it and after it. From then on nothing that the dying code still tries has any effect. Some
// of the deaths are real ones, of a process of its own.

/** Everything but the database and the moments: what there is of files, of history and of the schema. */
function stateOf(root: string): unknown {
  const files: Record<string, string> = {}
  for (const path of readdirSync(root, { recursive: true, encoding: 'utf8' }).toSorted()) {
    if (/^(app|fresh)\.db/.test(path) || statSync(join(root, path)).isDirectory()) continue
    const text = readFileSync(join(root, path), 'utf8').replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    files[relative('.', path).replace(/\d{8}_\d{6}/, 'STAMP')] = text
  }
  const db = new Database(join(root, 'app.db'))
  try {
    const history = db.prepare('select name, checksum, kind, batch, replaced from lithify_migrations order by id').all()
    const schema = db.prepare("select name, sql from sqlite_schema where name not like 'lithify%' order by name").all()
    return { files, history: JSON.stringify(history).replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME'), schema }
  } finally {
    db.close()
  }
}

/** The number of a process that is no more. */
const { pid: dead } = spawnSync(process.execPath, ['-e', ''])

/** The lock that a dead process leaves behind: in these tests it is this process, which lives. */
function bury(root: string): void {
  const path = join(root, '.lithify/squash.lock')
  if (!existsSync(path)) return
  const holder = JSON.parse(readFileSync(path, 'utf8')) as object
  writeFileSync(path, JSON.stringify({ ...holder, pid: dead }))
}

/** Lets a command die at a step, and the lock that it leaves behind with it. */
async function dies(root: string, command: 'squash' | 'unsquash', step: number): Promise<number> {
  const steps = await dyingAt(root, (lithify) => lithify[command](), step)
  bury(root)
  return steps
}

async function base(): Promise<Project> {
  const start = project(tables(2))
  start.write({
    'database/migrations/0002_t2.sql':
      '-- migrate:up\ncreate table t2 (id integer primary key);\ninsert into t2 values (1);\n-- migrate:down\ndrop table t2;\n',
  })
  await at(start.root, (lithify) => lithify.run())
  return start
}

/** A new database can be made of what is there, whatever moment it is. */
async function expectBootable(root: string): Promise<void> {
  const run = await at(root, (lithify) => lithify.run({ frozen: false }), { database: 'fresh.db' })
  expect(run.pending).toEqual([])
  const db = new Database(join(root, 'fresh.db'), { readonly: true })
  expect(db.prepare("select count(*) as n from sqlite_schema where name in ('t1', 't2')").get()).toEqual({ n: 2 })
  db.close()
}

describe('killed at every step', { timeout: 600_000 }, () => {
  it('squash: the same command finishes it, unsquash undoes it, and nobody is left behind meanwhile', async () => {
    const { root } = await base()
    const untouched = stateOf(root)
    const whole = copyOf(root)
    await at(whole, (lithify) => lithify.squash())
    const finished = stateOf(whole)
    const last = await dies(copyOf(root), 'squash', Infinity)
    expect(last).toBeGreaterThan(60)
    for (let step = 1; step <= last; step += stride) {
      const killed = copyOf(root)
      await dies(killed, 'squash', step)
      if (step % 4 === 0) await expectBootable(copyOf(killed))
      // One step leaves what the next one leaves, or nearly so: the two ways on take turns.
      if (step % 2 === 0) {
        await at(killed, (lithify) => lithify.squash()).catch((error: { code: string }) => {
          // It was finished: there is nothing more to be squashed.
          expect(error.code, `step ${step}`).toBe('LITHIFY_E_SQUASH')
        })
        expect(stateOf(killed), `squash again after step ${step}`).toEqual(finished)
      } else {
        await at(killed, (lithify) => lithify.unsquash()).catch((error: { code: string }) => {
          expect(error.code, `step ${step}`).toBe('LITHIFY_E_UNSQUASH')
        })
        expect(stateOf(killed), `unsquash after step ${step}`).toEqual(untouched)
      }
      rmSync(killed, { recursive: true })
    }
  })

  it('unsquash: the same command finishes it', async () => {
    const { root } = await base()
    const untouched = stateOf(root)
    await at(root, (lithify) => lithify.squash())
    const last = await dies(copyOf(root), 'unsquash', Infinity)
    for (let step = 1; step <= last; step += stride) {
      const killed = copyOf(root)
      await dies(killed, 'unsquash', step)
      if (step % 4 === 0) await expectBootable(copyOf(killed))
      await at(killed, (lithify) => lithify.unsquash()).catch((error: { code: string }) => {
        expect(error.code, `step ${step}`).toBe('LITHIFY_E_UNSQUASH')
      })
      expect(stateOf(killed), `unsquash again after step ${step}`).toEqual(untouched)
      rmSync(killed, { recursive: true })
    }
  })

  it('for real, by SIGKILL: the lock that it leaves behind keeps nobody out', async () => {
    const { root } = await base()
    const whole = copyOf(root)
    await at(whole, (lithify) => lithify.squash())
    const finished = stateOf(whole)
    for (const call of [9, 21, 33]) {
      const killed = copyOf(root)
      const child = spawn(process.execPath, [join(import.meta.dirname, 'kill-child.mjs'), killed, String(call)], {
        stdio: ['ignore', 'ignore', 'inherit'],
      })
      const [, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
      expect(signal, `call ${call}`).toBe('SIGKILL')
      await at(killed, (lithify) => lithify.squash())
      expect(stateOf(killed), `call ${call}`).toEqual(finished)
    }
  })
})

describe('two at once', () => {
  it('one squashes, the other one is refused and changes nothing', async () => {
    const { root } = await base()
    const results = await Promise.allSettled([
      at(root, (lithify) => lithify.squash()),
      // Another database of the same folder, so that the migration lock keeps nobody out.
      at(root, async (lithify) => (await lithify.run(), lithify.squash()), { database: 'other.db' }),
    ])
    const refused = results.flatMap((each) => (each.status === 'rejected' ? [each.reason as { code: string }] : []))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(['LITHIFY_E_SQUASH_BUSY', 'LITHIFY_E_SQUASH']).toContain(refused[0]?.code)
    expect(readdirSync(join(root, 'database/migrations'))).toEqual(['0002_baseline.ts'])
  })

  it('a process that lives holds the lock, and is named', async () => {
    const { root } = await base()
    const holder = { pid: process.ppid, host: (await import('node:os')).hostname(), since: '2026-01-01T00:00:00.000Z' }
    cpSync(join(root, 'database'), join(root, '.lithify'), { recursive: true })
    writeFileSync(join(root, '.lithify/squash.lock'), JSON.stringify(holder))
    const before = stateOf(root)
    await expect(at(root, (lithify) => lithify.squash())).rejects.toMatchObject({
      code: 'LITHIFY_E_SQUASH_BUSY',
      data: { pid: process.ppid },
    })
    expect(stateOf(root)).toEqual(before)
  })
})
