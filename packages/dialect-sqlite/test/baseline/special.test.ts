import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SchemaDumper } from '@lithify/core'
import { describe, expect, it } from 'vitest'
import { failure, named, project, sqlFile, tables, type Project } from '../runner/project.ts'
import { applied, booted, dump, dumpPath, manifestPath, textOf } from './booted.ts'

describe('a dump of a database with full-text search', () => {
  const script = `create table docs (id integer primary key, body text);
create virtual table fts using fts5 (body, content='docs', content_rowid='id');
create trigger docs_ai after insert on docs begin insert into fts (rowid, body) values (new.id, new.body); end;
create table fts_data_of_ours (id integer primary key);`

  it('holds no shadow table, and boots a database in which the search works', async () => {
    const at = await applied(script)
    await dump(at)
    expect(textOf(at)).not.toMatch(/fts_(data|idx|docsize|config|content)\b/)
    expect(textOf(at)).toContain('fts_data_of_ours')
    const copy = await booted(at)
    copy.exec("insert into docs (body) values ('turn loose layers into stone')")
    expect(copy.query("select rowid from fts where fts match 'stone'")).toEqual([{ rowid: 1 }])
  })
})

const settings = (of: Project): unknown[] =>
  ['encoding', 'page_size', 'auto_vacuum'].map((name) => of.query(`pragma ${name}`))

describe('settings of the database file', () => {
  it('come back', async () => {
    const at = await applied(
      'create table t (id integer primary key);\npragma user_version = 42;\npragma application_id = 1234567;',
    )
    await dump(at)
    const copy = await booted(at)
    expect(copy.query('pragma user_version')).toEqual([{ user_version: 42 }])
    expect(copy.query('pragma application_id')).toEqual([{ application_id: 1234567 }])
  })

  it('that the first table fixes come back, and a prune can prove it', async () => {
    const at = project(tables(2))
    at.exec(
      "pragma encoding = 'UTF-16le'; pragma page_size = 8192; pragma auto_vacuum = 2; create table x (a); drop table x",
    )
    const lithify = await at.open()
    await lithify.run()
    await lithify.dump({ prune: true, data: ['t1'] })
    await lithify.close()
    const copy = await booted(at)
    expect(settings(at)).toEqual([[{ encoding: 'UTF-16le' }], [{ page_size: 8192 }], [{ auto_vacuum: 2 }]])
    expect(settings(copy)).toEqual(settings(at))
    expect(await dump(copy, { data: ['t1'] })).toMatchObject({ changed: false })
  })
})

describe('a database that is behind what was pruned', () => {
  it('cannot be dumped: what only the dump still holds would be lost', async () => {
    const at = project(tables(3))
    const lithify = await at.open()
    await lithify.run({ to: '0002_t2' })
    await lithify.close()
    const ahead = project(tables(3))
    const other = await ahead.open()
    await other.run()
    await other.dump({ prune: true })
    await other.close()
    const text = textOf(ahead)
    for (const path of [dumpPath, manifestPath]) at.write({ [path]: textOf(ahead, path) })
    for (const base of ['0001_t1', '0002_t2', '0003_t3']) at.remove(sqlFile(base))
    const again = await at.open()
    const error = await failure(again.dump())
    expect(error).toMatchObject({ code: 'LITHIFY_E_BEHIND_BASELINE', data: { names: [named('0003_t3')] } })
    expect(textOf(at)).toBe(text)
  })
})

describe('a dump renewed after a prune', () => {
  it('tells what was pruned from what was lost', async () => {
    const at = project(tables(3))
    const lithify = await at.open()
    await lithify.run()
    await lithify.dump({ prune: true })
    at.write(tables(2, 4))
    await lithify.run()
    await lithify.dump()
    at.remove(sqlFile('0004_t4'))
    expect((await lithify.status()).migrations.map(({ state }) => state)).toEqual([
      'pruned',
      'pruned',
      'pruned',
      'missing',
      'applied',
    ])
  })

  it('lets a migration that sorts before a dumped one run as it would without the prune', async () => {
    const at = project(tables(1))
    const lithify = await at.open()
    await lithify.run()
    await lithify.dump({ prune: true })
    at.write(tables(1, 5))
    await lithify.run()
    await lithify.dump()
    at.write(tables(1, 3))
    expect((await lithify.run()).applied.map(({ name }) => name)).toEqual([named('0003_t3')])
  })
})

describe('the guide, “Programmatic use”', () => {
  it('works as it is written', async () => {
    const at = project(tables(2))
    const lithify = await at.open()
    await lithify.run()
    const dumper = new SchemaDumper(at.config, { connectionName: 'primary', prune: false, root: at.root })
    await dumper.run()
    expect(dumper.error).toBeUndefined()
    expect(dumper.result!.dumpLabel).toBe('database/schema/primary-schema.sql')
    expect(dumper.result!.metaLabel).toBe('database/schema/primary-schema.meta.json')
    await dumper.close()
    expect(JSON.parse(readFileSync(join(at.root, manifestPath), 'utf8'))).toMatchObject({
      version: 1,
      connection: 'primary',
      dumpPath: 'database/schema/primary-schema.sql',
      schemaTableName: 'lithify_migrations',
      schemaVersionsTableName: 'lithify_versions',
      squashedMigrationNames: ['database/migrations/0001_t1', 'database/migrations/0002_t2'],
    })
  })

  it('takes an open Lithify, an output path and prune', async () => {
    const at = project(tables(2))
    const lithify = await at.open()
    await lithify.run()
    const elsewhere = new SchemaDumper(lithify, { outputPath: 'snapshots/schema.sql' })
    await elsewhere.run()
    expect(elsewhere.result?.metaLabel).toBe('snapshots/schema.meta.json')
    const pruning = new SchemaDumper(lithify, { prune: true })
    await pruning.run()
    expect(pruning.result?.pruned).toHaveLength(2)
    await pruning.close()
    // It was opened by the caller, so it is still open.
    expect((await lithify.status()).counts.pruned).toBe(2)
  })

  it('never throws: the error is there to be looked at, and a later run may do better', async () => {
    const at = project(tables(2))
    const lithify = await at.open()
    await lithify.run({ step: 1 })
    const dumper = new SchemaDumper(at.config, { root: at.root, prune: true })
    await dumper.run()
    expect(dumper.error).toMatchObject({ code: 'LITHIFY_E_PRUNE' })
    expect(dumper.result).toBeUndefined()
    await lithify.run()
    await dumper.run()
    expect(dumper.error).toBeUndefined()
    expect(dumper.result?.pruned).toHaveLength(2)
    await dumper.close()

    const unknown = new SchemaDumper(at.config, { root: at.root, connectionName: 'analytics' })
    await unknown.run()
    expect(unknown.error).toMatchObject({ code: 'LITHIFY_E_CONFIG_CONNECTION' })
    const other = new SchemaDumper(lithify, { connectionName: 'analytics' })
    await other.run()
    expect(other.error).toMatchObject({ code: 'LITHIFY_E_CONFIG_CONNECTION' })
  })
})

describe('a comment that is never closed', () => {
  it('swallows nothing of the dump', async () => {
    const at = await applied('create table t (id integer primary key);')
    at.exec('create view v as select 1 as x /* open')
    await dump(at)
    const copy = await booted(at)
    expect(copy.query('select x from v')).toEqual([{ x: 1 }])
    expect(await dump(copy)).toMatchObject({ changed: false })
  })
})
