import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MysqlServerName } from '@lithify/test-servers'
import { describe, expect, test } from 'vitest'
import { failure, onBoth } from '../helpers.ts'
import { down, forty } from './forty.ts'
import { inLane } from './lanes.ts'
import { project, sqlFile, type Project } from './project.ts'
import { cutting, opened, walk } from './walk.ts'

const file = { [sqlFile('1_forty')]: `-- migrate:up\n${forty}-- migrate:down\n${down}` }

describe('a connection that is cut at a step', { timeout: 3_600_000 }, () => {
  onBoth((name) => {
    test('of a migration of 40 statements: the next run names the place, and finishes', async () => {
      const { steps, resumed, killed } = await walk(await project(name, file), name, { command: 'run', options: {} })
      expect(steps).toBeGreaterThan(100)
      expect(resumed).toBeGreaterThan(0)
      expect(killed).toBeGreaterThan(0)
    })

    test('of a rollback: the next one names the place, and finishes', async () => {
      const { resumed } = await walk(await project(name, file), name, {
        prepare: (lithify) => lithify.run({ frozen: true }),
        command: 'rollback',
        options: { step: 1 },
      })
      expect(resumed).toBeGreaterThan(0)
    })

    test('of a bootstrap: the half of it counts for nothing, and the next run finishes', async () => {
      const { resumed } = await walk(await dumped(name), name, { command: 'run', options: {} })
      expect(resumed).toBeGreaterThan(0)
    })

    test('of a bootstrap: what it has made is dropped, and nothing else', async () => {
      const at = await dumped(name)
      for (const step of [40, 52]) {
        await inLane(name, async ({ url, judge }) => {
          const cut = await opened(at, url, cutting(step))
          await expect(cut.run(), `step ${step}`).rejects.toThrow()
          const lithify = await opened(at, url)
          expect((await lithify.status()).unfinished).toMatchObject({ direction: 'load' })
          await judge('CREATE TABLE somebodys (id INT)')
          expect((await failure(() => lithify.resolve({ applied: 'x' }))).data).toMatchObject({ reason: 'kind' })
          expect((await lithify.resolve({ clean: true })).dropped).toBeGreaterThan(0)
          expect((await judge('SHOW TABLES'))[0]).toHaveLength(2)
          expect((await failure(() => lithify.run())).code).toBe('LITHIFY_E_NOT_EMPTY')
          await judge('DROP TABLE somebodys')
          expect((await lithify.run()).bootstrap).toBeDefined()
        })
      }
    })

    test('of a bootstrap whose dump is another one afterwards: it is neither gone on with nor dropped', async () => {
      const at = await dumped(name)
      await inLane(name, async ({ url }) => {
        const cut = await opened(at, url, cutting(40))
        await expect(cut.run()).rejects.toThrow()
        const path = join(at.root, 'database/schema/primary-schema.sql')
        const text = readFileSync(path, 'utf8')
        at.write({ 'database/schema/primary-schema.sql': `${text}-- edited\n` })
        const lithify = await opened(at, url)
        expect((await failure(() => lithify.run({ resume: true }))).code).toBe('LITHIFY_E_DUMP_CHANGED')
        expect((await failure(() => lithify.resolve({ clean: true }))).data).toMatchObject({ reason: 'edited' })
        at.remove('database/schema')
        expect((await failure(() => lithify.run({ resume: true }))).data).toMatchObject({ reason: 'edited' })
      })
    })
  })
})

/** A project whose dump has tables, indexes, keys that point ahead, and rows. */
async function dumped(name: MysqlServerName): Promise<Project> {
  const up = `CREATE TABLE countries (id INT PRIMARY KEY, name VARCHAR(20));
INSERT INTO countries VALUES (1, 'one'), (2, 'two');
CREATE TABLE a (id INT PRIMARY KEY, b INT, KEY a_b (b));
CREATE TABLE b (id INT PRIMARY KEY, a INT, CONSTRAINT b_a FOREIGN KEY (a) REFERENCES a (id));
ALTER TABLE a ADD CONSTRAINT a_b_fk FOREIGN KEY (b) REFERENCES b (id);
CREATE TABLE c (id INT PRIMARY KEY, v INT, INDEX c_v (v), UNIQUE KEY c_u (v, id));`
  const at = await project(name, { [sqlFile('1_all')]: `-- migrate:up\n${up}\n` })
  const lithify = await opened(at, at.url)
  await lithify.run()
  await lithify.dump({ data: ['countries'] })
  await lithify.close()
  at.remove('lithify.lock')
  at.write({ [sqlFile('2_later')]: '-- migrate:up\nCREATE TABLE later (id INT);\n' })
  return at
}
