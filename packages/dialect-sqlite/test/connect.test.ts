import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { sqlite } from '../src/index.ts'
import { locate } from '../src/location.ts'
import { killedWriter } from './killed-writer.ts'
import { session, temporaryDirectory } from './helpers.ts'

const path = (url: string, root = '/root'): string | undefined => locate({ url, root }).path

describe('where a database is', () => {
  test.each([
    ['sqlite:app.db', '/root/app.db'],
    ['sqlite:./x/../app.db', '/root/app.db'],
    ['sqlite3:app.db', '/root/app.db'],
    ['sqlite:///srv/my%20app.db', '/srv/my app.db'],
    ['sqlite:/srv/app.db', '/srv/app.db'],
    ['sqlite://app.db', '/root/app.db'],
    ['file:///srv/app.db', '/srv/app.db'],
    ['file://localhost/srv/app.db', '/srv/app.db'],
    ['file:100%.db?mode=rwc', '/root/100%.db'],
    ['app.db', '/root/app.db'],
    ['sqlite::memory:', undefined],
    ['file:x?mode=memory', undefined],
  ])('%s', (url, expected) => expect(path(url)).toBe(expected))

  test('a Windows path keeps its drive', () => {
    // On another system the drive is a name like any other; what matters is that it is not taken for a scheme or lost.
    expect(path('sqlite:C:/x/app.db')).toMatch(/C:[/\\]x[/\\]app\.db$/)
    expect(path('sqlite:///C:/x/app.db')).toMatch(/C:[/\\]x[/\\]app\.db$/)
    expect(path(String.raw`C:\x\app.db`)).toContain('C:')
  })

  test('filename is taken as it stands', () => {
    expect(locate({ filename: 'a%20b?c.db', root: '/r' }).path).toBe('/r/a%20b?c.db')
    expect(locate({ filename: ':memory:' }).path).toBeUndefined()
  })

  test('a function is called when the connection is opened, and not before', () => {
    let calls = 0
    const { options } = sqlite({ url: () => (calls++, 'sqlite:app.db') })
    expect(calls).toBe(0)
    locate(options)
    expect(calls).toBe(1)
  })

  test.each(['postgres://x', 'sqlite:', 'sqlite:a.db?cache=shared', 'sqlite:a.db?mode=x'])('refuses %s', (url) => {
    expect(() => path(url)).toThrow(expect.objectContaining({ code: 'LITHIFY_E_CONFIG_INVALID' }))
  })

  test('mode=ro is read-only', () => expect(locate({ url: 'sqlite:a.db?mode=ro' }).readOnly).toBe(true))
})

describe('a connection', () => {
  test('creates the file, and enforces foreign keys, and leaves the journal mode alone', async () => {
    const directory = temporaryDirectory()
    const file = join(directory, 'my app.db')
    new Database(file).pragma('journal_mode = WAL')
    const opened = await session({ url: 'sqlite:my%20app.db', root: directory })
    expect(existsSync(file)).toBe(true)
    expect(await opened.query('PRAGMA foreign_keys')).toEqual([{ foreign_keys: 1 }])
    expect(await opened.query('PRAGMA journal_mode')).toEqual([{ journal_mode: 'wal' }])
    expect(await opened.serverInfo()).toMatchObject({ name: 'SQLite', major: '3', database: 'my app.db' })
    expect((await opened.serverInfo()).host).toBeUndefined()
  })

  test('read-only on a file that is not there says so, and creates none', async () => {
    const directory = temporaryDirectory()
    await expect(session({ filename: join(directory, 'a.db'), readOnly: true })).rejects.toMatchObject({
      code: 'LITHIFY_E_CONNECT',
      data: { missing: true },
      hint: expect.stringContaining('lithify run'),
    })
    expect(readdirSync(directory)).toEqual([])
  })

  test('a directory that is not there', async () => {
    await expect(session({ filename: join(temporaryDirectory(), 'no/a.db') })).rejects.toMatchObject({
      code: 'LITHIFY_E_CONNECT',
      hint: expect.stringContaining('mkdir'),
    })
  })

  test('a directory instead of a file', async () => {
    await expect(session({ filename: temporaryDirectory() })).rejects.toMatchObject({
      code: 'LITHIFY_E_CONNECT',
      message: expect.stringContaining('is a directory'),
    })
  })

  test('a file that is no database', async () => {
    const file = join(temporaryDirectory(), 'a.db')
    writeFileSync(file, 'hello, this is text and no database at all\n'.repeat(50))
    for (const readOnly of [false, true]) {
      await expect(session({ filename: file, readOnly })).rejects.toMatchObject({
        code: 'LITHIFY_E_CONNECT',
        message: expect.stringContaining('not a SQLite database'),
      })
    }
  })

  test('a database that another process holds locked', async () => {
    const file = join(temporaryDirectory(), 'a.db')
    const other = new Database(file)
    other.exec('CREATE TABLE t(a); BEGIN EXCLUSIVE')
    await expect(session({ filename: file, busyTimeoutMs: 10 })).rejects.toMatchObject({
      code: 'LITHIFY_E_DATABASE_BUSY',
    })
    other.exec('COMMIT; BEGIN IMMEDIATE')
    const waiting = await session({ filename: file, busyTimeoutMs: 10 })
    await expect(waiting.transaction(async () => 1)).rejects.toMatchObject({ code: 'LITHIFY_E_DATABASE_BUSY' })
    await expect(waiting.execute([{ text: 'CREATE TABLE b(a)' }])).rejects.toMatchObject({
      code: 'LITHIFY_E_DATABASE_BUSY',
      data: { index: 0 },
    })
    other.close()
  })

  test.skipIf(process.getuid?.() === 0)('a file and a directory that cannot be written', async () => {
    const directory = temporaryDirectory()
    const file = join(directory, 'a.db')
    new Database(file).exec('CREATE TABLE t(a)')
    chmodSync(file, 0o444)
    await expect(session({ filename: file })).rejects.toMatchObject({
      code: 'LITHIFY_E_READ_ONLY',
      hint: expect.stringContaining(`ls -ld ${directory} ${file}`) as string,
    })
    mkdirSync(join(directory, 'closed'), { mode: 0o555 })
    await expect(session({ filename: join(directory, 'closed/a.db') })).rejects.toMatchObject({
      code: 'LITHIFY_E_READ_ONLY',
    })
  })

  test('a read-only session reads, and writes nothing', async () => {
    const file = join(temporaryDirectory(), 'a.db')
    new Database(file).exec('CREATE TABLE t(a)')
    const opened = await session({ filename: file, readOnly: true })
    expect(await opened.query('SELECT count(*) AS n FROM t')).toEqual([{ n: 0 }])
    await expect(opened.execute([{ text: 'INSERT INTO t VALUES (1)' }])).rejects.toMatchObject({
      code: 'LITHIFY_E_READ_ONLY',
      hint: expect.stringContaining(`lithify run --url sqlite:${file}`) as string,
    })
  })

  test('a read-only session reads what a killed writer left behind', async () => {
    const file = join(temporaryDirectory(), 'a.db')
    new Database(file).exec('CREATE TABLE t(a); INSERT INTO t VALUES (1)')
    await killedWriter(file)
    expect(readdirSync(join(file, '..'))).toContain('a.db-journal')
    const opened = await session({ filename: file, readOnly: true })
    expect(await opened.query('SELECT count(*) AS n FROM t')).toEqual([{ n: 1 }])
    await expect(opened.execute([{ text: 'INSERT INTO t VALUES (1)' }])).rejects.toMatchObject({
      code: 'LITHIFY_E_READ_ONLY',
    })
  })
})
