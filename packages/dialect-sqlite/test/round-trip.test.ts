import { refLabel } from '@lithify/core'
import { describe, expect, test } from 'vitest'
import { nasty } from './nasty.ts'
import { catalog, corpus, introspect, load, modelOf, script, session } from './helpers.ts'

/** @param raw What is expected to be kept as text, because the model has no place for it. */
async function roundTrip(source: string, raw: readonly string[] = []): Promise<void> {
  const first = await session()
  await load(first, source)
  const { schema, uncovered } = await introspect(first)
  expect(uncovered).toEqual([])
  expect(
    schema
      .objects()
      .filter((object) => object.kind.startsWith('raw'))
      .map(refLabel),
  ).toEqual(raw)

  const verbatim = await session()
  await load(
    verbatim,
    script(schema, 'source')
      .map((text) => `${text};`)
      .join('\n'),
  )
  expect(await catalog(verbatim)).toEqual(await catalog(first))

  const rebuilt = await session()
  await load(
    rebuilt,
    script(schema, 'model')
      .map((text) => `${text};`)
      .join('\n'),
  )
  expect(modelOf((await introspect(rebuilt)).schema)).toEqual(modelOf(schema))
}

describe('a schema comes back', () => {
  test('kept as text where the model has no place for it', () =>
    roundTrip(
      `CREATE TABLE a(x INT DEFAULT 1 DEFAULT 2); CREATE INDEX a_x ON a(x); CREATE TABLE b(x REFERENCES a ON INSERT CASCADE MATCH strange);
       CREATE TRIGGER a_t AFTER INSERT ON a BEGIN SELECT 1; END;`,
      ['rawTable a', 'rawIndex a.a_x', 'rawTable b'],
    ))

  for (const [name, source] of Object.entries(nasty)) test(name, () => roundTrip(source))

  for (const name of ['chinook.sql', 'sakila.sql']) {
    const source = corpus(name)
    test.skipIf(source === undefined)(`corpus ${name}`, () => roundTrip(source as string))
  }
})
