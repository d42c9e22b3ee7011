import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compareSchemas, describeDifferences, type Session } from '@lithify/core'
import { citext } from '@electric-sql/pglite/contrib/citext'
import { PGlite } from '@electric-sql/pglite'
import { expect, onTestFinished, test } from 'vitest'
import { dialect, type PostgresOptions } from '../src/index.ts'
import { corpus, failure, split, statements } from './helpers.ts'
import { scriptOf } from './introspect/copy.ts'

async function shadow(options: PostgresOptions): Promise<Session> {
  const opened = (await dialect.shadow?.(options)) as Session
  onTestFinished(() => opened.close())
  return opened
}

const nowhere = 'postgres://nobody@127.0.0.1:9/nothing'

test('a scratch database in this process needs no server', { timeout: 120_000 }, async () => {
  const opened = await shadow({ url: nowhere, shadow: 'pglite' })
  expect(await opened.serverInfo()).toMatchObject({ name: 'PostgreSQL', host: 'pglite' })
  expect(await dialect.inventory(opened, {})).toEqual([])
  await opened.transaction(async () => {
    await opened.execute(statements('CREATE TABLE a (x int CHECK (x > 0))', 'INSERT INTO a VALUES (1), (2)'))
  })
  expect(await opened.query('SELECT x FROM a WHERE x > $1 ORDER BY x', [1])).toEqual([{ x: 2 }])
  const error = await failure(() =>
    opened.transaction(() => opened.execute(statements('INSERT INTO a VALUES (3)', 'INSERT INTO a VALUES (-1)'))),
  )
  expect(error).toMatchObject({ code: 'LITHIFY_E_STATEMENT', data: { index: 1, serverCode: '23514' } })
  expect(await opened.query('SELECT count(*)::int AS n FROM a')).toEqual([{ n: 2 }])
  await opened.close()
  await opened.close()
})

test('its schema is read and written like that of a server', { timeout: 120_000 }, async () => {
  const script = corpus('sakila.sql') ?? readFileSync(join(import.meta.dirname, 'introspect/schemas/kinds.sql'), 'utf8')
  const [original, copy] = [await shadow({ shadow: 'pglite' }), await shadow({ shadow: 'pglite' })]
  await original.execute(split(script))
  await original.query('RESET ALL')
  const before = await dialect.introspect(original, {})
  await copy.execute(statements(...scriptOf(before)))
  const after = await dialect.introspect(copy, {})
  expect(before.schema.objects().length).toBeGreaterThan(50)
  expect(describeDifferences(compareSchemas(before.schema, after.schema, dialect))).toBe('')
})

test('one with extensions is made by a function', { timeout: 120_000 }, async () => {
  const opened = await shadow({ shadow: () => PGlite.create({ extensions: { citext } }) })
  await opened.execute(statements('CREATE EXTENSION citext', 'CREATE TABLE a (x citext)'))
  expect(await opened.query("SELECT 'A'::citext = 'a' AS same")).toEqual([{ same: true }])
})
