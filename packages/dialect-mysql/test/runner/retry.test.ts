import { createConnection, type Connection } from 'mysql2/promise'
import { describe, expect, onTestFinished, test } from 'vitest'
import { failure, onBoth } from '../helpers.ts'
import { named, project, sqlFile, ups, type Project } from './project.ts'

const first = 'CREATE TABLE a (id INT PRIMARY KEY, v INT);\nINSERT INTO a VALUES (1, 0), (2, 0);'
const rows = `UPDATE a SET v = v + 1 WHERE id = 1;
UPDATE a SET v = v + 1 WHERE id = 2;
INSERT INTO a VALUES (3, 1);`

const up = (sql: string): string => `-- migrate:up\n${sql}\n`
const retrying = { tableLockRetries: 3 }
const once = [
  { id: 1, v: 11 },
  { id: 2, v: 11 },
  { id: 3, v: 1 },
]

const values = (at: Project): Promise<unknown> => at.query('SELECT id, v FROM a WHERE id < 100 ORDER BY id')

/** Somebody who works with the same tables. */
async function other(at: Project): Promise<Connection> {
  const client = await createConnection({ uri: at.url.replace(/^mariadb:/, 'mysql:'), multipleStatements: true })
  onTestFinished(() => client.end())
  return client
}

/** Waits until a statement of the runner's waits for somebody else. */
async function waiting(at: Project, statement: string): Promise<void> {
  const question = `SELECT 1 FROM information_schema.PROCESSLIST WHERE DB = DATABASE() AND INFO LIKE '${statement}%'`
  while ((await at.query(question)).length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
}

/** A transaction that has changed so much that the server ends the other one when two wait for each other, which is what then happens. */
async function deadlock(at: Project): Promise<void> {
  const client = await other(at)
  const many = Array.from({ length: 200 }, (_, n) => `(${n + 100}, 0)`).join(', ')
  await client.query(`BEGIN; INSERT INTO a VALUES ${many}; UPDATE a SET v = v + 10 WHERE id = 2`)
  await waiting(at, 'UPDATE a SET v = v + 1 WHERE id = 2')
  await client.query('UPDATE a SET v = v + 10 WHERE id = 1')
  await client.query('COMMIT')
}

describe('what the server gives up for others', { timeout: 60_000 }, () => {
  onBoth((name) => {
    const begun = async (second: string, file = sqlFile('2_rows')): Promise<Project> => {
      const at = await project(name, { ...ups({ '1_a': first }), [file]: second })
      await (await at.open()).run({ step: 1 })
      return at
    }
    test('rows in a deadlock are told, none of them is there, and the next run does them', async () => {
      const at = await begun(up(rows))
      const lithify = await at.open()
      const [error] = await Promise.all([failure(() => lithify.run()), deadlock(at)])
      expect(error).toMatchObject({ code: 'LITHIFY_E_STATEMENT', data: { serverCode: 'ER_LOCK_DEADLOCK', line: 3 } })
      expect(error.hint).toContain('Nothing before it took effect')
      expect(await values(at)).toEqual([
        { id: 1, v: 10 },
        { id: 2, v: 10 },
      ])
      await lithify.run()
      expect(await values(at)).toEqual(once)
    })

    test('rows in a deadlock are done again, all of them, once', async () => {
      const at = await begun(up(rows))
      const lithify = await at.open(retrying)
      const [result] = await Promise.all([lithify.run(), deadlock(at)])
      expect(result.applied).toHaveLength(1)
      expect(await values(at)).toEqual(once)
      expect(await at.query('SELECT name FROM lithify_journal')).toEqual([])
    })

    // Such a table may have been written to by a trigger.
    test.each([
      ['a variable of the session', up(rows.replace('v + 1 WHERE id = 1', 'v + (@n := 1) WHERE id = 1'))],
      ['tables that have no transactions', up(`CREATE TABLE log (id INT) ENGINE = MyISAM;\n${rows}`)],
    ])('rows that depend on %s are not done again', async (_, text) => {
      const at = await begun(text)
      const lithify = await at.open(retrying)
      const [error] = await Promise.all([failure(() => lithify.run()), deadlock(at)])
      expect(error).toMatchObject({ code: 'LITHIFY_E_STATEMENT', data: { serverCode: 'ER_LOCK_DEADLOCK' } })
      expect(await values(at)).toEqual([
        { id: 1, v: 10 },
        { id: 2, v: 10 },
      ])
    })

    test('rows by which the author went on are not done again', async () => {
      const at = await begun(
        `import { migration } from '@lithify/core'
export default migration({ async up(m) {
  await m.query('UPDATE a SET v = v + 1 WHERE id = 1')
  await m.query('SELECT v FROM a WHERE id = 1')
  m.sql('UPDATE a SET v = v + 1 WHERE id = 2')
} })`,
        `${named('2_rows')}.mjs`,
      )
      const lithify = await at.open(retrying)
      const [error] = await Promise.all([failure(() => lithify.run()), deadlock(at)])
      expect(error).toMatchObject({ code: 'LITHIFY_E_STATEMENT', data: { serverCode: 'ER_LOCK_DEADLOCK' } })
    })

    test('a row for which a statement waited in vain is waited for again', async () => {
      const at = await begun(up(`SET SESSION innodb_lock_wait_timeout = 1;\n${rows}`))
      const client = await other(at)
      await client.query('BEGIN; UPDATE a SET v = v + 10')
      const freed = new Promise((resolve) => setTimeout(resolve, 1_300)).then(() => client.query('COMMIT'))
      const lithify = await at.open(retrying)
      expect((await lithify.run()).applied).toHaveLength(1)
      await freed
      expect(await values(at)).toEqual(once)
    })

    test('a table for which DDL waited in vain is waited for again, and what came before is not done twice', async () => {
      const at = await begun(up('CREATE TABLE b (id INT);\nALTER TABLE a ADD COLUMN w INT;\nCREATE TABLE c (id INT);'))
      const client = await other(at)
      await client.query('BEGIN; SELECT * FROM a')
      const impatient = await at.open({ tableLockTimeoutMs: 1_000 })
      expect((await failure(() => impatient.run())).data).toMatchObject({ line: 3, serverCode: 'ER_LOCK_WAIT_TIMEOUT' })
      const freed = new Promise((resolve) => setTimeout(resolve, 1_300)).then(() => client.query('COMMIT'))
      const patient = await at.open({ tableLockTimeoutMs: 1_000, ...retrying })
      expect((await patient.run({ resume: true })).applied).toHaveLength(1)
      await freed
      expect(await at.query('SELECT id, v, w FROM a')).toHaveLength(2)
    })
  })
})
