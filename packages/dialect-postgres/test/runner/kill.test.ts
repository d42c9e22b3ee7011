import { Client } from 'pg'
import { describe, expect, test } from 'vitest'
import { failure, onNewest } from '../helpers.ts'
import { rollbackOn, runOn } from './go-on.ts'
import { bare, inScratch, named, project, sqlFile, tables, ups, type Project } from './project.ts'
import { run, start } from './process.ts'

// A process is ended by SIGKILL at one of its steps, then at the next. After each, the next run has to find a state that it understands, and finish.
// Starting a process takes long, so only every n-th step is tried unless the environment asks for more.
const stride = Number(process.env['LITHIFY_KILL_STRIDE'] ?? 6)

const code = `import { migration } from '@lithify/core'
export default migration({ async up(m) {
  m.createTable('people', (t) => { t.id(); t.string('name').notNull() })
  await m.query("insert into people (name) values ('ann'), ('bob')")
  m.alterColumn('people', 'name', (c) => c.text())
} })`

const files = {
  ...tables(2),
  [sqlFile('0003_index')]: '-- migrate:up transaction:false\nCREATE INDEX CONCURRENTLY IF NOT EXISTS t1_v ON t1 (v);\n',
  [`${named('0004_people')}.mjs`]: code,
}

const steps = async (at: Project, url: string): Promise<number> => {
  const ended = await run({ root: at.root, options: { url }, killAt: 100_000 })
  expect(ended.error).toBeUndefined()
  return ended.steps as number
}

/** What of the migrations is there, each as the history has it. */
async function outcome(url: string): Promise<unknown> {
  return {
    history: await bare(url, 'SELECT name, checksum FROM lithify_migrations ORDER BY name'),
    people: await bare(url, 'SELECT name FROM people ORDER BY id'),
    columns: await bare(
      url,
      `SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2`,
    ),
    indexes: await bare(
      url,
      `SELECT indexrelid::regclass::text AS name, indisvalid FROM pg_index WHERE indrelid::regclass::text !~ 'pg_' ORDER BY 1`,
    ),
  }
}

/** That nothing is there by halves: each migration that has a transaction is recorded and there, or neither. */
async function isWhole(url: string, where: string): Promise<void> {
  const [there] = await bare<Record<string, boolean>>(
    url,
    `SELECT to_regclass('t1') IS NOT NULL AS "0001_t1", to_regclass('t2') IS NOT NULL AS "0002_t2", to_regclass('people') IS NOT NULL AS "0004_people",
      to_regclass('lithify_migrations') IS NOT NULL AS history`,
  )
  const { history, ...parts } = there ?? {}
  const recorded = history === true ? await bare<{ name: string }>(url, 'SELECT name FROM lithify_migrations') : []
  const names = recorded.map(({ name }) => name)
  for (const [name, isThere] of Object.entries(parts))
    expect(names.includes(named(name)), `${where}: ${name}`).toBe(isThere)
}

async function walk(at: Project): Promise<number> {
  const [last, expected] = await inScratch(async (url) => [await steps(at, url), await outcome(url)] as const)
  for (let step = 0; step < last; step += stride) {
    at.remove('lithify.lock')
    await inScratch(async (url) => {
      const killed = await run({ root: at.root, options: { url }, killAt: step })
      expect(killed.signal, `step ${step}`).toBe('SIGKILL')
      await isWhole(url, `step ${step}`)
      const lithify = await at.open({ url })
      await runOn(lithify, { url, index: 't1_v' }, { lockTimeoutMs: 10_000 })
      await lithify.close()
      expect(await outcome(url), `step ${step}`).toEqual(expected)
    })
  }
  return last
}

/** The same, with a way back for each, and no rows that anybody would have to be asked about. */
const reversible = {
  ...tables(2),
  [sqlFile('0003_index')]:
    '-- migrate:up transaction:false\nCREATE INDEX CONCURRENTLY t1_v ON t1 (v);\n-- migrate:down transaction:false\nDROP INDEX CONCURRENTLY IF EXISTS t1_v;\n',
  [`${named('0004_people')}.mjs`]: `import { migration } from '@lithify/core'
export default migration({ up(m) { m.createTable('people', (t) => { t.id(); t.string('name').notNull() }) } })`,
}

/** Each step of a rollback of everything. */
async function walkBack(at: Project): Promise<number> {
  const migrated = async (url: string): Promise<unknown> => {
    const lithify = await at.open({ url })
    await lithify.run({ lockTimeoutMs: 10_000 })
    await lithify.close()
    return outcome(url)
  }
  const back = { root: at.root, command: 'rollback' } as const
  const [last, expected] = await inScratch(async (url) => {
    const before = await migrated(url)
    const ended = await run({ ...back, options: { url }, killAt: 100_000 })
    expect(ended.error).toBeUndefined()
    return [ended.steps as number, before] as const
  })
  for (let step = 0; step < last; step += stride) {
    await inScratch(async (url) => {
      await migrated(url)
      const killed = await run({ ...back, options: { url }, killAt: step })
      expect(killed.signal, `step ${step}`).toBe('SIGKILL')
      await isWhole(url, `step ${step}`)
      const lithify = await at.open({ url })
      await rollbackOn(lithify, { url, index: 't1_v' })
      await lithify.close()
      const left = await bare(
        url,
        `SELECT (SELECT count(*)::int FROM lithify_migrations) AS history, to_regclass('t1') AS t1, to_regclass('t1_v') AS t1_v, to_regclass('people') AS people`,
      )
      expect(left, `step ${step}`).toEqual([{ history: 0, t1: null, t1_v: null, people: null }])
      expect(await migrated(url), `step ${step}`).toEqual(expected)
    })
  }
  return last
}

describe('SIGKILL', () => {
  onNewest(() => {
    test(
      'of a rollback, step by step: each migration is whole or gone, and the next rollback finishes',
      { timeout: 900_000 },
      async () => {
        expect(await walkBack(await project(reversible))).toBeGreaterThan(25)
      },
    )

    test(
      'of run, step by step: each migration is whole or not there, and the next run finishes',
      { timeout: 900_000 },
      async () => {
        expect(await walk(await project(files))).toBeGreaterThan(40)
      },
    )

    test(
      'of a bootstrap, step by step: the database is empty or complete, and the next run finishes',
      { timeout: 900_000 },
      async () => {
        const at = await project(files)
        const lithify = await at.open()
        await lithify.run()
        await lithify.dump()
        await lithify.close()
        expect(await walk(at)).toBeGreaterThan(20)
      },
    )
  })
})

describe('CREATE INDEX CONCURRENTLY that was cut short', () => {
  onNewest(() => {
    test.each([
      ['', 'Left behind half-made'],
      ['IF NOT EXISTS ', 'an earlier attempt left it half-made'],
    ])(
      '%s: the next run names the index and how to drop it, records nothing, and finishes after that',
      { timeout: 60_000 },
      async (exists, said) => {
        const at = await project({
          ...ups({ '1_a': 'CREATE TABLE a (v text);' }),
          [sqlFile('2_index')]: `-- migrate:up transaction:false\nCREATE INDEX CONCURRENTLY ${exists}a_v ON a (v);\n`,
        })
        const lithify = await at.open()
        await lithify.run({ step: 1 })
        // It waits for whoever might still see the table without it.
        const other = new Client({ connectionString: at.url })
        await other.connect()
        await other.query('BEGIN; INSERT INTO a VALUES (1)')
        const running = start({ root: at.root, options: { url: at.url, applicationName: 'cut short' } })
        await running.saw((event) => event.type === 'statements' && event.name === named('2_index'))
        for (let tries = 0; tries < 200; tries++) {
          const [waiting] = await at.query(
            `SELECT pid FROM pg_stat_activity WHERE application_name = 'cut short' AND wait_event_type = 'Lock'`,
          )
          if (waiting !== undefined) break
          await new Promise((resolve) => setTimeout(resolve, 20))
        }
        await at.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'cut short'`)
        const { error } = await running.ended
        expect(error).toMatchObject({
          code: 'LITHIFY_E_CONNECT',
          data: { lost: true, name: named('2_index'), notApplied: [named('2_index')] },
        })
        expect(error?.hint).toContain(`How far ${named('2_index')} came is in the journal`)
        await other.query('COMMIT')
        await other.end()
        const told = await failure(() => lithify.run({ lockTimeoutMs: 10_000 }))
        expect(told).toMatchObject({ code: 'LITHIFY_E_UNFINISHED', data: { line: 2, column: 1, effect: 'unknown' } })
        await lithify.resolve({ rolledBack: '2_index', statement: true })
        const found = await failure(() => lithify.run())
        expect(found.code).toBe('LITHIFY_E_STATEMENT')
        expect(found.message).toContain(said)
        expect(found.data).toMatchObject({ file: sqlFile('2_index'), line: 2, invalidIndexes: ['"public"."a_v"'] })
        expect(found.hint).toContain('DROP INDEX CONCURRENTLY "public"."a_v";')
        expect(await at.query('SELECT count(*)::int AS n FROM lithify_migrations')).toEqual([{ n: 1 }])
        await at.query('DROP INDEX CONCURRENTLY "public"."a_v"')
        expect((await lithify.run()).applied).toHaveLength(1)
        expect(await at.query(`SELECT indisvalid FROM pg_index WHERE indexrelid = 'a_v'::regclass`)).toEqual([
          { indisvalid: true },
        ])
      },
    )
  })
})
