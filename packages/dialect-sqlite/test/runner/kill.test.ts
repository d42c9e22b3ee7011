import { cpSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { run } from './process.ts'
import { named, project, tables, type Project } from './project.ts'

// A process is ended by SIGKILL at its first step, then at its second, and so on to its last. After each, the next command has to find a state
// that it understands, and finish.

const code = `import { migration } from '@lithify/core'
export default migration({ up(m) {
  m.createTable('people', (t) => { t.id(); t.string('name').notNull(); t.references('t1') })
  m.sql("insert into t1 (v) values ('one'); insert into people (name, t1_id) values ('ann', 1), ('bob', null)")
  m.alterColumn('people', 'name', (c) => c.text())
} })`

const files = { ...tables(3), [`${named('0002_people')}.mjs`]: code }

interface Outcome {
  readonly schema: unknown
  readonly history: unknown
  readonly people: unknown
}

function outcome(at: Project): Outcome {
  return {
    schema: at.query('select type, name, sql from sqlite_schema order by type, name'),
    history: at.query('select name, checksum from lithify_migrations order by name'),
    people: at.query('select * from people order by id'),
  }
}

async function steps(at: Project, command: string): Promise<number> {
  const ended = await run(at.root, 'app.db', command)
  expect(ended.stderr).toBe('')
  return (JSON.parse(ended.stdout) as { steps: number }).steps
}

function removeDatabase(at: Project): void {
  for (const name of readdirSync(at.root)) if (name.startsWith('app.db')) rmSync(join(at.root, name))
}

describe('SIGKILL at every step', () => {
  it('of run: each migration is whole or not there, and the next run finishes', { timeout: 300_000 }, async () => {
    const at = project(files)
    const last = await steps(at, 'run')
    const expected = outcome(at)
    expect(last).toBeGreaterThan(30)
    for (let step = 0; step < last; step += 1) {
      removeDatabase(at)
      rmSync(join(at.root, 'lithify.lock'), { force: true })
      const killed = await run(at.root, 'app.db', 'run', step)
      expect(killed.signal, `step ${step}`).toBe('SIGKILL')
      const lithify = await at.open()
      await lithify.run({ lockTimeoutMs: 5000 })
      await lithify.close()
      expect(outcome(at), `step ${step}`).toEqual(expected)
      expect(at.query('pragma integrity_check')).toEqual([{ integrity_check: 'ok' }])
    }
  })

  it('of a bootstrap: the database is empty or complete, and the next run finishes', { timeout: 300_000 }, async () => {
    const at = project(files)
    const lithify = await at.open()
    await lithify.run()
    await lithify.dump()
    await lithify.close()
    at.write(tables(1, 4))
    removeDatabase(at)
    const last = await steps(at, 'run')
    const schema = outcome(at).schema
    const history = outcome(at).history
    expect(history).toHaveLength(5)
    for (let step = 0; step < last; step += 1) {
      removeDatabase(at)
      const killed = await run(at.root, 'app.db', 'run', step)
      expect(killed.signal, `step ${step}`).toBe('SIGKILL')
      const again = await at.open()
      await again.run({ lockTimeoutMs: 5000 })
      await again.close()
      expect(outcome(at).schema, `step ${step}`).toEqual(schema)
      expect(outcome(at).history, `step ${step}`).toEqual(history)
    }
  })

  it('of rollback: each migration is rolled back whole or not at all', { timeout: 300_000 }, async () => {
    const at = project(tables(3))
    const lithify = await at.open()
    await lithify.run()
    await lithify.close()
    const kept = `${at.root}-kept`
    cpSync(at.root, kept, { recursive: true })
    try {
      const last = await steps(at, 'rollback')
      for (let step = 0; step < last; step += 1) {
        removeDatabase(at)
        cpSync(join(kept, 'app.db'), at.file)
        expect((await run(at.root, 'app.db', 'rollback', step)).signal, `step ${step}`).toBe('SIGKILL')
        const left = at
          .query<{ name: string }>('select name from lithify_migrations order by name')
          .map(({ name }) => name)
        const there = at
          .query<{ name: string }>("select name from sqlite_schema where name glob 't[0-9]' order by name")
          .map(({ name }) => name)
        expect(left, `step ${step}`).toEqual(there.map((name) => named(`000${name.slice(1)}_${name}`)))
        const again = await at.open()
        await again.rollback({ step: left.length, lockTimeoutMs: 5000 })
        expect((await again.run()).applied).toHaveLength(3)
        await again.close()
      }
    } finally {
      rmSync(kept, { recursive: true })
    }
  })

  it('at no particular point: twenty kills from outside, while 40 migrations run', { timeout: 300_000 }, async () => {
    const at = project(tables(40))
    const { start } = await import('./process.ts')
    for (let kill = 0; kill < 20; kill += 1) {
      const running = start(at.root, 'app.db', 'run')
      setTimeout(() => running.kill(), 60 + kill * 9)
      await running.ended
    }
    const lithify = await at.open()
    expect((await lithify.run()).total).toBe(40)
    expect(at.query('select count(*) as n, count(distinct name) as d from lithify_migrations')).toEqual([
      { n: 40, d: 40 },
    ])
    expect((await lithify.verify()).findings).toEqual([])
  })
})
