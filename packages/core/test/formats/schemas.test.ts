import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { parseRecord, renderRecord, type ArchiveRecord } from '../../src/archive/record.ts'
import { renderManifest } from '../../src/baseline/manifest.ts'
import { parseManifest } from '../../src/baseline/parse-manifest.ts'
import { isLithifyError } from '../../src/errors.ts'
import { parseLockFile, renderLockFile } from '../../src/migrations/lock-file.ts'
import { manifestOf } from '../baseline/project.ts'

const ajv = new Ajv2020({ strict: true, strictTypes: false, strictTuples: false })
const sha = 'a'.repeat(64)

function validatorOf(name: string): (document: unknown) => boolean {
  const path = join(import.meta.dirname, '../../schemas', `${name}.json`)
  const schema = JSON.parse(readFileSync(path, 'utf8')) as { readonly $id: string }
  expect(schema.$id).toMatch(/^urn:lithify:/)
  return ajv.getSchema(schema.$id) ?? ajv.compile(schema)
}

async function reads(read: () => unknown): Promise<boolean> {
  try {
    await read()
    return true
  } catch (error) {
    if (isLithifyError(error)) return false
    throw error
  }
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** The document with one thing taken away or made something else, in every place. */
function* damaged(document: Json): Generator<Json> {
  if (typeof document !== 'object' || document === null) return
  for (const key of Object.keys(document)) {
    const bag = document as { [key: string]: Json }
    const whole = (value: Json): Json =>
      Array.isArray(document)
        ? document.map((item, at) => (String(at) === key ? value : item))
        : { ...bag, [key]: value }
    for (const other of [null, 7.5, {}, [], 'x', [7]]) yield whole(other)
    for (const inner of damaged(bag[key] as Json)) yield whole(inner)
    if (!Array.isArray(document)) yield Object.fromEntries(Object.entries(bag).filter(([each]) => each !== key))
  }
}

const manifest = manifestOf({
  squashed: true,
  privileges: true,
  data: [{ table: 'roles', rows: 4 }],
  migrations: [
    { name: 'm/1', checksum: sha, pruned: true },
    { name: 'm/2', checksum: sha },
  ],
  squashedMigrationNames: ['m/1', 'm/2'],
})

const record: ArchiveRecord = {
  version: 1,
  connection: 'primary',
  dialect: 'toy',
  server: { name: 'Toy', major: '3' },
  archivedAt: '2026-11-23T10:15:00.000Z',
  baseline: { kind: 'migration', name: 'm/2_baseline', path: 'm/2_baseline.ts', checksum: sha },
  fingerprint: sha,
  unverified: 'no time',
  files: [{ name: 'm/1_a', path: 'm/1_a.sql', stored: 'files/m/1_a.sql', checksum: sha, sha256: sha }],
  others: [{ path: 'm/x.md', stored: 'files/m/x.md', sha256: sha }],
  rows: [{ name: 'm/1_a', checksum: sha, replaces: [{ name: 'm/0_z', checksum: sha }] }],
}

describe('the published schema of', () => {
  it('the manifest takes what is written, and refuses what lithify does not read', async () => {
    const isValid = validatorOf('manifest-v1')
    const document = JSON.parse(renderManifest(manifest)) as Json
    expect(isValid(document)).toBe(true)
    let refused = 0
    for (const other of damaged(document)) {
      const isRead = await reads(() => parseManifest(JSON.stringify(other), 'x'))
      // What contradicts itself has the right shape all the same.
      if (isRead || !isValid(other)) expect(isValid(other), JSON.stringify(other)).toBe(isRead)
      if (!isRead && !isValid(other)) refused++
    }
    expect(refused).toBeGreaterThan(100)
  })

  it('the record of an archive does too', async () => {
    const isValid = validatorOf('migration-history-v1')
    const document = JSON.parse(renderRecord(record)) as Json
    expect(isValid(document)).toBe(true)
    let refused = 0
    for (const other of damaged(document)) {
      const isRead = await reads(() => parseRecord(JSON.stringify(other), 'x'))
      if (!isRead) {
        expect(isValid(other), JSON.stringify(other)).toBe(false)
        refused++
      }
    }
    expect(refused).toBeGreaterThan(100)
  })

  it('the lines of lithify.lock does too', async () => {
    const isValid = validatorOf('lock-file-v1')
    const text = renderLockFile([
      { name: 'm/1_a', checksum: sha },
      { name: 'm/2 é', checksum: sha },
    ])
    const lines = text.trimEnd().split('\n')
    expect(isValid(lines)).toBe(true)
    for (const [at, other] of [
      [0, `lithify.lock v2 ${sha}`],
      [0, 'lithify.lock v1'],
      [1, sha],
      [1, `${sha}  m/1`],
      [2, `${sha} m/2 `],
      [2, '<<<<<<< ours'],
    ] as const) {
      const changed = lines.map((line, place) => (place === at ? other : line))
      expect(isValid(changed), other).toBe(false)
      expect(await reads(() => parseLockFile(`${changed.join('\n')}\n`)), other).toBe(false)
    }
    expect(isValid([])).toBe(false)
  })
})

describe('what a newer lithify wrote', () => {
  it.each([
    ['a manifest', () => parseManifest(JSON.stringify({ ...manifest, version: 2 }), 'x.meta.json'), 'x.meta.json', 2],
    [
      'the record of an archive',
      () => parseRecord(JSON.stringify({ ...record, version: 2 }), 'a/b.json'),
      'a/b.json',
      2,
    ],
    ['a lock file', () => parseLockFile(`lithify.lock v2 ${sha}\n`), 'lithify.lock', 2],
  ])('is refused by name: %s', async (_, read, label, version) => {
    const error: unknown = await Promise.resolve()
      .then(() => read() as unknown)
      .catch((thrown: unknown) => thrown)
    if (!isLithifyError(error)) throw new Error('it was read')
    expect(error.message).toContain(label)
    expect(error.message).toContain(`version ${version}`)
    expect(error.hint).toContain('npm install lithify@latest')
  })
})
