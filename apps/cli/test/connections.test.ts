import { expect, test } from 'vitest'
import { tables } from './support/database.ts'
import { createTable } from './support/migrations.ts'
import { project } from './support/project.ts'

const config = `import { defineConfig } from 'lithify'
export default defineConfig({
  default: 'main',
  connections: {
    analytics: { dialect: 'sqlite', url: 'sqlite:analytics.db', migrations: 'analytics/migrations' },
    main: { dialect: 'sqlite', url: 'sqlite:main.db', migrations: 'main/migrations' },
  },
})
`

test('two connections: each its database, its migrations, its dump, its history', async () => {
  const { lithify, path, exists } = await project({
    files: {
      'lithify.config.mjs': config,
      'main/migrations/1_users.sql': createTable('users'),
      'analytics/migrations/1_visits.sql': createTable('visits'),
      'analytics/migrations/2_clicks.sql': createTable('clicks'),
    },
  })
  const [first, second] = [await lithify('run'), await lithify('run --connection analytics')]
  expect(first.stdout).toMatch(/^main · SQLite .* · main\.db\n[^]*\n1 applied, none pending\n$/)
  expect(second.stdout).toMatch(/^analytics · SQLite .* · analytics\.db\n[^]*\n2 applied, none pending\n$/)
  expect(await tables(path('main.db'))).toEqual(['lithify_migrations', 'lithify_versions', 'users'])
  expect(await tables(path('analytics.db'))).toEqual(['clicks', 'lithify_migrations', 'lithify_versions', 'visits'])

  expect((await lithify('dump')).code).toBe(0)
  expect((await lithify('dump -c analytics')).code).toBe(0)
  expect([exists('database/schema/main-schema.sql'), exists('database/schema/analytics-schema.sql')]).toEqual([
    true,
    true,
  ])

  expect((await lithify('rollback -c analytics --step 1')).stdout).toContain('1 rolled back, 1 still applied')
  expect((await lithify('status')).stdout).toContain('1 applied, none pending')
  expect((await lithify('verify --exit-code')).code).toBe(0)
})

test('--url moves the chosen connection only', async () => {
  const { lithify, exists } = await project({
    files: { 'lithify.config.mjs': config, 'main/migrations/1_users.sql': createTable('users') },
  })
  await lithify('run --url sqlite:elsewhere.db')
  await lithify('run -c analytics')
  expect([exists('elsewhere.db'), exists('main.db'), exists('analytics.db')]).toEqual([true, false, true])
})

test('new writes into the chosen connection’s folder', async () => {
  const { lithify } = await project({ files: { 'lithify.config.mjs': config } })
  expect((await lithify('new visits --empty -c analytics')).stdout).toContain('analytics/migrations/')
})
