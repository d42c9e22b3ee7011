import { describe, expect, test } from 'vitest'
import { catalog, corpus, introspect, load, modelOf, script, session } from './helpers.ts'

async function roundTrip(source: string): Promise<void> {
  const first = await session()
  await load(first, source)
  const { schema, uncovered } = await introspect(first)
  expect(uncovered).toEqual([])

  const verbatim = await session()
  await load(verbatim, script(schema, 'source').map((text) => `${text};`).join('\n'))
  expect(await catalog(verbatim)).toEqual(await catalog(first))

  const rebuilt = await session()
  await load(rebuilt, script(schema, 'model').map((text) => `${text};`).join('\n'))
  expect(modelOf((await introspect(rebuilt)).schema)).toEqual(modelOf(schema))
}

describe('a schema comes back', () => {
  for (const name of ['chinook.sql', 'sakila.sql']) {
    const source = corpus(name)
    test.skipIf(source === undefined)(`corpus ${name}`, () => roundTrip(source as string))
  }
})
