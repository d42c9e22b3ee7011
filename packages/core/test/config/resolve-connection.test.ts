import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import type { Config } from '../../src/config/config.ts'
import { connectionNames, resolveConnection } from '../../src/config/resolve-connection.ts'
import type { Connection } from '../../src/config/config.ts'
import { LithifyError } from '../../src/errors.ts'
import { failure } from '../migrations/support.ts'
import { dialect } from './support.ts'

const root = join(process.cwd(), 'somewhere')

async function resolve(config: unknown, name?: string): Promise<Connection> {
  return await resolveConnection(config as Config, name, {
    root,
    resolveDialect: async (wanted) => {
      if (wanted === 'missing') throw new LithifyError('LITHIFY_E_DIALECT_MISSING', 'missing')
      if (wanted === 'throws')
        return () => {
          throw new Error('no such option')
        }
      return wanted === 'nonsense' ? () => ({}) as never : (options) => dialect({ ...options })
    },
  })
}

const one = (settings: Record<string, unknown>): unknown => ({
  connections: { primary: { dialect: dialect(), ...settings } },
})

/** A secret that resolving a connection must not ask for. */
function unread(): string {
  throw new Error('read too early')
}

describe('a connection', () => {
  test('has the defaults of the design', async () => {
    const given = dialect({ url: 'toy:a' })
    expect(await resolve({ connections: { primary: { dialect: given } } })).toEqual({
      name: 'primary',
      dialect: given.dialect,
      options: { url: 'toy:a', root },
      root,
      migrationDirectories: ['database/migrations'],
      schemasDirectory: 'database/schemas',
      dumpPath: 'database/schema/primary-schema.sql',
      history: {
        migrations: { name: 'lithify_migrations' },
        versions: { name: 'lithify_versions' },
        lock: { name: 'lithify_lock' },
        journal: { name: 'lithify_journal' },
      },
      data: [],
      lock: undefined,
      lockTimeoutMs: 60_000,
      leaseMs: 30_000,
      archiveDirectory: '.lithify/archive',
      baselineRows: 10_000,
    })
  })

  test.each([{}, { schemas: true }])(
    'takes no schemas for ours where its dialect has none: %j',
    async (capabilities) => {
      const { dialect: given, options } = dialect({ schemas: ['public'] })
      const settings = { dialect: { dialect: { ...given, capabilities, title: 'Toy' }, options } }
      const error = await failure(() => resolve({ connections: { primary: settings } }))
      expect(error.code).toBe('LITHIFY_E_CONFIG_INVALID')
      expect(error.message).toContain('connections.primary.dialect.options.schemas is no option of Toy')
    },
  )

  test('has what its config says', async () => {
    const connection = await resolve(
      one({
        migrations: ['a', 'b'],
        schemas: 'models',
        dump: 'db/{connection}.sql',
        archive: 'kept/{connection}',
        baselineRows: 5,
        history: { migrations: 'm', versions: 'v', lock: 'l', schema: 'ops' },
        data: ['countries'],
        lock: 'lease',
        lockTimeoutMs: 0,
        leaseMs: 5_000,
      }),
    )
    expect(connection).toMatchObject({
      migrationDirectories: ['a', 'b'],
      schemasDirectory: 'models',
      dumpPath: 'db/primary.sql',
      history: {
        migrations: { schema: 'ops', name: 'm' },
        versions: { schema: 'ops', name: 'v' },
        lock: { schema: 'ops', name: 'l' },
      },
      data: ['countries'],
      lock: 'lease',
      lockTimeoutMs: 0,
      leaseMs: 5_000,
      archiveDirectory: 'kept/primary',
      baselineRows: 5,
    })
  })

  test.each([
    ['database\\migrations', 'database/migrations'],
    ['.\\database\\migrations\\', 'database/migrations'],
    ['./a//b/../c/', 'a/c'],
    ['../shared', '../shared'],
    ['..\\shared', '../shared'],
    ['.', '.'],
    ['./', '.'],
    [join(root, 'inside'), 'inside'],
    [join(root, '..', 'outside'), '../outside'],
    [root, '.'],
  ])('takes the path %s for %s', async (written, expected) => {
    expect(await resolve(one({ migrations: written, dump: written, schemas: written }))).toMatchObject({
      migrationDirectories: [expected],
      dumpPath: expected,
      schemasDirectory: expected,
    })
  })

  test('takes two ways to write one directory for one', async () => {
    expect((await resolve(one({ migrations: ['a', './a/', 'b', 'a'] }))).migrationDirectories).toEqual(['a', 'b'])
  })

  test('may have a dialect by name, whose factory is given the url', async () => {
    expect((await resolve(one({ dialect: 'toy', url: unread }))).options).toEqual({ url: unread, root })
  })

  test('is the default, else the first, else the one that is named', async () => {
    const connections = { b: { dialect: dialect() }, a: { dialect: dialect() } }
    expect((await resolve({ connections })).name).toBe('b')
    expect((await resolve({ connections, default: 'a' })).name).toBe('a')
    expect((await resolve({ connections, default: 'a' }, 'b')).name).toBe('b')
    expect(connectionNames({ connections })).toEqual(['b', 'a'])
  })
})

describe('a connection that is not there', () => {
  test('is named, with the nearest that is', async () => {
    const error = await failure(() =>
      resolve({ connections: { primary: { dialect: dialect() }, tenant: { dialect: dialect() } } }, 'primray'),
    )
    expect(error).toMatchObject({
      code: 'LITHIFY_E_CONFIG_CONNECTION',
      hint: 'Did you mean "primary"?',
      data: { names: ['primary', 'tenant'] },
    })
  })

  test.each(['nowhere', 'toString', '__proto__', ''])('%j', async (name) => {
    const error = await failure(() => resolve(one({}), name))
    expect(error.code).toBe('LITHIFY_E_CONFIG_CONNECTION')
    expect(error.hint).toContain('--connection primary')
  })

  test('may be the default', async () => {
    const error = await failure(() => resolve({ ...(one({}) as object), default: 'other' }))
    expect(error.code).toBe('LITHIFY_E_CONFIG_CONNECTION')
    expect(error.message).toContain('`default`')
  })
})

describe('a config that is wrong says where', () => {
  test.each([
    [undefined, '', 'defineConfig'],
    [null, '', 'defineConfig'],
    ['text', '', 'defineConfig'],
    [{}, 'connections', 'missing'],
    [{ connections: {} }, 'connections', 'no connection'],
    [{ connections: [] }, 'connections', ''],
    [{ conections: {} }, 'conections', 'did you mean "connections"?'],
    [{ connections: { primary: null } }, 'connections.primary', 'object'],
    [{ connections: { 'a/b': { dialect: dialect() } } }, 'connections.a/b', 'file names'],
    [{ connections: { '..': { dialect: dialect() } } }, 'connections...', 'file names'],
    [one({ dialect: undefined }), 'connections.primary.dialect', 'factory'],
    [one({ dialect: () => dialect() }), 'connections.primary.dialect', 'not called'],
    [one({ dialect: { name: 'x' } }), 'connections.primary.dialect', 'factory'],
    [one({ dialect: 'toy' }), 'connections.primary.url', 'needs it'],
    [one({ url: 'toy:a' }), 'connections.primary.url', 'dialect({ url })'],
    [one({ dialect: 'toy', url: 4 }), 'connections.primary.url', 'env('],
    [one({ migratons: 'a' }), 'connections.primary.migratons', 'did you mean "migrations"?'],
    [one({ migrations: 4 }), 'connections.primary.migrations', 'list of paths'],
    [one({ migrations: [] }), 'connections.primary.migrations', 'empty'],
    [one({ migrations: ['a', 4] }), 'connections.primary.migrations', 'list of paths'],
    [one({ schemas: '' }), 'connections.primary.schemas', 'empty'],
    [one({ data: 'countries' }), 'connections.primary.data', 'list'],
    [one({ history: { migration: 'x' } }), 'connections.primary.history.migration', 'did you mean "migrations"?'],
    [one({ history: { migrations: 'x', versions: 'x' } }), 'connections.primary.history', 'two purposes'],
    [one({ history: { lock: 'lithify_versions' } }), 'connections.primary.history', 'two purposes'],
    [one({ lock: 'file' }), 'connections.primary.lock', '"lease"'],
    [one({ leaseMs: 10 }), 'connections.primary.leaseMs', 'at least 1000'],
    [one({ lockTimeoutMs: '60s' }), 'connections.primary.lockTimeoutMs', 'milliseconds'],
    [one({ lockTimeoutMs: -1 }), 'connections.primary.lockTimeoutMs', 'negative'],
    [one({ lockTimeoutMs: Number.NaN }), 'connections.primary.lockTimeoutMs', 'milliseconds'],
  ])('%# %j', async (config, path, problem) => {
    const error = await failure(() => resolve(config))
    expect(error.code).toBe('LITHIFY_E_CONFIG_INVALID')
    const issues = error.data['issues'] as { path: string; problem: string }[]
    expect(issues.map((issue) => issue.path)).toContain(path)
    expect(error.message).toContain(path)
    expect(issues.find((issue) => issue.path === path)?.problem).toContain(problem)
  })

  test('names all that is wrong at once', async () => {
    const error = await failure(() => resolve(one({ schemas: 4, dump: 4 })))
    expect((error.data['issues'] as { path: string }[]).map(({ path }) => path)).toEqual([
      'connections.primary.schemas',
      'connections.primary.dump',
    ])
  })

  test('does not print the url that is wrong', async () => {
    const error = await failure(() => resolve(one({ url: 'toy://a:hunter2@h' })))
    expect(JSON.stringify([error.message, error.data, error.hint])).not.toContain('hunter2')
  })

  test.each(['nonsense', 'throws'])('a dialect package whose factory makes no dialect: %s', async (name) => {
    expect((await failure(() => resolve(one({ dialect: name, url: 'x:y' })))).code).toBe('LITHIFY_E_DIALECT_INVALID')
  })

  test('a dialect that is not installed', async () => {
    expect((await failure(() => resolve(one({ dialect: 'missing', url: 'x:y' })))).code).toBe(
      'LITHIFY_E_DIALECT_MISSING',
    )
  })
})
