import { describe, expect, test } from 'vitest'
import { connect } from '../../src/driver.ts'
import { database, onEnds, session } from '../helpers.ts'
import { judges, pgDump, psql } from './clients.ts'
import { Project } from './project.ts'
import { read } from './scripts.ts'

/** What a database can do to those who come to it. */
const hostile: Readonly<Record<string, string>> = {
  search_path: 'nowhere, pg_catalog',
  DateStyle: 'SQL, DMY',
  IntervalStyle: 'sql_standard',
  TimeZone: 'Asia/Kathmandu',
  quote_all_identifiers: 'on',
  standard_conforming_strings: 'off',
  escape_string_warning: 'off',
  extra_float_digits: '-10',
  bytea_output: 'escape',
  array_nulls: 'off',
  transform_null_equals: 'on',
  xmloption: 'document',
  xmlbinary: 'hex',
  client_encoding: 'LATIN1',
  check_function_bodies: 'on',
  default_toast_compression: 'pglz',
  default_text_search_config: 'pg_catalog.german',
  default_transaction_isolation: 'serializable',
  default_transaction_deferrable: 'on',
  enable_seqscan: 'off',
  lc_numeric: 'C.UTF-8',
  lc_monetary: 'C.UTF-8',
  lc_time: 'C.UTF-8',
}

const script = `
${read('kinds')}
CREATE TABLE public.touchy (
  at timestamp with time zone DEFAULT '2020-03-01 12:00:00+02' PRIMARY KEY,
  took interval DEFAULT '-1 mon +2 days -03:00:00',
  day date DEFAULT '2020-02-01' CHECK (day > '2019-12-31'),
  ratio double precision DEFAULT 0.1::double precision + 0.2,
  place regclass DEFAULT 'public.parents',
  raw bytea DEFAULT '\\x00ff',
  name text DEFAULT 'a\\b — é',
  list text[] DEFAULT '{a,NULL,"NULL"}',
  price money DEFAULT 12.34::money
);
CREATE VIEW public.nothing AS SELECT name FROM public.touchy WHERE name = NULL;
INSERT INTO public.touchy (at) VALUES ('2020-03-01 12:00:00+02');
`

onEnds((version) => {
  describe('a database with hostile settings', () => {
    test('gives the same dump, which loads into another', { timeout: 120_000 }, async () => {
      const [plain, odd, target] = [await database(version), await database(version), await database(version)]
      const first = new Project(script)
      const lithify = await first.open(plain)
      await lithify.run()
      await lithify.dump({ data: ['touchy'] })
      const expected = first.dump()

      const second = new Project(script)
      // Made as everybody makes it; then the settings come.
      await (await second.open(odd)).run()
      for (const url of [odd, target]) await spoil(url)
      await (await second.open(odd)).dump({ data: ['touchy'] })
      expect(second.dump()).toBe(expected)

      const booted = await second.open(target)
      expect((await booted.run()).bootstrap?.migrations).toBe(1)
      expect((await booted.dump()).changed).toBe(false)
      const [row] = await (
        await session({ url: target })
      ).query('SELECT list[2] IS NULL AS empty, name FROM public.touchy')
      expect(row).toEqual({ empty: true, name: 'a\\b — é' })

      const [judge] = judges(version)
      if (judge === undefined) return
      const loaded = await database(version)
      await spoil(loaded)
      psql(judge, loaded, first.dumpPath)
      expect((await (await second.open(loaded)).dump()).changed).toBe(false)
      for (const url of [target, loaded]) {
        // pg_dump itself reads under some of them.
        await forgive(url)
        expect(pgDump(judge, url)).toBe(pgDump(judge, plain))
      }
    })

    test('has its settings still when a script has been loaded', { timeout: 120_000 }, async () => {
      const [original, target] = [await database(version), await database(version)]
      const project = new Project('CREATE TABLE public.a (b integer);')
      const lithify = await project.open(original)
      await lithify.run()
      await lithify.dump()
      await spoil(target)
      const opened = await session({ url: target })
      const settings = async (): Promise<unknown> =>
        opened.query("SELECT name, setting FROM pg_settings WHERE source NOT IN ('override', 'default') ORDER BY name")
      const before = await settings()
      for (const statement of project.dump().split(/;\n/)) if (statement.trim() !== '') await opened.query(statement)
      expect(await settings()).toEqual(before)
    })
  })
})

const spoil = (url: string): Promise<void> =>
  alterDatabase(
    url,
    Object.entries(hostile).map(([key, value]) => `SET ${key} = ${key === 'search_path' ? value : `'${value}'`}`),
  )

const forgive = (url: string): Promise<void> => alterDatabase(url, ['RESET ALL'])

async function alterDatabase(url: string, changes: readonly string[]): Promise<void> {
  const admin = await connect({ url })
  const [row] = await admin.query<{ name: string }>('SELECT pg_catalog.current_database() AS name')
  await admin.execute(changes.map((change) => ({ text: `ALTER DATABASE "${row?.name}" ${change}` })))
  await admin.close()
}
