import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { database, failure, onBoth } from '../helpers.ts'
import { named, project } from '../runner/project.ts'
import { filesOf, migrations, texts } from './project.ts'

describe('without transactional DDL', { timeout: 120_000 }, () => {
  onBoth((server) => {
    test('a dump is proven, pruned into, boots an empty database and is undone', async () => {
      const at = await project(server, texts)
      const lithify = await at.open()
      await lithify.run()
      const before = filesOf(at)
      for (const as of ['migration', 'dump'] as const) {
        const rehearsed = await lithify.squash({ as, dryRun: true })
        expect(rehearsed).toMatchObject({ dryRun: true, as, data: [{ table: 'roles', rows: 2 }] })
      }
      expect(readdirSync(at.root).toSorted()).toEqual(['database', 'lithify.lock'])
      expect(readdirSync(join(at.root, 'database'))).toEqual(['migrations'])
      expect(await failure(() => lithify.dump({ prune: true }))).toMatchObject({
        code: 'LITHIFY_E_PRUNE',
        data: { tables: ['roles'] },
      })
      expect(await lithify.squash({ as: 'dump' })).toMatchObject({
        squashed: Object.keys(migrations).map(named),
        data: [{ table: 'roles', rows: 2 }],
        proof: { kind: 'live' },
      })
      expect(filesOf(at)).toEqual({})
      const url = await database(server)
      const empty = await at.open({ url })
      expect(await empty.run()).toMatchObject({ bootstrap: { migrations: 4 }, applied: [], total: 4 })
      expect(await at.query('SELECT * FROM roles', url)).toEqual([
        { id: 1, name: 'admin' },
        { id: 2, name: "it's" },
      ])
      for (const each of [lithify, empty]) {
        expect(await each.verify()).toMatchObject({ findings: [] })
        expect(await each.status()).toMatchObject({ clean: true, counts: { pruned: 4 } })
      }
      await lithify.unsquash()
      expect(filesOf(at)).toEqual(before)
      expect(existsSync(join(at.root, 'database/schema/primary-schema.sql'))).toBe(false)
      for (const each of [lithify, empty]) {
        expect((await each.rollback({ step: 4, confirm: () => true })).rolledBack).toHaveLength(4)
      }
    })

    test('a baseline migration is proven, boots, is verified, and found out where it was edited', async () => {
      const at = await project(server, texts)
      const lithify = await at.open()
      await lithify.run()
      const rows = (): Promise<unknown[]> =>
        at.query('SELECT name, checksum, batch, applied_at, duration_ms, kind FROM lithify_migrations ORDER BY id')
      const before = await rows()
      await lithify.squash()
      await lithify.unsquash()
      expect(await rows()).toEqual(before)
      expect(await lithify.squash()).toMatchObject({ baseline: named('4_baseline'), proof: { kind: 'replay' } })
      const url = await database(server)
      const empty = await at.open({ url })
      expect((await empty.run()).applied.map(({ name }) => name)).toEqual([named('4_baseline')])
      expect(await lithify.verify()).toMatchObject({ findings: [] })
      expect((await empty.verify()).checked).toContain(
        `${named('4_baseline')}, against the 4 migrations that it replaces`,
      )
      const [file = ''] = Object.keys(filesOf(at))
      const text = readFileSync(join(at.root, 'database/migrations', file), 'utf8')
      at.write({ [`database/migrations/${file}`]: text.replace("(1, 'admin')", "(1, 'nobody')") })
      expect((await lithify.verify()).findings.map(({ code }) => code)).toContain('LITHIFY_E_VERIFY')
    })

    test('a database that was changed by hand is not squashed into something else', async () => {
      const at = await project(server, texts)
      const lithify = await at.open()
      await lithify.run()
      const before = filesOf(at)
      await at.query('ALTER TABLE users ADD COLUMN by_hand INT')
      const refused = await failure(() => lithify.squash())
      expect(refused).toMatchObject({ code: 'LITHIFY_E_SQUASH_MISMATCH' })
      expect(refused.message).toContain('by_hand')
      expect(filesOf(at)).toEqual(before)
      expect(existsSync(join(at.root, '.lithify'))).toBe(false)
    })

    test('a baseline of another kind of database is refused by every command, and nothing is touched', async () => {
      const at = await project(server, texts)
      const lithify = await at.open()
      await lithify.run()
      await lithify.squash()
      const [file = ''] = Object.keys(filesOf(at))
      at.write({ [`database/migrations/${file}`]: (filesOf(at)[file] ?? '').replace("'mysql'", "'postgres'") })
      const rows = await at.query('SELECT * FROM lithify_migrations')
      for (const refused of [
        () => lithify.run(),
        () => lithify.status(),
        () => lithify.verify(),
        () => lithify.fresh({ confirm: () => true }),
        () => lithify.rollback({ confirm: () => true }),
        () => lithify.squash(),
        () => lithify.lockMigrations(),
      ]) {
        expect(await failure(refused)).toMatchObject({
          code: 'LITHIFY_E_BASELINE_DIALECT',
          data: { made: 'postgres', dialect: 'mysql' },
        })
      }
      expect(await at.query('SELECT * FROM lithify_migrations')).toEqual(rows)
    })
  })
})
