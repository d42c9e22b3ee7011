import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compareSchemas, describeDifferences, fingerprint } from '@lithify/core'
import { describe, expect, test } from 'vitest'
import { dialect } from '../../src/index.ts'
import { corpus, onAll, onNewest } from '../helpers.ts'
import { copied, made, pgDump, pgDumpVersion, scriptOf } from './copy.ts'

const schema = (name: string): string => readFileSync(join(import.meta.dirname, 'schemas', name), 'utf8')

/** Schemas from the wild, without what the servers at hand lack: another database, the extension `vector`, newer syntax. */
const scripts: Readonly<Record<string, string | undefined>> = {
  'one of each kind': schema('kinds.sql'),
  sakila: corpus('sakila.sql'),
  chinook: corpus('chinook.sql')
    ?.replaceAll(/^(DROP DATABASE|CREATE DATABASE|\\c).*$/gm, '')
    .replaceAll(/^INSERT INTO[\s\S]*?;$/gm, ''),
  pagila: corpus('pagila.sql')
    ?.replaceAll(/^.*(EXTENSION.*vector|hnsw).*$/gm, '')
    .replaceAll('public.vector(20)', 'double precision[]')
    .replaceAll('uuidv7()', 'gen_random_uuid()')
    .replaceAll(' VIRTUAL', ' STORED'),
}

onAll((version) => {
  describe.each(Object.entries(scripts))('%s', (_, script) => {
    test.skipIf(script === undefined)('is copied by its model alone', { timeout: 60_000 }, async () => {
      const original = await made(version, script as string)
      expect(original.introspection.uncovered).toEqual([])
      const copy = await copied(version, original)
      const [before, after] = [original.introspection.schema, copy.introspection.schema]
      expect(describeDifferences(compareSchemas(before, after, dialect))).toBe('')
      expect(fingerprint(after, dialect)).toBe(fingerprint(before, dialect))
      expect(JSON.stringify(after)).toBe(JSON.stringify(before))
    })

    test.skipIf(script === undefined || pgDumpVersion < version)(
      'is the same to pg_dump afterwards',
      { timeout: 60_000 },
      async () => {
        const original = await made(version, script as string)
        expect(pgDump((await copied(version, original)).url)).toBe(pgDump(original.url))
      },
    )
  })
})

onNewest(() => {
  test('what came with the newer versions is copied too', async () => {
    const original = await made(18, schema('newer.sql'))
    expect(original.introspection.uncovered).toEqual([])
    const copy = await copied(18, original)
    expect(JSON.stringify(copy.introspection.schema)).toBe(JSON.stringify(original.introspection.schema))
  })
})

const older = [14, 15, 16, 17] as const

onAll((version) => {
  test.skipIf(!older.some((each) => each === version))(
    'the script is the same as that of PostgreSQL 18',
    { timeout: 60_000 },
    async () => {
      const [mine, newest] = [await made(version, schema('kinds.sql')), await made(18, schema('kinds.sql'))]
      expect(scriptOf(mine.introspection).join('\n')).toBe(scriptOf(newest.introspection).join('\n'))
    },
  )
})
