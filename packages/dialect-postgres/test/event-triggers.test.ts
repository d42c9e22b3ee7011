import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { open, type Lithify } from '@lithify/core'
import { expect, onTestFinished, test } from 'vitest'
import { postgres } from '../src/index.ts'
import { database, onEnds, session } from './helpers.ts'

const migration = `-- migrate:up
CREATE TABLE seen (tag text);
CREATE FUNCTION note() RETURNS event_trigger LANGUAGE plpgsql AS $$ begin insert into public.seen values (tg_tag); end $$;
CREATE EVENT TRIGGER first ON ddl_command_end EXECUTE FUNCTION note();
CREATE EVENT TRIGGER second ON ddl_command_start EXECUTE FUNCTION note();
COMMENT ON EVENT TRIGGER first IS 'the first';
`

onEnds((version) => {
  test('event triggers come with a dump, and do not fire on its own statements', { timeout: 60_000 }, async () => {
    const root = mkdtempSync(join(tmpdir(), 'lithify-'))
    onTestFinished(() => rmSync(root, { recursive: true, force: true }))
    mkdirSync(join(root, 'database/migrations'), { recursive: true })
    writeFileSync(join(root, 'database/migrations/1_note.sql'), migration)
    const project = async (url: string): Promise<Lithify> => {
      const lithify = await open({ connections: { primary: { dialect: postgres({ url }) } } }, { root })
      onTestFinished(() => lithify.close())
      return lithify
    }
    const first = await project(await database(version))
    await first.run()
    const { dumpPath } = await first.dump()
    const text = readFileSync(dumpPath, 'utf8')

    const url = await database(version)
    const second = await project(url)
    expect((await second.run()).bootstrap?.migrations).toBe(1)
    const copy = await session({ url })
    expect(await copy.query('SELECT * FROM public.seen')).toEqual([])
    expect((await second.dump()).changed).toBe(false)
    expect(readFileSync(dumpPath, 'utf8')).toBe(text)

    await copy.execute([{ text: 'CREATE TABLE later ()' }])
    expect(await copy.query('SELECT count(*)::integer AS count FROM public.seen')).toEqual([{ count: 2 }])
    await second.fresh({ confirm: () => true })
    expect(await copy.query('SELECT * FROM public.seen')).toEqual([])
  })
})
