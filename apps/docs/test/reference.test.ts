import { beforeAll, describe, expect, it } from 'vitest'
import { pages } from './support/files.ts'
import { PublicTypes } from './support/types.ts'

let types: PublicTypes
beforeAll(() => {
  types = new PublicTypes()
})

/** The part of a page under a heading, up to the next heading of the same rank. */
function section(page: string, title: string): string {
  const text = pages().find(({ label }) => label.endsWith(`/${page}.md`))?.text ?? ''
  const heading = new RegExp(`^(#+) ${title.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?: \\{.*\\})?$`, 'm').exec(text)
  if (heading === null) throw new Error(`${page}.md has no section ${title}`)
  const rest = text.slice(heading.index + heading[0].length)
  const end = rest.search(new RegExp(`^#{1,${heading[1]?.length ?? 1}} `, 'm'))
  return end === -1 ? rest : rest.slice(0, end)
}

/** What stands in backticks in the first cell of each row of a section's tables. */
function listed(page: string, title: string): string[] {
  const rows = section(page, title)
    .split('\n')
    .filter((line) => line.startsWith('| `'))
  return rows.flatMap((row) =>
    [...(row.split('|')[1] ?? '').matchAll(/`(\w+)(?:\([^`]*\))?`/g)].map((match) => match[1] ?? ''),
  )
}

const sorted = (names: readonly string[]): string[] => [...new Set(names)].toSorted()

describe('what the pages list is what there is', () => {
  it.each([
    ['config', 'The whole config', 'Config'],
    ['config', 'A connection', 'ConnectionConfig'],
    ['dump', 'The manifest', 'Manifest'],
    ['dialects', 'The two halves', 'Capabilities'],
    ['programs', 'In programs', 'OpenOptions'],
    ['programs', 'SchemaDumper', 'SchemaDumperOptions'],
  ])('%s.md, %s: %s', (page, title, type) => {
    const found = listed(page, title)
    const keys = types.keys(type)
    expect(
      keys.filter((key) => !found.includes(key)),
      'not on the page',
    ).toEqual([])
    if (title !== 'In programs' && title !== 'The two halves') expect(sorted(found)).toEqual(sorted(keys))
  })

  it.each([
    ['sqlite', 'SqliteOptions', ['url']],
    // Which of its schemas are ours is asked of a dialect that has some.
    ['postgres', 'PostgresOptions', ['url', 'schemas']],
    ['mysql', 'MysqlOptions', ['url']],
  ])('the options of %s()', (page, type, told) => {
    const ofEveryDialect = types.keys('ConnectOptions')
    const own = types.keys(type).filter((key) => told.includes(key) || !ofEveryDialect.includes(key))
    expect(sorted(listed(page, 'Options')).filter((name) => !/sqlite|file/.test(name) || name === 'filename')).toEqual(
      sorted(own),
    )
  })

  it('events', () => {
    expect(sorted(listed('programs', 'Events'))).toEqual(sorted(types.discriminants('LithifyEvent', 'type')))
  })

  it('methods', () => {
    const methods = types.keys('Lithify').filter((name) => name !== 'connection')
    expect(sorted(listed('programs', 'Methods'))).toEqual(sorted(methods))
  })

  it('states of a migration', () => {
    expect(sorted(listed('commands', '`status`'))).toEqual(sorted(types.literals('MigrationState')))
  })

  it.each([
    ['new', 'NewMigration'],
    ['run', 'RunResult'],
    ['status', 'StatusResult'],
    ['rollback', 'RollbackResult'],
    ['dump', 'DumpResult'],
    ['verify', 'VerifyResult'],
    ['fresh', 'FreshResult'],
    ['refresh', 'RefreshResult'],
    ['lock', 'LockFileResult'],
  ])('the result of %s', (command, type) => {
    const text = section('commands', `\`${command}\``) + (command === 'fresh' ? section('commands', '`run`') : '')
    expect(text).toContain(`\`${type}\``)
    const everywhere = ['connection', 'server', 'warnings']
    const missing = types.keys(type).filter((key) => !everywhere.includes(key) && !text.includes(`\`${key}\``))
    expect(missing).toEqual([])
  })

  it.each([
    ['run', 'RunOptions'],
    ['rollback', 'RollbackOptions'],
    ['fresh', 'FreshOptions'],
    ['reset', 'ResetOptions'],
    ['refresh', 'RefreshOptions'],
    ['dump', 'DumpOptions'],
    ['verify', 'VerifyOptions'],
  ])('the options of %s()', (method, type) => {
    const row =
      section('programs', 'Methods')
        .split('\n')
        .find((line) => line.startsWith(`| \`${method}(`)) ?? ''
    const common = types.keys('CommandOptions')
    const own = types.keys(type).filter((key) => !common.includes(key))
    const named = [...(row.split('|')[3] ?? '').matchAll(/`(\w+)`/g)].map((match) => match[1] ?? '')
    expect(sorted(named)).toEqual(sorted(own))
  })
})
