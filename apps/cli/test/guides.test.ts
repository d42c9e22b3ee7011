/**
 * The two guides that say what users expect, command by command in their order, by the guides' own names where lithify has them as aliases. What a guide
 * says and lithify does otherwise is said where it happens. The second guide's part on generated migrations (`new` from schema files) is not there yet.
 */
import { readdir } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { query, tables } from './support/database.ts'
import { createTable } from './support/migrations.ts'
import { project, type TestProject } from './support/project.ts'

const config = `import { defineConfig } from 'lithify'
export default defineConfig({
  default: 'postgres',
  connections: {
    postgres: { dialect: 'sqlite', url: 'sqlite:app.db', history: { migrations: 'adonis_schema', versions: 'adonis_schema_versions' } },
    analytics: { dialect: 'sqlite', url: 'sqlite:analytics.db', migrations: 'analytics/migrations' },
    tenant_a: { dialect: 'sqlite', url: 'sqlite:tenant_a.db', migrations: 'tenant/migrations' },
  },
})
`

const users = 'database/migrations/1700000000000_create_users_table'
const posts = 'database/migrations/1700000100000_create_posts_table'

const files = {
  'lithify.config.mjs': config,
  [`${users}.sql`]: createTable('users'),
  [`${posts}.sql`]: createTable('posts'),
  'analytics/migrations/1_visits.sql': createTable('visits'),
  'tenant/migrations/1_things.sql': createTable('things'),
}

async function migrated(): Promise<TestProject> {
  const at = await project({ files })
  for (const name of ['postgres', 'analytics', 'tenant_a']) await well(at, `migration:run --connection=${name}`)
  return at
}

/** A command that does what it should: what it printed. */
async function well(at: TestProject, command: string): Promise<string> {
  const { code, stdout, stderr } = await at.lithify(command)
  expect(code, `${command}\n${stdout}${stderr}`).toBe(0)
  return stdout
}

describe('Schema dumps', () => {
  it('generating a dump: the two files, --path, --connection', async () => {
    const at = await migrated()
    await well(at, 'schema:dump')
    expect(at.exists('database/schema/postgres-schema.sql')).toBe(true)
    expect(at.exists('database/schema/postgres-schema.meta.json')).toBe(true)
    await well(at, 'schema:dump --path=./database/snapshots/schema.sql')
    expect(at.exists('database/snapshots/schema.sql')).toBe(true)
    expect(at.exists('database/snapshots/schema.meta.json')).toBe(true)
    await well(at, 'schema:dump --connection=tenant_a')
    expect(await at.read('database/schema/tenant_a-schema.sql')).toContain('things')
  })

  it('the dump holds structure and bookkeeping, the manifest every key of the guide', async () => {
    const at = await migrated()
    await well(at, 'schema:dump')
    const dump = await at.read('database/schema/postgres-schema.sql')
    for (const part of ['CREATE TABLE "users"', 'adonis_schema', 'adonis_schema_versions', users, posts])
      expect(dump).toContain(part)
    const manifest = JSON.parse(await at.read('database/schema/postgres-schema.meta.json')) as Record<string, unknown>
    expect(manifest).toMatchObject({
      version: 1,
      connection: 'postgres',
      dumpPath: 'database/schema/postgres-schema.sql',
      generatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
      schemaTableName: 'adonis_schema',
      schemaVersionsTableName: 'adonis_schema_versions',
      squashedMigrationNames: [users, posts],
    })
  })

  it('a manifest of another connection is ignored, so that a stale file masks nothing', async () => {
    const at = await migrated()
    await well(at, 'schema:dump')
    const path = 'database/schema/postgres-schema.meta.json'
    await at.write({ [path]: (await at.read(path)).replace('"connection": "postgres"', '"connection": "other"') })
    const { code, stdout, stderr } = await at.lithify('migration:run --url sqlite:fresh.db')
    expect(code).toBe(0)
    expect(stderr).toContain('LITHIFY_W_MANIFEST_FOREIGN')
    expect(stdout).toContain('2 applied')
    expect(stdout).not.toContain('loaded')
  })

  it('bootstrapping: an empty database loads the dump and runs what came later; any other ignores it', async () => {
    const at = await migrated()
    await well(at, 'schema:dump')
    await well(at, 'schema:dump --path=./database/snapshots/schema.sql')
    await at.write({ 'database/migrations/1700000200000_create_tags_table.sql': createTable('tags') })
    const booted = await well(at, 'migration:run --url sqlite:fresh.db')
    expect(booted).toContain('loaded database/schema/postgres-schema.sql (2 migrations)')
    expect(booted).toContain('1700000200000_create_tags_table')
    expect(booted).toContain('3 applied, none pending')
    expect(await well(at, 'migration:run')).not.toContain('loaded')
    const elsewhere = await well(
      at,
      'migration:run --schema-path=./database/snapshots/schema.sql --url sqlite:custom.db',
    )
    expect(elsewhere).toContain('loaded database/snapshots/schema.sql')
    // Beyond the guide: what drops every table says so first.
    expect((await at.lithify('migration:fresh --schema-path=./database/snapshots/schema.sql')).code).not.toBe(0)
    const fresh = await well(at, 'migration:fresh --schema-path=./database/snapshots/schema.sql --force')
    expect(fresh).toContain('loaded database/snapshots/schema.sql')
    expect(await tables(at.path('app.db'))).toEqual([
      'adonis_schema',
      'adonis_schema_versions',
      'posts',
      'tags',
      'users',
    ])
  })

  it('squashing a long history: --prune, then fresh and existing databases, and new migrations on top', async () => {
    const at = await migrated()
    await at.write({ 'database/migrations/1700000150000_pending.sql': createTable('pending') })
    // The guide asks to apply what is pending first; lithify insists.
    expect((await at.lithify('schema:dump --prune')).code).not.toBe(0)
    await well(at, 'migration:run')
    expect(await well(at, 'schema:dump --prune')).toContain('1700000150000_pending')
    expect(await readdir(at.path('database/migrations'))).toEqual([])
    expect(await well(at, 'migration:run --url sqlite:fresh.db')).toContain(
      'loaded database/schema/postgres-schema.sql',
    )
    const status = await well(at, 'migration:status')
    expect(status).not.toContain('missing')
    await at.write({ 'database/migrations/1700000300000_create_tags_table.sql': createTable('tags') })
    expect(await well(at, 'migration:run')).toContain('1700000300000_create_tags_table')
    await well(at, 'migration:rollback')
    // A rollback past the dump is not possible.
    const past = await at.lithify('migration:rollback --step 1 --force')
    expect(past.code).toBe(1)
    expect(past.stderr).toMatch(/LITHIFY_E_(?:PRUNED|SQUASHED)/)
  })

  it('multiple connections: a dump each, at paths that do not collide', async () => {
    const at = await migrated()
    await well(at, 'schema:dump --connection=postgres')
    await well(at, 'schema:dump --connection=analytics')
    expect((await readdir(at.path('database/schema'))).toSorted()).toEqual([
      'analytics-schema.meta.json',
      'analytics-schema.sql',
      'postgres-schema.meta.json',
      'postgres-schema.sql',
    ])
  })

  it('programmatic use: SchemaDumper with its result, error and close', async () => {
    const at = await migrated()
    await at.write({
      'dump.mjs': `import { SchemaDumper } from 'lithify'
import config from './lithify.config.mjs'
const dumper = new SchemaDumper(config, {
  connectionName: process.argv[2],
  outputPath: process.argv[3],
  prune: false,
})
await dumper.run()
if (dumper.error) {
  console.error(dumper.error.message)
} else {
  console.log(\`Schema written to \${dumper.result.dumpLabel}\`)
  console.log(\`Manifest written to \${dumper.result.metaLabel}\`)
}
await dumper.close()
`,
    })
    const { execFileSync } = await import('node:child_process')
    const run = (...args: string[]): string =>
      execFileSync(process.execPath, ['dump.mjs', ...args], { cwd: at.root, encoding: 'utf8', stdio: 'pipe' })
    expect(run('postgres')).toBe(
      'Schema written to database/schema/postgres-schema.sql\nManifest written to database/schema/postgres-schema.meta.json\n',
    )
    expect(run('analytics', 'elsewhere/a.sql')).toContain('Schema written to elsewhere/a.sql')
    expect(run('nothing')).toBe('')
  })
})

describe('Squash & Baseline', () => {
  const alab = {
    'database/migrations/001_initial_schema.sql': createTable('users'),
    'database/migrations/002_add_user_email.sql':
      '-- migrate:up\nalter table users add column email text;\n-- migrate:down\nalter table users drop column email;\n',
    'database/migrations/003_add_blog_posts.sql': createTable('posts'),
  }
  const names = Object.keys(alab).map((path) => path.replace(/\.sql$/, ''))
  const made = { 'lithify.config.mjs': config, ...alab }

  it('squash --dry-run previews, squash does: baseline, archive, history, lock file', async () => {
    const at = await project({ files: made })
    await well(at, 'run')
    const preview = await well(at, 'squash --dry-run')
    expect(preview).toContain('001_initial_schema')
    expect(preview).toContain("m.createTable('users'")
    expect(await readdir(at.path('database/migrations'))).toHaveLength(3)
    expect(at.exists('.lithify') ? await readdir(at.path('.lithify/archive')) : []).toEqual([])

    await well(at, 'squash')
    // The guide's 001_baseline, made unique: revisions only grow, so that a number never means two migrations.
    const [baseline = '', ...rest] = await readdir(at.path('database/migrations'))
    expect(baseline).toMatch(/^003_baseline\.m?[jt]s$/)
    expect(rest).toEqual([])
    const text = await at.read(`database/migrations/${baseline}`)
    expect(text).toContain("squashedThrough: 'database/migrations/003_add_blog_posts'")
    expect(text).toContain("m.createTable('users', (t) => {")

    const [stamp = '', ...others] = (await readdir(at.path('.lithify/archive'))).filter((name) => /^\d/.test(name))
    expect(stamp).toMatch(/^\d{8}_\d{6}$/)
    expect(others).toEqual([])
    const archived = await readdir(at.path('.lithify/archive', stamp), { recursive: true })
    expect(archived).toContain('migration_history.json')
    for (const [path, original] of Object.entries(alab)) {
      const stored = archived.find((name) => name.endsWith(path.slice('database/migrations/'.length))) ?? path
      expect(await at.read(`.lithify/archive/${stamp}/${stored}`)).toBe(original)
    }
    const record = JSON.parse(await at.read(`.lithify/archive/${stamp}/migration_history.json`)) as {
      rows: { name: string }[]
    }
    expect(record.rows.map(({ name }) => name)).toEqual(names)

    const rows = await query(at.path('app.db'), 'select name, kind from adonis_schema')
    expect(rows).toEqual([{ name: 'database/migrations/003_baseline', kind: 'baseline' }])
    expect(await at.read('lithify.lock')).toContain(' database/migrations/003_baseline\n')
  })

  it('existing databases are unaffected; new ones apply the baseline alone, then what came after', async () => {
    const at = await project({ files: made })
    await well(at, 'run')
    await well(at, 'run --url sqlite:existing.db')
    await well(at, 'squash')
    await at.write({ 'database/migrations/004_add_tags.sql': createTable('tags') })
    const existing = await well(at, 'run --url sqlite:existing.db')
    expect(existing).toContain('004_add_tags')
    expect(existing).not.toMatch(/✓ 00[123]_/)
    const fresh = await well(at, 'run --url sqlite:fresh.db')
    expect(fresh).toContain('003_baseline')
    expect(fresh).toContain('004_add_tags')
    expect(fresh).not.toMatch(/00[123]_(?!baseline)/)
    const schemaOf = (file: string): Promise<unknown> =>
      query(at.path(file), `select name, type from sqlite_schema where name not like 'sqlite%' order by name`)
    expect(await schemaOf('fresh.db')).toEqual(await schemaOf('existing.db'))
  })
})
