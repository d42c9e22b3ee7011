import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { failure, onBoth } from '../helpers.ts'
import { inLane, inLanes, type Lane } from './lanes.ts'
import { start } from './process.ts'
import { project, sqlFile, ups, type Project } from './project.ts'
import { opened, outcome } from './walk.ts'

// The runner is killed while the server is at work on a statement of its. The server finds that out when it is done with it, or never.

/** Takes the server a while, without sleeping. */
const slow = (column: string): string => `SHA2(REPEAT(${column}, 5000000), 512)`
const slowColumn = `g CHAR(128) AS (${slow('id')}) STORED`

/**
 * Each with what is before it, the statement that is slow, what becomes of that once its runner is dead, and when that is: so many milliseconds after the
 * statement was seen to be running.
 */
const cases = [
  {
    what: 'ALTER TABLE',
    before: 'CREATE TABLE b (id INT PRIMARY KEY)',
    statement: `ALTER TABLE a ADD COLUMN ${slowColumn}`,
    effect: 'which took effect',
    points: [0, 100],
  },
  {
    what: 'CREATE TABLE AS',
    before: 'CREATE TABLE b (id INT PRIMARY KEY)',
    statement: `CREATE TABLE made AS SELECT id, ${slow('id')} AS g FROM a`,
    effect: 'which took effect',
    points: [0],
  },
  {
    what: 'INSERT SELECT',
    before: `CREATE TABLE sink (id INT PRIMARY KEY, ${slowColumn})`,
    statement: 'INSERT INTO sink (id) SELECT id FROM a',
    effect: 'which did not take effect',
    points: [0, 100],
  },
  {
    what: 'a trigger that sleeps',
    before: 'CREATE TRIGGER sleepy BEFORE UPDATE ON a FOR EACH ROW SET NEW.v = NEW.v + SLEEP(0.06)',
    statement: 'UPDATE a SET v = v + 1',
    effect: 'which did not take effect',
    points: [0],
  },
] as const

describe('a runner that is killed inside of a statement', { timeout: 120_000 }, () => {
  onBoth((server) => {
    test('of a migration: the next run names the statement, says what became of it, and finishes', async () => {
      const expected = new Map<string, unknown>()
      const all = await Promise.all(
        cases.map(async (each) => ({ ...each, at: await project(server, ups({ '1_slow': migration(each) })) })),
      )
      await inLanes(server, all, async (lane, { at, what }) => void expected.set(what, await whole(at, lane)))
      const pointsOfAll = all.flatMap((each) => each.points.map((inside) => ({ ...each, inside })))
      await inLanes(server, pointsOfAll, async (lane, { at, what, effect, ...point }) => {
        const where = `${what}, ${point.inside} ms`
        const told = await killedInside(at, lane, point)
        expect(told.message, where).toContain(`it had reached ${sqlFile('1_slow')}:6:1, ${effect}`)
        expect(told.hint, where).toContain('lithify run --resume')
        await resume(at, lane)
        expect(await outcome(lane), where).toEqual(expected.get(what))
      })
    })

    test('of a bootstrap: the next run names the place in the dump, and finishes', async () => {
      const up = `CREATE TABLE countries (id INT PRIMARY KEY, ${slowColumn});\nINSERT INTO countries (id) VALUES (10), (11), (12), (13), (14), (15), (16), (17), (18), (19);`
      const at = await project(server, ups({ '1_countries': up }))
      const lithify = await opened(at, at.url)
      await lithify.run({ frozen: true })
      await lithify.dump({ data: ['countries'] })
      const expected = await inLane(server, (lane) => whole(at, lane))
      await inLanes(server, [0, 100], async (lane, inside) => {
        const told = await killedInside(at, lane, { statement: 'INSERT INTO `countries`', inside })
        expect(told.message).toMatch(
          /The load of database\/schema\/primary-schema\.sql was cut short\. .* it had reached .*\.sql:\d+:1, which did not take effect: {2}INSERT INTO/,
        )
        await resume(at, lane)
        expect(await outcome(lane), `${inside} ms`).toEqual(expected)
      })
    })
  })
})

/** The slow statement is on the sixth line of the file, and travels alone or is the first of its transaction. */
const migration = ({ before, statement }: (typeof cases)[number]): string =>
  `CREATE TABLE a (id INT PRIMARY KEY, v INT);
INSERT INTO a VALUES (10, 0), (11, 0), (12, 0), (13, 0), (14, 0), (15, 0), (16, 0), (17, 0), (18, 0), (19, 0);
INSERT INTO a VALUES (20, 0);
${before};
${statement};
INSERT INTO a (id, v) VALUES (30, 0);
CREATE TABLE last (id INT PRIMARY KEY);`

/** What comes of it when nobody dies. */
async function whole(at: Project, lane: Lane): Promise<unknown> {
  const lithify = await opened(at, lane.url)
  await lithify.run({ frozen: true })
  await lithify.close()
  return outcome(lane)
}

/** Kills a runner while the server is seen to be at work on a statement. Answers what the next one says. */
async function killedInside(
  at: Project,
  lane: Lane,
  { statement, inside }: { readonly statement: string; readonly inside: number },
): Promise<Failed> {
  const runner = start({ root: at.root, url: lane.url, arguments: { frozen: true } })
  while (!(await isRunning(lane, statement))) await sleep(5)
  await sleep(inside)
  expect(await isRunning(lane, statement), `${statement}: still at it after ${inside} ms`).toBe(true)
  runner.kill()
  expect((await runner.ended).signal).toBe('SIGKILL')
  const lithify = await opened(at, lane.url)
  const told = await failure(() => lithify.run({ frozen: true, lockTimeoutMs: 30_000 }))
  expect(told.code).toBe('LITHIFY_E_UNFINISHED')
  await lithify.close()
  return told
}

type Failed = Awaited<ReturnType<typeof failure>>

async function isRunning({ judge }: Lane, statement: string): Promise<boolean> {
  const [found] = await judge(
    `SELECT 1 FROM information_schema.PROCESSLIST WHERE DB = DATABASE() AND ID <> CONNECTION_ID() AND LEFT(INFO, ${statement.length}) = '${statement}'`,
  )
  return (found ?? []).length > 0
}

async function resume(at: Project, lane: Lane): Promise<void> {
  const lithify = await opened(at, lane.url)
  expect((await lithify.run({ frozen: true, resume: true })).pending).toEqual([])
  await lithify.close()
}
