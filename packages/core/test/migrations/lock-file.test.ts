import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import {
  checkLockFile,
  lockFileName,
  parseLockFile,
  readLockFile,
  renderLockFile,
  updateLockEntries,
  writeLockFile,
} from '../../src/migrations/lock-file.ts'
import type { MigrationFile } from '../../src/migrations/migration-file.ts'
import { failure, project, write } from './support.ts'

const sha = (text: string): string => createHash('sha256').update(text).digest('hex')
const entry = (name: string, text = name): { name: string; checksum: string } => ({ name, checksum: sha(text) })
const file = (name: string, text = name): MigrationFile => ({
  ...entry(name, text),
  path: `/${name}.sql`,
  format: 'sql',
})
const scope = { directories: ['m'], squashed: new Set<string>() }

describe('the text of lithify.lock', () => {
  test('is one line for each migration, in run order, under the digest of the chain', () => {
    const first = `${sha('m/2_b')} m/2_b`
    const second = `${sha('m/10_a')} m/10_a`
    const digest = sha(`${sha(`${sha('lithify.lock v1\n')}${first}\n`)}${second}\n`)
    expect(renderLockFile([entry('m/10_a'), entry('m/2_b')])).toBe(`lithify.lock v1 ${digest}\n${first}\n${second}\n`)
  })

  test('is read back as it was written, with CRLF and a byte order mark too', () => {
    const name = fc
      .string({ unit: fc.constantFrom('a', '1', '_', ' ', 'é'), minLength: 1, maxLength: 6 })
      .map((part) => `m/x${part}x`)
    fc.assert(
      fc.property(fc.uniqueArray(name), (names) => {
        const text = renderLockFile(names.map((each) => entry(each)))
        const { entries } = parseLockFile(text)
        expect(renderLockFile(entries)).toBe(text)
        expect(new Set(entries.map((each) => each.name))).toEqual(new Set(names))
        expect(parseLockFile(`\uFEFF${text.replaceAll('\n', '\r\n')}`)).toEqual({ entries })
      }),
    )
  })

  test('conflicts in its first line when two branches add a migration', () => {
    const base = [entry('m/1_a')]
    const [ours, theirs] = [
      renderLockFile([...base, entry('m/2_ours')]),
      renderLockFile([...base, entry('m/3_theirs')]),
    ]
    expect(ours.split('\n')[0]).not.toBe(theirs.split('\n')[0])
    // What git would make of it if it took both added lines and either first line.
    const lines = [...ours.trimEnd().split('\n'), theirs.trimEnd().split('\n').at(-1)]
    expect(() => parseLockFile(`${lines.join('\n')}\n`)).toThrow('digest')
  })
})

describe('a lock file that cannot be trusted', () => {
  const good = renderLockFile([entry('m/1_a'), entry('m/2_b')])
  const [head = '', one = '', two = ''] = good.split('\n')

  test.each([
    ['is empty', '', /first line/],
    ['has another first line', `{}\n${one}\n`, /first line/],
    ['has no digest', `lithify.lock v1\n${one}\n${two}\n`, /digest/],
    ['is cut off', good.slice(0, -3), /digest/],
    ['lost a line', `${head}\n${one}\n`, /digest/],
    ['has its lines swapped', `${head}\n${two}\n${one}\n`, /digest/],
    ['was edited in a name', good.replace('m/1_a', 'm/1_b'), /digest/],
    ['was edited in a checksum', good.replace(sha('m/1_a'), sha('x')), /digest/],
    ['has a line that is none', `${head}\n${one}\nhello\n`, /lithify\.lock:3/],
    ['has a line twice', `${head}\n${one}\n${one}\n`, /m\/1_a has two lines/],
    ['has an empty line', `${head}\n${one}\n\n${two}\n`, /lithify\.lock:3/],
    ['has the markers of a conflict', `<<<<<<< HEAD\n${head}\n=======\n${head}\n>>>>>>> theirs\n${one}\n`, /conflict/],
  ])('%s', async (_, text, message) => {
    const error = await failure(() => parseLockFile(text))
    expect(error.code).toBe('LITHIFY_E_LOCK_FILE_INVALID')
    expect(error.message).toMatch(message)
    expect(error.hint).toContain('lithify lock')
  })

  test('was written by a newer lithify', async () => {
    const error = await failure(() => parseLockFile(good.replace('v1', 'v2')))
    expect(error).toMatchObject({ code: 'LITHIFY_E_LOCK_FILE_INVALID', data: { version: 2 } })
    expect(error.message).toContain('newer')
  })
})

describe('comparing it with the files', () => {
  test('finds nothing when all is well', () => {
    expect(checkLockFile({ entries: [entry('m/1_a')] }, [file('m/1_a')], scope)).toEqual({
      changed: [],
      missing: [],
      unlisted: [],
    })
  })

  test('finds edited, missing and unlisted migrations', () => {
    const lock = { entries: [entry('m/1_a'), entry('m/2_b'), entry('m/3_c')] }
    expect(checkLockFile(lock, [file('m/1_a'), file('m/2_b', 'edited'), file('m/4_d')], scope)).toEqual({
      changed: [{ name: 'm/2_b', listed: sha('m/2_b'), actual: sha('edited') }],
      missing: ['m/3_c'],
      unlisted: ['m/4_d'],
    })
  })

  test('asks no file for squashed names and those of other connections', () => {
    const lock = { entries: [entry('m/1_a'), entry('tenants/1_a'), entry('mother/1_a'), entry('../m/1_a')] }
    expect(checkLockFile(lock, [], { directories: ['m'], squashed: new Set(['m/1_a']) }).missing).toEqual([])
    expect(checkLockFile(lock, [], { directories: ['.'], squashed: new Set() }).missing).toEqual([
      'm/1_a',
      'tenants/1_a',
      'mother/1_a',
    ])
  })

  test('accepting the files keeps the lines of squashed names and other connections', () => {
    const lock = { entries: [entry('m/1_squashed', 'x'), entry('m/2_gone'), entry('m/3_edited'), entry('other/9_z')] }
    const entries = updateLockEntries(lock, [file('m/3_edited', 'new'), file('m/4_new')], {
      directories: ['m'],
      squashed: new Set(['m/1_squashed']),
    })
    expect(entries).toEqual([
      entry('m/1_squashed', 'x'),
      { name: 'm/3_edited', checksum: sha('new') },
      entry('m/4_new'),
      entry('other/9_z'),
    ])
  })
})

describe('reading and writing it', () => {
  test('there is none at first', async () => {
    expect(await readLockFile(project())).toBeUndefined()
  })

  test('it is left untouched when nothing changes', async () => {
    const root = project()
    const path = join(root, lockFileName)
    expect(await writeLockFile(root, [entry('m/1_a')])).toBe(true)
    const { ino, mtimeMs } = statSync(path)
    expect(await writeLockFile(root, [entry('m/1_a')])).toBe(false)
    expect(statSync(path)).toMatchObject({ ino, mtimeMs })
    expect(await writeLockFile(root, [entry('m/2_b'), entry('m/1_a')])).toBe(true)
    expect(await readLockFile(root)).toEqual({ entries: [entry('m/1_a'), entry('m/2_b')] })
    expect(readdirSync(root)).toEqual([lockFileName])
  })

  test('it is left untouched when git checked it out with CRLF', async () => {
    const root = project()
    write(root, lockFileName, renderLockFile([entry('m/1_a')]).replaceAll('\n', '\r\n'))
    expect(await writeLockFile(root, [entry('m/1_a')])).toBe(false)
    expect(readFileSync(join(root, lockFileName), 'utf8')).toContain('\r\n')
  })

  test('eight processes that write at once never leave a torn file', async () => {
    const root = project()
    const source = new URL('../../src/migrations/lock-file.ts', import.meta.url)
    const jiti = pathToFileURL(fileURLToPath(new URL('../../node_modules/jiti/lib/jiti.mjs', import.meta.url))).href
    const script = `
      import { createJiti } from ${JSON.stringify(jiti)}
      const { writeLockFile, readLockFile } = await createJiti(${JSON.stringify(source.href)}, { fsCache: false }).import(${JSON.stringify(fileURLToPath(source))})
      const [root, id] = process.argv.slice(-2)
      for (let round = 1; round <= 40; round++) {
        const entries = Array.from({ length: 200 * round % 900 }, (_, i) => ({ name: 'm/' + i + '_' + id, checksum: String(id).repeat(64) }))
        await writeLockFile(root, entries)
        await readLockFile(root)
      }`
    write(root, 'writer.mjs', script)
    const writing = new AbortController()
    let read = 0
    // Every read, whenever it happens, sees one writer's whole file.
    const reader = (async () => {
      while (!writing.signal.aborted) {
        const lock = await readLockFile(root)
        const writers = new Set(lock?.entries.map(({ checksum }) => checksum))
        if (writers.size > 1) throw new Error('the lines of several writers')
        if (lock) read += 1
      }
    })()
    const writers = Array.from({ length: 8 }, (_, id) =>
      promisify(execFile)(process.execPath, [join(root, 'writer.mjs'), root, String(id)]),
    )
    await Promise.all(writers).finally(() => writing.abort())
    await reader
    expect(read).toBeGreaterThan(10)
    expect((await readLockFile(root))?.entries.length).toBe(800)
    expect(readdirSync(root).toSorted()).toEqual([lockFileName, 'writer.mjs'])
  }, 60_000)

  test('a lock file that is a folder is an error, not an absent one', async () => {
    const root = project({ [`${lockFileName}/x`]: '' })
    expect((await failure(() => readLockFile(root))).code).toBe('LITHIFY_E_LOCK_FILE_INVALID')
    expect(existsSync(join(root, lockFileName, 'x'))).toBe(true)
  })
})
