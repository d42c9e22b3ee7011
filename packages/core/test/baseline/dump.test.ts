import { rmSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { dump } from '../../src/baseline/write-dump.ts'
import { refKey } from '../../src/index.ts'
import { checksumFile } from '../../src/migrations/checksum.ts'
import { dumpPath, failure, managed, manifestOf, manifestPath, toyProject, type Project } from './project.ts'
import { ToyDatabase, toyTable } from './toy.ts'

const statements = [
  'create table "users" ("id", "name")',
  'create table "orders" ("id", "user")',
  'create view "rich" as select * from users',
  'create trigger "stamp" on "users" begin update users; end',
]

function projectWith(
  sql: readonly string[],
  migrations: readonly string[] = ['1_users', '2_orders', '10_last'],
): Project {
  const project = toyProject()
  for (const statement of sql) project.database.run(statement)
  for (const name of migrations) project.migration(name)
  return project
}

describe('a dump', () => {
  it('holds frame, objects, history, in that order, and ends every statement', async () => {
    const project = projectWith(statements)
    const result = await dump(project.context, {})
    expect(project.read(dumpPath)).toMatchInlineSnapshot(`
      "-- The whole schema, and the history of the migrations that made it, for empty databases. Written by: lithify dump
      -- Edits by hand are noticed and refused. Change the schema with a migration, then dump again.

      set keys off;
      begin;

      create table "orders" ("id", "user");

      create table "users" ("id", "name");

      create view "rich" as select * from users;

      create trigger "stamp" on "users" begin update users; end;

      create table "lithify_migrations" ("id", "name", "checksum", "kind", "batch", "applied_at", "duration_ms", "replaced");
      create table "lithify_versions" ("version");
      insert into "lithify_versions" ("version") values (1);
      insert into "lithify_migrations" ("name", "checksum") values ('database/migrations/1_users', 'bda54397d6cdd8e31270af813c1f54cbd5d3fef290e17f684284cf82cd8cd5cd');
      insert into "lithify_migrations" ("name", "checksum") values ('database/migrations/2_orders', '45fb1771b742b4cadf80a5abf4bcc88043ac6697e7712cfc208631d4cfde3aa3');
      insert into "lithify_migrations" ("name", "checksum") values ('database/migrations/10_last', '9ec20b71bb2162cdc83e8c70aa6ffad17b86f3b6e82e93d1d182a92034588f99');

      commit;
      "
    `)
    expect(result).toMatchObject({
      dumpLabel: dumpPath,
      metaLabel: manifestPath,
      dumpPath: join(project.root, dumpPath),
      changed: true,
      objects: { table: 2, view: 1, trigger: 1 },
      migrations: 3,
      pruned: [],
      warnings: [],
    })
  })

  it('creates what fires on statements when nothing else is left to create, the history included', async () => {
    const project = projectWith(['create watcher "w" on ddl', ...statements])
    await dump(project.context, {})
    const text = project.read(dumpPath)
    expect(text.split(';\n').at(-3)?.trim()).toBe('create watcher "w" on ddl')
    expect(text.trim()).toMatch(/commit;$/)
  })

  it('is described by its manifest', async () => {
    const project = projectWith(statements)
    await dump(project.context, {})
    expect(project.manifest()).toMatchObject({
      version: 1,
      connection: 'primary',
      dialect: 'toy',
      server: { name: 'Toy', major: '3' },
      dumpPath,
      schemaTableName: 'lithify_migrations',
      schemaVersionsTableName: 'lithify_versions',
      dumpChecksum: checksumFile(join(project.root, dumpPath)),
      squashed: false,
      data: [],
      squashedMigrationNames: [
        'database/migrations/1_users',
        'database/migrations/2_orders',
        'database/migrations/10_last',
      ],
    })
    expect(project.manifest().migrations.map(({ name }) => name)).toEqual(project.manifest().squashedMigrationNames)
    expect(project.manifest().migrations[0]?.checksum).toBe(
      checksumFile(join(project.root, 'database/migrations/1_users.sql')),
    )
    expect(new Date(project.manifest().generatedAt).toISOString()).toBe(project.manifest().generatedAt)
  })

  it('has the same bytes in whatever order things were made and migrations were run', async () => {
    const one = projectWith(statements)
    const other = projectWith(statements.toReversed(), ['10_last', '2_orders', '1_users'])
    await dump(one.context, {})
    await dump(other.context, {})
    expect(other.read(dumpPath)).toBe(one.read(dumpPath))
    expect({ ...other.manifest(), generatedAt: '' }).toEqual({ ...one.manifest(), generatedAt: '' })
  })

  it('names no environment and never drops', async () => {
    const project = projectWith(statements)
    await dump(project.context, {})
    const text = project.read(dumpPath).replaceAll('database/migrations/', '')
    for (const word of ['primary', project.root, '3.2.1', String(new Date().getFullYear()), 'drop', 'Toy'])
      expect(text).not.toContain(word)
  })

  it('is taken from one state of the database', async () => {
    const project = projectWith(statements)
    project.database.log.length = 0
    await dump(project.context, {})
    expect(project.database.log).toEqual(['BEGIN', 'COMMIT'])
  })

  it('is not rewritten when nothing but the time would change', async () => {
    const project = projectWith(statements)
    await dump(project.context, {})
    const before = [dumpPath, manifestPath].map((path) => {
      utimesSync(join(project.root, path), 1000, 1000)
      return project.read(path)
    })
    project.events.length = 0
    expect(await dump(project.context, {})).toMatchObject({ changed: false })
    expect([dumpPath, manifestPath].map((path) => project.read(path))).toEqual(before)
    expect(statSync(join(project.root, dumpPath)).mtimeMs).toBe(1_000_000)
    expect(project.events).toEqual([])
    expect(project.exists('database/schema/.primary-schema.sql.lithify-new')).toBe(false)
  })

  it('is not rewritten for a checkout with CRLF either', async () => {
    const project = projectWith(statements)
    await dump(project.context, {})
    project.write(dumpPath, project.read(dumpPath).replaceAll('\n', '\r\n'))
    expect(await dump(project.context, {})).toMatchObject({ changed: false })
  })

  it.each(['edited', 'gone'])('is written again where the file on disk is %s', async (how) => {
    const project = projectWith(statements)
    await dump(project.context, {})
    const text = project.read(dumpPath)
    if (how === 'gone') rmSync(join(project.root, dumpPath))
    else project.write(dumpPath, `${text}-- edited\n`)
    expect(await dump(project.context, {})).toMatchObject({ changed: true })
    expect(project.read(dumpPath)).toBe(text)
  })

  it('goes where it is told to, with its manifest beside it', async () => {
    const project = projectWith(statements)
    const result = await dump(project.context, { path: './snapshots/schema.sql' })
    expect(result).toMatchObject({ dumpLabel: 'snapshots/schema.sql', metaLabel: 'snapshots/schema.meta.json' })
    expect(JSON.parse(project.read('snapshots/schema.meta.json'))).toMatchObject({ dumpPath: 'snapshots/schema.sql' })
    expect(project.exists(dumpPath)).toBe(false)
  })

  it('reports the files that it writes', async () => {
    const project = projectWith(statements)
    await dump(project.context, {})
    expect(project.events.filter(({ type }) => type === 'fileWritten')).toEqual([
      { type: 'fileWritten', path: dumpPath },
      { type: 'fileWritten', path: manifestPath },
    ])
  })

  it('stops when it is told to, and leaves the old pair', async () => {
    const project = projectWith(statements)
    await dump(project.context, {})
    project.database.run('create table "more" ("id")')
    const error = await failure(() => dump({ ...project.context, signal: AbortSignal.abort() }, {}))
    expect(error.code).toBe('LITHIFY_E_INTERRUPTED')
    expect(project.read(dumpPath)).not.toContain('more')
    expect(project.exists('database/schema/.primary-schema.sql.lithify-new')).toBe(false)
  })
})

describe('text that could break a dump', () => {
  it('does not lose its delimiter to a comment on the last line', async () => {
    const project = projectWith(['create view "v" as select 1 -- one'], [])
    await dump(project.context, {})
    expect(project.read(dumpPath)).toContain('create view "v" as select 1 -- one\n;\n')
  })

  it('is refused where it would not read back as one statement', async () => {
    const project = projectWith(['create view "v" as select 1;\nselect 2'], [])
    const error = await failure(() => dump(project.context, {}))
    expect(error).toMatchObject({ code: 'LITHIFY_E_DUMP_MISMATCH', data: { object: 'view v' } })
    expect(project.exists(dumpPath)).toBe(false)
  })

  it('is kept to the last character where it has carriage returns, with a warning', async () => {
    const project = projectWith(['create view "v" as select \'a\r\nb\''], [])
    await dump(project.context, {})
    expect(project.read(dumpPath)).toContain("select 'a\r\nb';\n")
    expect(project.warnings).toEqual([expect.objectContaining({ code: 'LITHIFY_W_CARRIAGE_RETURN' })])
    expect(project.warnings[0]?.hint).toContain(`${dumpPath} -text`)
  })

  it('is written by the dialect where the server has no text of its own', async () => {
    const project = projectWith([], [])
    project.database.put(toyTable('bare', ['id', 'more']))
    await dump(project.context, {})
    expect(project.read(dumpPath)).toContain('create table "bare" ("id", "more");\n')
  })
})

describe('what cannot be represented', () => {
  const uncovered = [{ ref: { kind: 'sequence', name: 'numbers' }, reason: 'it has a cache' }]

  it('stops the dump, by name', async () => {
    const project = projectWith(statements)
    project.database.uncovered = uncovered
    const error = await failure(() => dump(project.context, {}))
    expect(error.code).toBe('LITHIFY_E_UNCOVERED')
    expect(error.message).toContain('sequence numbers (it has a cache)')
    expect(error.hint).toContain('--allow-uncovered')
    expect(project.exists(dumpPath)).toBe(false)
  })

  it('is left out with a warning where that is allowed', async () => {
    const project = projectWith(statements)
    project.database.uncovered = uncovered
    await dump(project.context, { allowUncovered: true })
    expect(project.warnings.map(({ code }) => code)).toEqual(['LITHIFY_W_UNCOVERED'])
  })
})

describe('the migrations of a dump', () => {
  it('that are pending are named in a warning', async () => {
    const project = projectWith(statements)
    project.migration('3_later', 'pending')
    await dump(project.context, {})
    expect(project.warnings).toEqual([expect.objectContaining({ code: 'LITHIFY_W_PENDING' })])
    expect(project.warnings[0]?.message).toContain('database/migrations/3_later')
    expect(project.manifest().squashedMigrationNames).not.toContain('database/migrations/3_later')
  })

  it('that have no file are named in a warning, and are no pruned ones', async () => {
    const project = projectWith(statements)
    rmSync(join(project.root, 'database/migrations/1_users.sql'))
    await dump(project.context, {})
    expect(project.warnings.map(({ code }) => code)).toEqual(['LITHIFY_W_MISSING'])
    expect(project.manifest().migrations.some(({ pruned }) => pruned)).toBe(false)
  })

  it('that were edited after they were applied stop it: a database that is booted from it could not go on', async () => {
    const project = projectWith(statements)
    project.write('database/migrations/1_users.sql', '-- another\n')
    expect(await failure(() => dump(project.context, {}))).toMatchObject({ code: 'LITHIFY_E_MIGRATION_CHANGED' })
  })

  it('may be none: a database without a history', async () => {
    const project = toyProject({ database: new ToyDatabase() })
    project.database.run('create table "users" ("id")')
    expect(await dump(project.context, {})).toMatchObject({ migrations: 0, objects: { table: 1 } })
    expect(project.read(dumpPath)).toContain('create table "lithify_migrations"')
  })
})

describe('the manifest that is replaced', () => {
  const pruned = manifestOf({
    squashed: true,
    migrations: [{ name: 'database/migrations/1_users', checksum: 'c', pruned: true }],
  })

  it('keeps what was pruned marked as pruned, and nothing else', async () => {
    const project = projectWith(statements)
    project.write(manifestPath, JSON.stringify(pruned))
    rmSync(join(project.root, 'database/migrations/1_users.sql'))
    await dump(project.context, {})
    expect(project.warnings).toEqual([])
    expect(project.manifest().squashed).toBe(true)
    expect(project.manifest().migrations.map((migration) => migration.pruned)).toEqual([true, undefined, undefined])
  })

  it('keeps them also where the dump goes elsewhere', async () => {
    const project = projectWith(statements)
    project.write(manifestPath, JSON.stringify(pruned))
    rmSync(join(project.root, 'database/migrations/1_users.sql'))
    await dump(project.context, { path: 'elsewhere.sql' })
    expect(JSON.parse(project.read('elsewhere.meta.json'))).toMatchObject({
      squashed: true,
      migrations: [{ pruned: true }, {}, {}],
    })
  })

  it('does not count a file that came back as pruned', async () => {
    const project = projectWith(statements)
    project.write(manifestPath, JSON.stringify(pruned))
    await dump(project.context, {})
    expect(project.manifest().squashed).toBe(false)
  })

  it('is not overwritten from a database that never had what was pruned', async () => {
    const project = projectWith(statements, ['2_orders'])
    project.write(manifestPath, JSON.stringify(pruned))
    const error = await failure(() => dump(project.context, {}))
    expect(error).toMatchObject({ code: 'LITHIFY_E_BEHIND_BASELINE', data: { names: ['database/migrations/1_users'] } })
    expect(project.manifest()).toEqual(pruned)
  })

  it('is not overwritten where it cannot be read', async () => {
    const project = projectWith(statements)
    project.write(manifestPath, JSON.stringify(pruned).slice(0, 100))
    expect(await failure(() => dump(project.context, {}))).toMatchObject({ code: 'LITHIFY_E_MANIFEST_INVALID' })
    expect(project.exists(dumpPath)).toBe(false)
  })

  it('of another connection is replaced with a warning, unless it holds the only copy of pruned migrations', async () => {
    const project = projectWith(statements)
    project.write(manifestPath, JSON.stringify({ ...pruned, connection: 'analytics' }))
    expect(await failure(() => dump(project.context, {}))).toMatchObject({ code: 'LITHIFY_E_MANIFEST_FOREIGN' })
    project.write(manifestPath, JSON.stringify(manifestOf({ connection: 'analytics' })))
    await dump(project.context, {})
    expect(project.warnings.map(({ code }) => code)).toEqual(['LITHIFY_W_MANIFEST_FOREIGN'])
    expect(project.manifest().connection).toBe('primary')
  })
})

describe('reference tables', () => {
  const rows = [`insert into "roles" ("id") values ('b')`, `insert into "roles" ("id") values ('a')`]
  const withRoles = (data: readonly string[] = []): Project => {
    const project = toyProject({ connection: { data } })
    for (const sql of ['create table "roles" ("id")', ...rows, statements[3] as string]) project.database.run(sql)
    return project
  }

  it('come with their rows in key order, after the tables and before what would fire on them', async () => {
    const project = withRoles()
    expect(await dump(project.context, { data: ['roles'] })).toMatchObject({ data: [{ table: 'roles', rows: 2 }] })
    const text = project.read(dumpPath)
    const places = [
      'create table "roles"',
      rows[1],
      rows[0],
      'create trigger',
      'create table "lithify_migrations"',
    ].map((part) => text.indexOf(part as string))
    expect(places.every((place, index) => place > (places[index - 1] ?? 0))).toBe(true)
    expect(project.manifest().data).toEqual([{ table: 'roles', rows: 2 }])
  })

  it('are those of the config and those of the command, each once', async () => {
    const project = withRoles(['roles'])
    expect(await dump(project.context, { data: ['roles'] })).toMatchObject({ data: [{ table: 'roles', rows: 2 }] })
  })

  it('come late themselves where they need what comes late, and what needs it comes later', async () => {
    const project = withRoles()
    const stamp = { kind: 'trigger', table: 'users', name: 'stamp' }
    project.database.put({ ...toyTable('numbered'), dependsOn: [stamp] })
    project.database.put({
      kind: 'view',
      name: 'a',
      definition: 'select 1',
      dependsOn: [{ kind: 'table', name: 'numbered' }],
    })
    project.database.inserts.set('numbered', [`insert into "numbered" ("id") values ('1')`])
    await dump(project.context, { data: ['roles', 'numbered'] })
    const text = project.read(dumpPath)
    const order = [
      'insert into "roles"',
      'create trigger "stamp"',
      'create table "numbered"',
      'insert into "numbered"',
      'create view "a"',
    ]
    expect(order.map((part) => text.indexOf(part))).toEqual(
      order.map((part) => text.indexOf(part)).toSorted((a, b) => a - b),
    )
    expect(order.every((part) => text.includes(part))).toBe(true)
  })

  it('may be empty', async () => {
    const project = projectWith(['create table "roles" ("id")'], [])
    expect(await dump(project.context, { data: ['roles'] })).toMatchObject({ data: [{ table: 'roles', rows: 0 }] })
  })

  it('stay in the dump until it is told to forget them: after a prune their rows are nowhere else', async () => {
    const project = withRoles()
    await dump(project.context, { data: ['roles'] })
    expect(await dump(project.context, {})).toMatchObject({ changed: false, data: [{ table: 'roles', rows: 2 }] })
    expect(await dump(project.context, { forgetData: true })).toMatchObject({ changed: true, data: [] })
    expect(project.read(dumpPath)).not.toContain('insert into "roles"')
  })

  it('that are not there any more are named in a warning', async () => {
    const project = withRoles()
    await dump(project.context, { data: ['roles'] })
    project.database.objects.delete(refKey({ kind: 'table', name: 'roles' }))
    expect(await dump(project.context, {})).toMatchObject({ data: [] })
    expect(project.warnings.map(({ code }) => code)).toEqual(['LITHIFY_W_DATA_TABLE_GONE'])
    expect(project.warnings[0]?.message).toContain('roles')
  })

  it('have to exist', async () => {
    const error = await failure(() => dump(withRoles().context, { data: ['rolls'] }))
    expect(error).toMatchObject({ code: 'LITHIFY_E_DATA_TABLE', data: { table: 'rolls' } })
    expect(error.message).toContain('no such table')
  })

  it('have to be tables that lithify understands', async () => {
    const project = withRoles()
    project.database.put({ kind: 'rawTable', name: 'odd', create: 'create odd', drop: 'drop odd' })
    const error = await failure(() => dump(project.context, { data: ['odd'] }))
    expect(error).toMatchObject({ code: 'LITHIFY_E_DATA_TABLE', data: { table: 'odd' } })
    expect(error.message).toContain('It is a rawTable')
  })

  it('have to have a key', async () => {
    const project = withRoles()
    project.database.put({ ...toyTable('loose'), primaryKey: undefined })
    expect(await failure(() => dump(project.context, { data: ['loose'] }))).toMatchObject({
      code: 'LITHIFY_E_DATA_TABLE',
      data: { table: 'loose' },
    })
  })

  it('are found by their schema and by a name with a dot', async () => {
    const database = managed(new ToyDatabase())
    const project = toyProject({ database })
    database.put({ ...toyTable('roles'), schema: 'app' })
    database.put({ ...toyTable('roles'), schema: 'old' })
    database.put(toyTable('a.b'))
    expect(await dump(project.context, { data: ['app.roles', 'a.b'] })).toMatchObject({
      data: [{ table: 'a.b' }, { table: 'app.roles' }],
    })
    const error = await failure(() => dump(project.context, { data: ['roles'] }))
    expect(error.message).toContain('app.roles, old.roles')
  })
})
