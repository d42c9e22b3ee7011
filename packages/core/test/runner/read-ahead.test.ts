import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { LithifyError, type Splitter, type Statement } from '../../src/index.ts'
import type { SqlBody } from '../../src/migrations/migration-file.ts'
import { ReadAhead } from '../../src/runner/read-ahead.ts'

/** Splits at semicolons, refuses what says `broken`, and keeps what it was given. */
function counting(): { readonly seen: string[]; readonly dialect: { splitter(): Splitter } } {
  const seen: string[] = []
  const push = (text: string): Statement[] => {
    seen.push(text)
    if (text.includes('broken')) throw new LithifyError('LITHIFY_E_SCRIPT', 'It cannot be split.')
    return text.split(';').map((each) => ({ text: each }))
  }
  return { seen, dialect: { splitter: () => ({ push, end: () => [] }) } }
}

const script = (text: string): SqlBody => ({
  kind: 'sql',
  path: 'never read',
  start: 0,
  end: text.length,
  text,
  line: 1,
  transaction: true,
})

async function all(ahead: ReadAhead, body: SqlBody): Promise<string[]> {
  const texts: string[] = []
  for await (const batch of ahead.statements(body)) texts.push(...batch.map(({ text }) => text))
  return texts
}

test('a script is read once, while there is nothing else to do', async () => {
  const { seen, dialect } = counting()
  const ahead = new ReadAhead(dialect)
  const [first, second] = [script('a;b'), script('c')]
  ahead.prepare(first)
  expect(seen).toEqual([])
  await setImmediate()
  expect(seen).toEqual(['a;b'])
  // As a run does it: the next is prepared before this one is taken.
  ahead.prepare(second)
  expect(await all(ahead, first)).toEqual(['a', 'b'])
  await setImmediate()
  expect(await all(ahead, second)).toEqual(['c'])
  expect(seen).toEqual(['a;b', 'c'])
})

test('a driver that never waits has it read when it is run, and not once more', async () => {
  const { seen, dialect } = counting()
  const ahead = new ReadAhead(dialect)
  const body = script('a;b')
  ahead.prepare(body)
  expect(await all(ahead, body)).toEqual(['a', 'b'])
  await setImmediate()
  expect(seen).toEqual(['a;b'])
})

test('one that cannot be split fails where it is run, and only there', async () => {
  const { dialect } = counting()
  const ahead = new ReadAhead(dialect)
  const body = script('broken')
  ahead.prepare(body)
  await setImmediate()
  await setImmediate()
  await expect(all(ahead, body)).rejects.toMatchObject({ code: 'LITHIFY_E_SCRIPT' })
})

test('code, and a script that is too large to be at hand, is left alone', async () => {
  const { seen, dialect } = counting()
  const ahead = new ReadAhead(dialect)
  ahead.prepare(undefined)
  ahead.prepare({ kind: 'code', transaction: true, run: () => undefined })
  ahead.prepare({ ...script('a'), text: undefined })
  await setImmediate()
  expect(seen).toEqual([])
})
