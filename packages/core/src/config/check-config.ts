import type { BaseIssue } from 'valibot'

import { LithifyError } from '../errors.ts'
import { nearest } from '../migrations/nearest.ts'
import { bookkeepingNames } from './bookkeeping-names.ts'
import { isConfiguredDialect } from './configured-dialect.ts'

/** What is wrong with one key of a config. */
export interface ConfigIssue {
  /** The path of the key: `connections.primary.migrations.0`. Empty: the whole config. */
  readonly path: string
  readonly problem: string
}

/**
 * Checks the shape of a whole config.
 * @throws LithifyError `LITHIFY_E_CONFIG_INVALID` that names every wrong key; its `data.issues` are {@link ConfigIssue}s.
 */
export async function checkConfig(config: unknown): Promise<void> {
  const { safeParse, getDotPath, schema, keys } = await loadValidator()
  const result = safeParse(schema, config)
  if (result.success) return
  throw invalidConfig(
    result.issues.map((issue) => {
      const path = getDotPath(issue) ?? ''
      return {
        path,
        problem:
          issue.type === 'strict_object' && issue.expected === 'never' ? unknownKey(path, keys) : problemOf(issue),
      }
    }),
  )
}

/** @internal */
export function invalidConfig(issues: readonly ConfigIssue[]): LithifyError {
  const lines = issues.map(({ path, problem }) => `${path || 'the config'} ${problem}`)
  return new LithifyError('LITHIFY_E_CONFIG_INVALID', `The config is wrong: ${lines.join('; ')}.`, {
    data: { issues },
    hint: 'Correct it in lithify.config.*; `defineConfig` lets an editor point such things out.',
  })
}

function problemOf({ message, received, kind }: BaseIssue<unknown>): string {
  return kind === 'schema' && received === 'undefined' ? `is missing: ${message}` : message
}

function unknownKey(
  path: string,
  keys: Readonly<Record<'config' | 'connection' | 'history', readonly string[]>>,
): string {
  const parts = path.split('.')
  const key = parts.at(-1) ?? ''
  const known =
    parts.length === 1 ? keys.config : parts.at(-2) === 'history' && parts.length > 3 ? keys.history : keys.connection
  const meant = nearest(key, known)
  return meant === undefined
    ? `is no setting; there are ${known.join(', ')}`
    : `is no setting; did you mean "${meant}"?`
}

/** Loaded when it is needed: `--help` and a program that only builds operations do not pay for it. */
async function loadValidator() {
  const v = await import('valibot')
  const text = v.pipe(v.string('has to be a text'), v.nonEmpty('must not be empty'))
  const texts = v.array(text, 'has to be a list of texts')
  const url = v.custom<string | (() => string)>(
    (value) => typeof value === 'string' || typeof value === 'function',
    'has to be a URL or env("NAME")',
  )
  const dialect = v.custom(
    (value) => (typeof value === 'string' && value !== '') || isConfiguredDialect(value),
    ({ input }) =>
      typeof input === 'function'
        ? 'is a factory that was not called; write `dialect: name({ url: env("DATABASE_URL") })`'
        : 'has to be what the factory of a dialect package returns, or the name of a dialect',
  )
  const milliseconds = v.pipe(
    v.number('has to be a number of milliseconds'),
    v.integer('has to be a whole number of milliseconds'),
  )
  const history = v.strictObject(
    {
      migrations: v.optional(text),
      versions: v.optional(text),
      lock: v.optional(text),
      journal: v.optional(text),
      schema: v.optional(text),
    },
    'has to be an object',
  )
  const connection = v.strictObject(
    {
      dialect,
      url: v.optional(url),
      migrations: v.optional(
        v.union([text, v.pipe(texts, v.nonEmpty('must not be empty'))], 'has to be a path or a list of paths'),
      ),
      schemas: v.optional(text),
      dump: v.optional(text),
      archive: v.optional(text),
      baselineRows: v.optional(
        v.pipe(
          v.number('has to be a number of rows'),
          v.integer('has to be a whole number of rows'),
          v.minValue(0, 'must not be negative'),
        ),
      ),
      history: v.optional(history),
      data: v.optional(texts),
      lock: v.optional(v.picklist(['advisory', 'lease'], 'has to be "advisory" or "lease"')),
      lockTimeoutMs: v.optional(v.pipe(milliseconds, v.minValue(0, 'must not be negative'))),
      leaseMs: v.optional(v.pipe(milliseconds, v.minValue(1000, 'has to be at least 1000, a second'))),
    },
    'has to be an object',
  )
  const complete = v.pipe(
    connection,
    v.forward(
      v.check(
        ({ dialect: given, url: written }) => typeof given !== 'string' || written !== undefined,
        'is missing: a dialect given by name needs it',
      ),
      ['url'],
    ),
    v.forward(
      v.check(
        ({ dialect: given, url: written }) => typeof given === 'string' || written === undefined,
        'belongs into the options of the dialect: dialect({ url })',
      ),
      ['url'],
    ),
    v.forward(
      v.check(({ history: tables = {} }) => {
        const names = [
          tables.migrations ?? bookkeepingNames.migrations,
          tables.versions ?? bookkeepingNames.versions,
          tables.lock ?? bookkeepingNames.lock,
          tables.journal ?? bookkeepingNames.journal,
        ]
        return new Set(names).size === names.length
      }, 'names one table for two purposes'),
      ['history'],
    ),
  )
  // The name is part of file names.
  const name = v.pipe(
    v.string(),
    v.regex(
      /^[^\s./\\:*?"<>|\p{Cc}][^/\\:*?"<>|\p{Cc}]*$/u,
      'cannot be the name of a connection: it is part of file names',
    ),
  )
  const schema = v.strictObject(
    {
      $schema: v.optional(v.string()),
      connections: v.pipe(
        v.record(name, complete, 'has to be an object with a connection under each name'),
        v.check((connections) => Object.keys(connections).length > 0, 'has no connection'),
      ),
      default: v.optional(text),
    },
    'has to be an object: export default defineConfig({ … })',
  )
  const keys = {
    config: ['connections', 'default'],
    connection: Object.keys(connection.entries),
    history: Object.keys(history.entries),
  }
  return { safeParse: v.safeParse, getDotPath: v.getDotPath, schema, keys }
}
