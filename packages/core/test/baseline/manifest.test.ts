import { describe, expect, it } from 'vitest'
import { manifestPathOf, renderManifest, sameManifest, type Manifest } from '../../src/baseline/manifest.ts'
import { parseManifest } from '../../src/baseline/parse-manifest.ts'
import { failure, manifestOf } from './project.ts'

const label = 'database/schema/primary-schema.meta.json'

describe('where a manifest is', () => {
  it.each([
    ['a/primary-schema.sql', 'a/primary-schema.meta.json'],
    ['schema.sql', 'schema.meta.json'],
    ['a.sql/b.SQL', 'a.sql/b.meta.json'],
    ['dump', 'dump.meta.json'],
  ])('%s has %s', (dump, manifest) => {
    expect(manifestPathOf(dump).replaceAll('\\', '/')).toBe(manifest)
  })
})

describe('what a manifest says', () => {
  it('comes back as it was written', async () => {
    const manifest = manifestOf({
      squashed: true,
      data: [{ table: 'roles', rows: 4 }],
      privileges: true,
      migrations: [
        { name: 'm/1', checksum: 'c', pruned: true },
        { name: 'm/2', checksum: 'd' },
      ],
      squashedMigrationNames: ['m/1', 'm/2'],
    })
    expect(await parseManifest(renderManifest(manifest), label)).toEqual(manifest)
  })

  it('has all keys of the guide, in a fixed order, two spaces deep, with a final newline', () => {
    const shuffled = Object.fromEntries(Object.entries(manifestOf()).toReversed()) as unknown as Manifest
    const text = renderManifest(shuffled)
    expect(text).toBe(renderManifest(manifestOf()))
    expect(text).toMatch(/^\{\n {2}"version": 1,\n {2}"connection": "primary",\n/)
    expect(text.endsWith('}\n')).toBe(true)
    const guide = [
      'version',
      'connection',
      'dumpPath',
      'generatedAt',
      'schemaTableName',
      'schemaVersionsTableName',
      'squashedMigrationNames',
    ]
    expect(Object.keys(JSON.parse(text) as object)).toEqual(expect.arrayContaining(guide))
  })

  it('is the same whenever it was made, and another when anything else differs', () => {
    expect(sameManifest(manifestOf(), manifestOf({ generatedAt: '2027-01-01T00:00:00.000Z' }))).toBe(true)
    expect(sameManifest(manifestOf(), manifestOf({ squashed: true }))).toBe(false)
    expect(sameManifest(manifestOf(), manifestOf({ server: { name: 'Toy', major: '4' } }))).toBe(false)
  })

  it('survives an editor that adds a byte order mark and CRLF', async () => {
    const text = `\uFEFF${renderManifest(manifestOf()).replaceAll('\n', '\r\n')}`
    expect(await parseManifest(text, label)).toEqual(manifestOf())
  })

  it('may hold keys that this version does not know', async () => {
    const text = JSON.stringify({ ...manifestOf(), note: 'ours' })
    expect(await parseManifest(text, label)).toEqual(manifestOf())
  })
})

describe('a manifest that cannot be trusted', () => {
  const text = renderManifest(manifestOf())

  it('is refused wherever it is cut off', async () => {
    // The last newline is no part of the JSON.
    for (let length = 0; length < text.length - 1; length += 7) {
      const error = await failure(() => parseManifest(text.slice(0, length), label))
      expect(error).toMatchObject({ code: 'LITHIFY_E_MANIFEST_INVALID' })
      expect(error.message).toContain('truncated')
    }
  })

  it.each([
    ['connection', { connection: 7 }, 'connection'],
    ['squashedMigrationNames', { squashedMigrationNames: 'all' }, 'squashedMigrationNames'],
    ['a migration without a checksum', { migrations: [{ name: 'm/1' }] }, 'migrations.0.checksum'],
    ['a checksum that is none', { dumpChecksum: 'abc' }, 'dumpChecksum'],
    ['a count below zero', { data: [{ table: 't', rows: -1 }] }, 'data.0.rows'],
    ['privileges that are neither in nor out', { privileges: 'some' }, 'privileges'],
    ['a missing key', { dialect: undefined }, 'dialect'],
    ['version 0', { version: 0 }, 'version'],
    ['a version that is no number', { version: '2' }, 'version'],
    ['a migration that is not in squashedMigrationNames', { squashedMigrationNames: [] }, 'squashedMigrationNames'],
  ])('names the key: %s', async (_, change, key) => {
    const error = await failure(() => parseManifest(JSON.stringify({ ...manifestOf(), ...change }), label))
    expect(error.code).toBe('LITHIFY_E_MANIFEST_INVALID')
    expect(error.data['key']).toBe(key)
    expect(error.message).toContain(key)
    expect(error.message).toContain(label)
    expect(error.hint).toContain('git checkout')
  })

  it.each(['null', '[]', '"text"', '1'])('is no object: %s', async (json) => {
    expect((await failure(() => parseManifest(json, label))).code).toBe('LITHIFY_E_MANIFEST_INVALID')
  })

  it('lists no migration twice', async () => {
    const [migration] = manifestOf().migrations
    const error = await failure(() =>
      parseManifest(JSON.stringify(manifestOf({ migrations: [migration!, migration!] })), label),
    )
    expect(error.message).toContain('listed twice')
  })

  it('says so when it holds a merge conflict', async () => {
    const error = await failure(() => parseManifest(`<<<<<<< HEAD\n${text}=======\n${text}>>>>>>> theirs\n`, label))
    expect(error.message).toContain('merge conflict')
  })

  it('of a newer lithify is refused by its version', async () => {
    const error = await failure(() => parseManifest(JSON.stringify({ version: 2, anything: 'else' }), label))
    expect(error).toMatchObject({ code: 'LITHIFY_E_MANIFEST_VERSION', data: { version: 2, known: 1 } })
    expect(error.hint).toContain('npm install')
  })
})
