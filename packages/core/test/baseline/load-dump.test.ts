import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadDump, type LoadOptions } from '../../src/baseline/load-dump.ts'
import { readText } from '../../src/baseline/read-text.ts'
import { failure, temporaryFolder } from './project.ts'
import { toyDialect, toySession, ToyDatabase, type ToyOptions } from './toy.ts'

const label = 'schema.sql'

async function* pieces(...texts: string[]): AsyncGenerator<string> {
  yield* texts
}

function load(text: string | readonly string[], options: Partial<LoadOptions> & { readonly toy?: ToyOptions } = {}) {
  const database = new ToyDatabase()
  const work = loadDump({
    dialect: toyDialect(database, options.toy),
    session: toySession(database),
    text: pieces(...[text].flat()),
    label,
    ...options,
  })
  return { database, work }
}

describe('the frame of a dump', () => {
  it('is honoured: settings before, one transaction, settings after', async () => {
    const { database, work } = load(
      '-- header\nset a;\nset keys off;\nbegin;\ncreate table "t" ("id");\ncommit;\nset b;\n',
    )
    await work
    expect(database.log).toEqual(['set a', 'BEGIN unchecked', 'create table "t" ("id")', 'COMMIT', 'set b'])
  })

  it('is one transaction, foreign keys enforced, where it says nothing', async () => {
    const { database, work } = load('create table "t" ("id");\n')
    await work
    expect(database.log).toEqual(['BEGIN', 'create table "t" ("id")', 'COMMIT'])
  })

  it('may be empty', async () => {
    const { database, work } = load('-- nothing\n')
    await work
    expect(database.log).toEqual(['BEGIN', 'COMMIT'])
  })

  it.each([
    ['begin;\nbegin;\ncommit;\n', 'begin', 2],
    ['begin;\ncreate table "t" ("id");\nrollback;\n', 'rollback', 3],
    ['create table "t" ("id");\ncommit;\n', 'commit', 2],
  ])('cannot be anything else: %j', async (text, control, line) => {
    const { database, work } = load(text)
    const error = await failure(() => work)
    expect(error).toMatchObject({ code: 'LITHIFY_E_BOOTSTRAP', data: { line, text: control } })
    expect(database.log.at(-1)).toBe('ROLLBACK')
    expect(database.tables()).toEqual([])
  })

  it('has to close the transaction that it opens', async () => {
    const { database, work } = load('begin;\ncreate table "t" ("id");\n')
    expect(await failure(() => work)).toMatchObject({ code: 'LITHIFY_E_BOOTSTRAP' })
    expect(database.tables()).toEqual([])
  })
})

describe('loading', () => {
  const many = Array.from({ length: 1200 }, (_, index) => `create table "t${index}" ("id");\n`)

  it('goes in batches, wherever the text is cut', async () => {
    const text = `begin;\n${many.join('')}commit;\n`
    const sent: number[] = []
    const { database, work } = load(text.match(/[^]{1,13}/g) as string[], {
      onBatch: (_, sending) => sent.push(sending),
    })
    await work
    expect(database.tables()).toHaveLength(1200)
    expect(sent.length).toBeGreaterThan(2)
    expect(sent.reduce((sum, each) => sum + each)).toBe(1200)
  })

  it('places a failure in the dump, and rolls everything back', async () => {
    const { database, work } = load(`-- header\nbegin;\n${many.join('')}nonsense;\ncommit;\n`)
    const error = await failure(() => work)
    expect(error).toMatchObject({ code: 'LITHIFY_E_STATEMENT', data: { file: label, line: 1203, column: 1 } })
    expect(database.tables()).toEqual([])
  })

  it('places the end of a script that breaks off', async () => {
    const { database, work } = load('begin;\ncreate table "t" ("id");\ncreate')
    expect(await failure(() => work)).toMatchObject({ code: 'LITHIFY_E_SCRIPT', data: { file: label, line: 3 } })
    expect(database.tables()).toEqual([])
  })

  it('is looked at before the commit', async () => {
    const seen: string[][] = []
    const { database, work } = load('begin;\ncreate table "t" ("id");\ncommit;\n', {
      beforeCommit: async () => {
        seen.push([...database.log])
        throw new Error('not this one')
      },
    })
    expect((await failure(() => work)).message).toBe('not this one')
    expect(seen).toEqual([['BEGIN', 'create table "t" ("id")']])
    expect(database.tables()).toEqual([])
  })

  it('stops when it is told to, and rolls everything back', async () => {
    const abort = new AbortController()
    const { database, work } = load(`begin;\n${many.join('')}commit;\n`, {
      signal: abort.signal,
      onBatch: (done) => done > 0 && abort.abort(),
    })
    expect(await failure(() => work)).toMatchObject({ code: 'LITHIFY_E_INTERRUPTED' })
    expect(database.log).toContain('ROLLBACK')
    expect(database.tables()).toEqual([])
  })

  it('stops before it begins, too', async () => {
    const { database, work } = load('set a;\nbegin;\ncommit;\n', { signal: AbortSignal.abort() })
    expect(await failure(() => work)).toMatchObject({ code: 'LITHIFY_E_INTERRUPTED' })
    expect(database.log).toEqual([])
  })

  it('is not pretended to be atomic where DDL cannot be rolled back', async () => {
    const { database, work } = load('begin;\ncommit;\n', { toy: { capabilities: { transactionalDdl: false } } })
    expect(await failure(() => work)).toMatchObject({ code: 'LITHIFY_E_UNSUPPORTED' })
    expect(database.log).toEqual([])
  })

  it('closes the text where it stops early', async () => {
    let closed = false
    const text = (async function* () {
      try {
        for (;;) yield 'nonsense;\n'
      } finally {
        closed = true
      }
    })()
    await failure(() => load([], { text }).work)
    expect(closed).toBe(true)
  })
})

async function textOf(bytes: string): Promise<string> {
  const path = join(temporaryFolder(), label)
  writeFileSync(path, bytes)
  let text = ''
  for await (const piece of readText(path)) text += piece
  return text
}

describe('the text of a dump', () => {
  it.each([
    ['LF', 'one\ntwo\n', 'one\ntwo\n'],
    ['a checkout with CRLF', 'one\r\ntwo\r\n', 'one\ntwo\n'],
    ['a CRLF that is part of a value', "one\ntwo '\r\n'\n", "one\ntwo '\r\n'\n"],
    ['a lone CR', 'one\ntwo\rthree\n', 'one\ntwo\rthree\n'],
    ['a byte order mark', '\uFEFFone\n', 'one\n'],
    ['nothing', '', ''],
    ['a CR at the very end', 'one\r\ntwo\r', 'one\ntwo\r'],
  ])('is read back as it was written: %s', async (_, bytes, text) => {
    expect(await textOf(bytes)).toBe(text)
  })

  it('is read back wherever it is cut: pairs and characters that lie across pieces', async () => {
    const line = `${'ü'.repeat(1000)}\r\n`
    // A file is read in pieces of 256 KB: the last of these cuts a pair in two, the others cut a character or none.
    for (const shift of [0, 1, 2, 3, 1883]) {
      const bytes = `${'x'.repeat(shift)}\r\n${line.repeat(400)}`
      expect(await textOf(bytes)).toBe(bytes.replaceAll('\r\n', '\n'))
    }
  })
})
