import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Manifest } from '../../src/baseline/manifest.ts'
import { checkBaseline, readBaseline, type Baseline } from '../../src/baseline/read-baseline.ts'
import { baselineSource } from '../../src/baseline/source.ts'
import { checksumText } from '../../src/migrations/checksum.ts'
import { dumpPath, failure, manifestOf, manifestPath, toyProject, type Project } from './project.ts'

const text = '-- a dump\ncreate table "users" ("id");\n'

function projectWithPair(changes: Partial<Manifest> = {}, dump = text): Project {
  const project = toyProject()
  project.write(dumpPath, dump)
  project.write(manifestPath, JSON.stringify(manifestOf({ dumpChecksum: checksumText(text), ...changes })))
  return project
}

const read = (project: Project, schemaPath?: string): Promise<Baseline | undefined> =>
  readBaseline(project.connection, { schemaPath, warn: project.context.warn })

describe('the dump of a connection', () => {
  it('is found with its manifest', async () => {
    const project = projectWithPair()
    const baseline = await read(project)
    expect(baseline).toMatchObject({
      label: dumpPath,
      manifestLabel: manifestPath,
      dumpPath: join(project.root, dumpPath),
    })
    expect(baseline?.manifest.migrations).toHaveLength(1)
    expect(project.warnings).toEqual([])
  })

  it('need not be there', async () => {
    const project = toyProject()
    expect(await read(project)).toBeUndefined()
    expect(await baselineSource(project.connection, { warn: project.context.warn })).toBeUndefined()
    expect(project.warnings).toEqual([])
  })

  it('is never loaded on trust: without a manifest it is refused', async () => {
    const project = projectWithPair()
    rmSync(join(project.root, manifestPath))
    const error = await failure(() => read(project))
    expect(error).toMatchObject({
      code: 'LITHIFY_E_MANIFEST_MISSING',
      data: { path: dumpPath, manifest: manifestPath },
    })
    expect(error.hint).toContain('lithify dump')
  })

  it('is missed where only the manifest is there, which still says what was pruned', async () => {
    const project = projectWithPair({
      squashed: true,
      migrations: [{ name: 'm/1', checksum: 'c', pruned: true }],
      squashedMigrationNames: ['m/1'],
    })
    rmSync(join(project.root, dumpPath))
    expect(await failure(() => read(project))).toMatchObject({
      code: 'LITHIFY_E_DUMP_MISSING',
      data: { path: dumpPath },
    })
    const source = await baselineSource(project.connection, { warn: project.context.warn })
    expect(source).toMatchObject({ squashed: true, prunedNames: ['m/1'] })
    expect(await failure(() => source?.check())).toMatchObject({ code: 'LITHIFY_E_DUMP_MISSING' })
    expect(await failure(() => source?.load(project.context))).toMatchObject({ code: 'LITHIFY_E_DUMP_MISSING' })
  })

  it.each<[string, Partial<Manifest>, string]>([
    ['connection', { connection: 'analytics' }, 'the connection analytics'],
    ['dialect', { dialect: 'postgres' }, 'postgres'],
    ['history table', { schemaTableName: 'adonis_schema' }, 'adonis_schema'],
    ['versions table', { schemaVersionsTableName: 'adonis_schema_versions' }, 'adonis_schema_versions'],
  ])('is ignored with a warning where its manifest is of another %s', async (_, change, named) => {
    const project = projectWithPair(change)
    expect(await read(project)).toBeUndefined()
    expect(project.warnings).toEqual([expect.objectContaining({ code: 'LITHIFY_W_MANIFEST_FOREIGN' })])
    expect(project.warnings[0]?.message).toContain(named)
  })

  it('is not taken for one where a folder has its name', async () => {
    const project = projectWithPair()
    rmSync(join(project.root, manifestPath))
    mkdirSync(join(project.root, manifestPath))
    const error = await failure(() => read(project))
    expect(error).toMatchObject({ code: 'LITHIFY_E_MANIFEST_INVALID' })
    expect(error.message).toContain('cannot be read')
  })

  it('is not opened to be found', async () => {
    const project = projectWithPair({}, 'anything at all')
    expect(await read(project)).toBeDefined()
  })
})

describe('a dump that was asked for by name', () => {
  it('has its manifest beside it', async () => {
    const project = toyProject()
    project.write('snapshots/schema.sql', text)
    project.write('snapshots/schema.meta.json', JSON.stringify(manifestOf({ dumpChecksum: checksumText(text) })))
    expect(await read(project, './snapshots/schema.sql')).toMatchObject({
      label: 'snapshots/schema.sql',
      manifestLabel: 'snapshots/schema.meta.json',
    })
  })

  it('has to exist', async () => {
    const project = projectWithPair()
    const error = await failure(() => read(project, 'snapshots/schema.sql'))
    expect(error).toMatchObject({ code: 'LITHIFY_E_DUMP_MISSING', data: { path: 'snapshots/schema.sql' } })
    await expect(
      baselineSource(project.connection, { schemaPath: 'nope.sql', warn: project.context.warn }),
    ).rejects.toMatchObject({ code: 'LITHIFY_E_DUMP_MISSING' })
  })

  it('has to have a manifest', async () => {
    const project = toyProject()
    project.write('schema.sql', text)
    await expect(
      baselineSource(project.connection, { schemaPath: 'schema.sql', warn: project.context.warn }),
    ).rejects.toMatchObject({ code: 'LITHIFY_E_MANIFEST_MISSING' })
  })

  it('has to belong to the connection', async () => {
    const project = projectWithPair({ connection: 'analytics' })
    expect(await failure(() => read(project, dumpPath))).toMatchObject({ code: 'LITHIFY_E_MANIFEST_FOREIGN' })
  })
})

const check = async (project: Project): Promise<void> => checkBaseline((await read(project)) as Baseline)

describe('the checksum of a dump', () => {
  it('holds for what was written', async () => {
    await expect(check(projectWithPair())).resolves.toBeUndefined()
  })

  it('holds for a checkout with CRLF', async () => {
    await expect(check(projectWithPair({}, text.replaceAll('\n', '\r\n')))).resolves.toBeUndefined()
  })

  it.each([
    ['a byte more', `${text} `],
    ['a statement less', '-- a dump\n'],
    ['nothing left', ''],
  ])('fails after an edit by hand: %s', async (_, edited) => {
    const error = await failure(() => check(projectWithPair({}, edited)))
    expect(error).toMatchObject({
      code: 'LITHIFY_E_DUMP_CHANGED',
      data: { path: dumpPath, expected: checksumText(text) },
    })
    expect(error.hint).toMatch(/git checkout .*lithify dump/)
  })
})
