import { compareSchemas, describeDifferences, dropOperations, fingerprint, refLabel } from '@lithify/core'
import { describe, expect, test } from 'vitest'
import { dialect } from '../../src/index.ts'
import { newer, scriptsFor } from '../dump/scripts.ts'
import { onEnds, onNewest } from '../helpers.ts'
import { copied, made, scriptOf } from './copy.ts'

// On every version, and to pg_dump, the same scripts are proven by their dumps: see ../dump.
onEnds((version) => {
  describe.each(Object.entries(scriptsFor(version)))('%s', (_, script) => {
    test.skipIf(script === undefined)('is copied by its model alone', { timeout: 60_000 }, async () => {
      const original = await made(version, script as string)
      expect(original.introspection.uncovered).toEqual([])
      const copy = await copied(version, original)
      const [before, after] = [original.introspection.schema, copy.introspection.schema]
      expect(describeDifferences(compareSchemas(before, after, dialect))).toBe('')
      expect(fingerprint(after, dialect)).toBe(fingerprint(before, dialect))
      expect(JSON.stringify(after)).toBe(JSON.stringify(before))
    })

    test.skipIf(script === undefined)('is dropped again, all of it', { timeout: 60_000 }, async () => {
      const { session, introspection } = await made(version, script as string)
      for (const operation of dropOperations(introspection.schema, dialect)) {
        await session.execute(dialect.emit(operation, introspection.schema))
      }
      expect((await dialect.inventory(session, {})).map(refLabel)).toEqual([])
    })
  })
})

onNewest(() => {
  test('a schema public that was made anew is like any other', async () => {
    const script = `CREATE TYPE mood AS ENUM ('ok'); CREATE TABLE t (m mood); CREATE VIEW v AS SELECT m FROM t; CREATE FUNCTION f(mood) RETURNS text RETURN $1`
    const usual = await made(18, `COMMENT ON SCHEMA public IS NULL; ${script}`)
    const anew = await made(18, `DROP SCHEMA public; CREATE SCHEMA public; ${script}`)
    expect(scriptOf(anew.introspection)).toEqual(scriptOf(usual.introspection))
  })

  test('what came with the newer versions is copied too', async () => {
    const original = await made(18, newer)
    expect(original.introspection.uncovered).toEqual([])
    const copy = await copied(18, original)
    expect(JSON.stringify(copy.introspection.schema)).toBe(JSON.stringify(original.introspection.schema))
  })
})
