import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { corpus } from '../helpers.ts'
import { nasty } from '../nasty.ts'
import { project, type Project } from '../runner/project.ts'
import {
  applied,
  booted,
  client,
  dump,
  fingerprintOf,
  loadByClient,
  manifestPath,
  schemaByClient,
  textOf,
} from './booted.ts'

const corpora = Object.fromEntries(['chinook.sql', 'sakila.sql'].map((name) => [name, corpus(name)]))

const schemas: Readonly<Record<string, string | undefined>> = { ...corpora, ...nasty }

describe.each(Object.keys(schemas))('%s', (name) => {
  const script = schemas[name]
  const made = async (): Promise<Project> => {
    const at = await applied(script as string)
    await dump(at)
    return at
  }

  it.skipIf(script === undefined)(
    'comes back from its dump: the dump of the booted database has the same bytes',
    async () => {
      const at = await made()
      const copy = await booted(at)
      expect(await dump(copy)).toMatchObject({ changed: false })
      // Written anew, not only found to be the same.
      const again = await dump(copy, { path: 'again.sql' })
      expect(textOf(copy, again.dumpLabel)).toBe(textOf(at))
      expect(await fingerprintOf(copy.file)).toBe(await fingerprintOf(at.file))
      expect(copy.query('pragma integrity_check')).toEqual([{ integrity_check: 'ok' }])
    },
  )

  it.skipIf(script === undefined || client === undefined)('has the same .schema in both databases', async () => {
    const at = await made()
    const copy = await booted(at)
    const before = schemaByClient(at.file)
    expect(before.length).toBeGreaterThan(2)
    expect(schemaByClient(copy.file)).toEqual(before)
  })

  it.skipIf(script === undefined || client === undefined)('loads with the plain client', async () => {
    const at = await made()
    const file = join(at.root, 'plain.db')
    loadByClient(file, textOf(at))
    expect(await fingerprintOf(file)).toBe(await fingerprintOf(at.file))
    const plain = project()
    copyFileSync(file, plain.file)
    expect(plain.query('select name from lithify_migrations')).toEqual([{ name: 'database/migrations/1_all' }])
    expect(plain.query('pragma integrity_check')).toEqual([{ integrity_check: 'ok' }])
  })

  it.skipIf(script === undefined)('agrees with itself under verify, and can be pruned', async () => {
    const at = await made()
    const lithify = await at.open()
    expect((await lithify.verify()).findings).toEqual([])
    expect((await lithify.dump({ prune: true, withoutRows: true })).pruned).toEqual(['database/migrations/1_all.sql'])
    expect((await lithify.verify()).findings).toEqual([])
    expect((await lithify.status()).counts).toMatchObject({ pruned: 1, missing: 0, pending: 0 })
    await lithify.close()
    expect(await fingerprintOf((await booted(at)).file)).toBe(await fingerprintOf(at.file))
  })
})

describe('the same schema', () => {
  const parts = {
    a: 'create table b (id integer primary key, a_id int references a (id));\ncreate index b_a on b (a_id);\n',
    b: 'create table a (id integer primary key, v text);\ncreate trigger a_t after insert on a begin select 1; end;\n',
    c: 'create view w as select * from v;\n',
    d: 'create view v as select * from a;\n',
  }

  it('has the same bytes in whatever order and in however many batches it was made', async () => {
    const texts: string[] = []
    for (const order of ['abcd', 'dcba', 'bdac']) {
      const at = project()
      for (const part of order) {
        // One name for each part, so that the history is the same; each in a batch of its own.
        at.write({ [`database/migrations/${part}.sql`]: `-- migrate:up\n${parts[part as keyof typeof parts]}` })
        const lithify = await at.open()
        await lithify.run()
        await lithify.close()
      }
      await dump(at)
      texts.push(textOf(at), JSON.stringify({ ...JSON.parse(textOf(at, manifestPath)), generatedAt: '' }))
    }
    expect(new Set(texts).size).toBe(2)
    expect(texts[0]).toMatch(/CREATE VIEW v .*CREATE VIEW w /s)
  })

  it('has the same bytes whatever rows there are, and with AUTOINCREMENT counters', async () => {
    const at = await applied(
      'create table t (id integer primary key autoincrement, v text);\ncreate table other (id integer primary key);',
    )
    await dump(at)
    const before = textOf(at)
    at.exec("insert into t (v) values ('a'), ('b'); delete from t; analyze; insert into other values (7)")
    expect(await dump(at)).toMatchObject({ changed: false })
    expect(textOf(at)).toBe(before)
    expect(before).not.toMatch(/sqlite_(sequence|stat)/)
    expect(before).toContain('CREATE TABLE t ')
  })
})
