import type { PostgresVersion } from '@lithify/test-servers'
import { describe, expect, test } from 'vitest'
import { database, onAll } from '../helpers.ts'
import { isAtHand, judges, pgDump, psql } from './clients.ts'
import { Project } from './project.ts'
import { judged, newer, scriptsFor, withoutNotNullNames } from './scripts.ts'

const texts = new Map<string, Map<PostgresVersion, string>>()

/** Runs it, dumps it, boots one database from the dump by lithify and one by psql. */
async function roundTrip(version: PostgresVersion, name: string, script: string): Promise<string> {
  const original = await database(version)
  const project = new Project(script)
  const first = await project.open(original)
  await first.run()
  await first.dump()
  const text = project.dump()

  const copy = await database(version)
  const second = await project.open(copy)
  expect((await second.run()).bootstrap?.migrations).toBe(1)
  expect((await second.dump()).changed).toBe(false)
  expect(project.dump()).toBe(text)
  expect((await second.verify()).findings).toEqual([])

  const [judge] = judges(version)
  if (judge === undefined) return text
  const loaded = await database(version)
  psql(judge, loaded, project.dumpPath)
  for (const each of judges(version)) {
    const expected = judged(name, pgDump(each, original))
    for (const url of [copy, loaded]) expect(judged(name, pgDump(each, url))).toEqual(expected)
  }
  expect((await (await project.open(loaded)).dump()).changed).toBe(false)
  return text
}

onAll((version) => {
  const all = { ...scriptsFor(version), ...(version === 18 ? { 'what is newer': newer } : {}) }
  describe.each(Object.entries(all))('%s', (name, script) => {
    const by = judges(version).map((each) => each.version)
    const who = by.length === 0 ? 'no pg_dump at hand' : `pg_dump ${by.join(' and ')}`
    test.skipIf(script === undefined)(`comes back whole from its dump (${who})`, { timeout: 120_000 }, async () => {
      const text = await roundTrip(version, name, script)
      texts.set(name, (texts.get(name) ?? new Map<PostgresVersion, string>()).set(version, text))
    })
  })
})

for (const version of [15, 18] as const) {
  test.skipIf(!isAtHand(version))(`pg_dump ${version} is among the judges`, () => {
    expect(judges(14).map((each) => each.version)).toContain(version)
  })
}

test.for(Object.keys(scriptsFor(18)))('the dump of %s is the same on every version', (name, { skip }) => {
  const found = [...(texts.get(name) ?? [])].map(([version, text]) => [version, withoutNotNullNames(text)] as const)
  if (found.length < 2) return skip('there are no two versions to compare')
  for (const [version, text] of found) expect(text, `PostgreSQL ${version}`).toBe(found.at(-1)?.[1])
})
