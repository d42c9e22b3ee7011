import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { LoadedMigration, MigrationFile, SqlBody } from '../../src/migrations/migration-file.ts'
import { parseSqlMigration } from '../../src/migrations/parse-sql.ts'
import { readSqlBody } from '../../src/migrations/read-section.ts'
import { readLines } from '../../src/migrations/sql-lines.ts'
import { failure, project, write } from './support.ts'

/** Read from its file as large ones are, and from bytes that are at hand: which comes to the same. */
function parse(content: string | Uint8Array): LoadedMigration {
  const path = write(project(), 'm/1_a.sql', content)
  const file: MigrationFile = { name: 'm/1_a', path, format: 'sql', checksum: '' }
  const fromBytes = (): LoadedMigration => parseSqlMigration({ ...file, content: Buffer.from(content) }, 'm/1_a.sql')
  let found: LoadedMigration
  try {
    found = parseSqlMigration(file, 'm/1_a.sql')
  } catch (error) {
    expect(fromBytes).toThrow(error)
    throw error
  }
  const { up, down } = fromBytes()
  const bytes = Buffer.from(content)
  for (const [own, other] of [
    [found.up, up],
    [found.down, down],
  ] as const) {
    const text = own && own.kind === 'sql' ? bytes.toString('utf8', own.start, own.end) : undefined
    expect(other).toEqual(own && { ...own, text })
  }
  return found
}

async function textOf(body: LoadedMigration['down']): Promise<string> {
  let text = ''
  for await (const piece of readSqlBody(body as SqlBody)) text += piece
  return text
}

async function sections(content: string | Uint8Array): Promise<{ up: string; down: string | undefined }> {
  const { up, down } = parse(content)
  return { up: await textOf(up), down: down ? await textOf(down) : undefined }
}

describe('the sections of a .sql migration', () => {
  test('are what stands after the markers', async () => {
    const { up, down } = parse('-- migrate:up\ncreate table a (x int);\n\n-- migrate:down\ndrop table a;\n')
    expect(await textOf(up)).toBe('create table a (x int);\n\n')
    expect(await textOf(down)).toBe('drop table a;\n')
    expect(up).toMatchObject({ line: 2, transaction: true, start: 14, end: 39 })
    expect(down).toMatchObject({ line: 5, transaction: true, start: 55, end: 69 })
  })

  test('are the whole file, all of it up, where there is no marker', async () => {
    const { up, down } = parse('\n-- about users\ncreate table a (x int);')
    expect(await textOf(up)).toBe('\n-- about users\ncreate table a (x int);')
    expect(up).toMatchObject({ start: 0, line: 1, transaction: true })
    expect(down).toBeUndefined()
  })

  test('take transaction:false each for itself', () => {
    const { up, down } = parse('-- migrate:up transaction:false\nvacuum;\n-- migrate:down transaction:true\nselect 1;')
    expect([up.transaction, (down as SqlBody).transaction]).toEqual([false, true])
  })

  test('may follow comments, and markers may be indented or written loosely', async () => {
    const content =
      '\uFEFF\n-- a licence\n/* of\n several; lines */\n  --migrate: UP  transaction:false \t\nselect 1;\n\t-- Migrate:Down\nselect 2;'
    expect(await sections(content)).toEqual({ up: 'select 1;\n', down: 'select 2;' })
    expect(parse(content).up).toMatchObject({ line: 6, transaction: false })
  })

  test.each([
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])('keep %s as it is, and count its lines', async (_, end) => {
    const content = ['-- migrate:up', 'select 1;', '-- migrate:down', 'select 2;', ''].join(end)
    expect(await sections(content)).toEqual({ up: `select 1;${end}`, down: `select 2;${end}` })
    expect(parse(content)).toMatchObject({ up: { line: 2 }, down: { line: 4 } })
  })

  test('have a byte order mark before them that is not part of the SQL', async () => {
    expect((await sections('\uFEFFselect 1;')).up).toBe('select 1;')
    expect((await sections('\uFEFF-- migrate:up\nselect 1;')).up).toBe('select 1;')
  })

  test.each(['-- migrate:down', '-- migrate:down\n', '-- migrate:down\n-- nothing\n;\n/* here */\n'])(
    'a down without statements is none: %j',
    (down) => {
      expect(parse(`-- migrate:up\nselect 1;\n${down}`).down).toBeUndefined()
    },
  )

  test('comments that merely speak of it are no markers', async () => {
    const content =
      '-- migrate up to here is easy\n-- migrations are nice: up and down\nselect 1; -- migrate:down\n-- we migrate: slowly\nselect 2;'
    expect(await sections(content)).toEqual({ up: content, down: undefined })
  })
})

describe('a .sql migration that is wrong', () => {
  test.each([
    ['down before up', '-- migrate:down\ndrop table a;\n-- migrate:up\nselect 1;', 1],
    ['two ups', '-- migrate:up\nselect 1;\n-- migrate:up\nselect 2;', 3],
    ['two downs', '-- migrate:up\nselect 1;\n-- migrate:down\nselect 2;\n\n-- migrate:down\nselect 3;', 6],
    ['an up after the down', '-- migrate:up\nselect 1;\n-- migrate:down\nselect 2;\n-- migrate:up\nselect 3;', 5],
    ['a statement before the first marker', '-- hello\n\ncreate table a (x int);\n-- migrate:up\nselect 1;', 3],
    ['an executable comment before the first marker', '\n/*!40101 SET NAMES utf8 */;\n-- migrate:up\nselect 1;', 2],
    ['an unknown option', '-- migrate:up transactions:false\nselect 1;', 1],
    ['an option with a wrong value', '-- migrate:up transaction:no\nselect 1;', 1],
    ['an unknown section', '-- migrate:up\nselect 1;\n-- migrate:sideways\nselect 2;', 3],
    ['no colon in the marker', '-- migrate:up\nselect 1;\n-- migrate down\ndrop table a;', 3],
    ['another word', '-- migrate:up\nselect 1;\n-- migration:down\ndrop table a;', 3],
    ["another tool's marker", '-- +migrate Up\nselect 1;\n-- +migrate Down\ndrop table a;', 1],
    ["goose's marker", '-- +goose Up\nselect 1;', 1],
    ['a # marker', '-- migrate:up\nselect 1;\n# migrate:down\ndrop table a;', 3],
    ['a block comment as marker', '-- migrate:up\nselect 1;\n/* migrate:down */\ndrop table a;', 3],
    ['Latin-1', Buffer.from("-- migrate:up\r\nselect 1;\r\ninsert into a values ('caf\xe9');", 'latin1'), 3],
    ['UTF-16', Buffer.from('\uFEFFselect 1;', 'utf16le'), 1],
  ])('has %s', async (_, content, line) => {
    const error = await failure(() => parse(content))
    expect(error.code).toBe('LITHIFY_E_MIGRATION_INVALID')
    expect(error.message).toMatch(new RegExp(`^m/1_a\\.sql:${line}: `))
    expect(error.data).toEqual({ file: 'm/1_a.sql', line })
    expect(error.hint).toMatch(/-- migrate:up|UTF-8/)
  })

  test.each([
    '',
    '\uFEFF',
    '\n\n',
    '-- only a comment',
    '-- migrate:up',
    '-- migrate:up\n',
    '-- migrate:up\n/* later\n */ ; ;\n-- migrate:down\nselect 1;',
  ])('has nothing to run: %j', async (content) => {
    const error = await failure(() => parse(content))
    expect(error.code).toBe('LITHIFY_E_MIGRATION_EMPTY')
    expect(error.message).toContain('m/1_a.sql')
  })
})

describe('big files', () => {
  test('20 MB are parsed and read in constant memory, to the last character', async () => {
    const row = "insert into t values (1, 'größe 😀 -- migrate me');\r\n"
    const rows = Math.ceil(20e6 / Buffer.byteLength(row))
    const content = Buffer.from(`-- migrate:up\r\n${row.repeat(rows)}-- migrate:down\r\ndelete from t;`)
    const { up, down } = parse(content)
    expect((down as SqlBody).line).toBe(rows + 3)

    global.gc?.()
    const before = process.memoryUsage().external + process.memoryUsage().arrayBuffers
    let [length, longest, peak, pending] = [0, 0, 0, '']
    for await (const piece of readSqlBody(up as SqlBody)) {
      length += piece.length
      longest = Math.max(longest, piece.length)
      peak = Math.max(peak, process.memoryUsage().external + process.memoryUsage().arrayBuffers - before)
      // Every line that ends in this piece has to be a whole row.
      const lines = (pending + piece).split('\r\n')
      pending = lines.pop() ?? ''
      if (lines.some((line) => `${line}\r\n` !== row)) expect.unreachable('a row came out different')
    }
    expect(pending).toBe('')
    expect(length).toBe(rows * row.length)
    expect(longest).toBeLessThanOrEqual(256 * 1024)
    expect(peak).toBeLessThan(8e6)
    expect(await textOf(down)).toBe('delete from t;')
  })

  test('a line longer than any buffer holds no marker, and those around it are found', async () => {
    const long = `insert into t values ('${'x -- migrate:down '.repeat(150_000)}');`
    expect(await sections(`-- migrate:up\n${long}\n-- migrate:down\nselect 2;`)).toEqual({
      up: `${long}\n`,
      down: 'select 2;',
    })
  })

  test('what looks like a marker where a long line is cut is none', async () => {
    // The file is read in pieces of 1 MiB, the second of which begins after the first marker.
    const line = `select '`.padEnd(1024 * 1024, 'x')
    expect((await sections(`-- migrate:up\n${line}-- migrate:down\n';`)).up).toBe(`${line}-- migrate:down\n';`)
  })

  test('a file that becomes shorter while it runs is no end of the section', async () => {
    const root = project({ 'a.sql': 'select 1;' })
    const body: SqlBody = { kind: 'sql', path: `${root}/a.sql`, start: 0, end: 20, line: 1, transaction: true }
    expect((await failure(() => textOf(body))).code).toBe('LITHIFY_E_MIGRATION_CHANGED')
  })

  test('readLines cuts at line ends, never in a character, and loses nothing', () => {
    const unit = fc.constantFrom('a', 'é', '€', '😀', '\n', '\r', '\r\n')
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 40 }), fc.integer({ min: 8, max: 24 }), (units, chunkSize) => {
        const content = Buffer.from(units.join(''))
        const path = write(project(), 'a.sql', content)
        const pieces = [...readLines(path, chunkSize)]
        expect(Buffer.concat(pieces.map(({ text }) => Buffer.from(text, 'latin1')))).toEqual(content)
        let offset = 0
        for (const [index, piece] of pieces.entries()) {
          expect(piece.valid).toBe(true)
          expect(piece.offset).toBe(offset)
          expect(piece.continues).toBe(index > 0 && !/[\r\n]$/.test(pieces[index - 1]?.text ?? ''))
          expect(piece.text.endsWith('\r') && pieces[index + 1]?.text.startsWith('\n')).not.toBe(true)
          offset += piece.text.length
        }
      }),
      { numRuns: 500 },
    )
  })
})
