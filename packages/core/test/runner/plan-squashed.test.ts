import { describe, expect, it } from 'vitest'
import type { ReplacedMigration } from '../../src/operations/baseline.ts'
import { anywhere, renderReplaced, type ReplacedRow } from '../../src/history/replaced.ts'
import type { MigrationFile } from '../../src/migrations/migration-file.ts'
import { plan, type PlanInput } from '../../src/runner/plan.ts'
import { refusalsOf } from '../../src/runner/refuse.ts'

// Every state that a database can be in when it meets a baseline.

const sum = (name: string): string => `sum of ${name}`
const file = (name: string, checksum = sum(name)): MigrationFile => ({
  name,
  checksum,
  format: 'sql',
  path: `/${name}.sql`,
})
const parts = (...names: (string | ReplacedMigration)[]): ReplacedMigration[] =>
  names.map((name) => (typeof name === 'string' ? { name, checksum: sum(name) } : name))
const baseline = (name: string, ...names: (string | ReplacedMigration)[]): MigrationFile => {
  const replaces = parts(...names)
  const squashedThrough = replaces.at(-1)?.name ?? ''
  return {
    ...file(name),
    format: 'code',
    record: { squashedThrough, replaces, fingerprint: 'f', dialect: 'toy', data: [] },
  }
}
/** A baseline as what another baseline replaces. */
const inner = (name: string, ...names: (string | ReplacedMigration)[]): ReplacedMigration => ({
  name,
  checksum: sum(name),
  replaces: parts(...names),
})
type Row = PlanInput['history'][number]
const row = (name: string, checksum = sum(name)): Row => ({
  name,
  checksum,
  batch: 1,
  appliedAt: '2026-01-01T00:00:00.000Z',
  durationMs: 1,
})
const adopted = (name: string, ...rows: (string | ReplacedRow)[]): Row => ({
  ...row(name),
  batch: 0,
  kind: 'baseline',
  replaced: renderReplaced(rows.map((each) => (typeof each === 'string' ? row(each) : each))),
})
const archived = (...names: string[]): MigrationFile[] =>
  names.map((name) => ({ ...file(name), path: `/archive/${name}.sql`, origin: `/${name}.sql` }))

const squashed = [baseline('3_baseline', '1', '2', '3'), file('4')]

interface Case {
  readonly what: string
  readonly files?: readonly MigrationFile[]
  readonly history: readonly Row[]
  readonly pruned?: readonly string[]
  readonly dump?: readonly { readonly name: string; readonly checksum: string }[]
  readonly archive?: readonly MigrationFile[]
  readonly states: string
  readonly pending?: readonly string[]
  readonly adopts?: readonly string[]
  readonly restores?: Readonly<Record<string, readonly string[]>>
  readonly refused?: readonly string[]
  readonly strict?: boolean
}

const cases: readonly Case[] = [
  {
    what: 'empty: it takes the baseline',
    history: [],
    states: '3_baseline pending, 4 pending',
    pending: ['3_baseline', '4'],
  },
  {
    what: 'complete: it adopts, and runs nothing of the range',
    history: [row('1'), row('2'), row('3')],
    states: '1 squashed, 2 squashed, 3 squashed, 3_baseline adoptable, 4 pending',
    pending: ['4'],
    adopts: ['3_baseline'],
  },
  {
    what: 'ahead: complete, and later ones too',
    history: [row('1'), row('2'), row('3'), row('4')],
    states: '1 squashed, 2 squashed, 3 squashed, 3_baseline adoptable, 4 applied',
    adopts: ['3_baseline'],
  },
  {
    what: 'a prefix: it finishes from the archive, then adopts',
    history: [row('1')],
    archive: archived('1', '2', '3'),
    states: '1 squashed, 2 archived, 3 archived, 3_baseline adoptable, 4 pending',
    pending: ['2', '3', '4'],
    adopts: ['3_baseline'],
  },
  {
    what: 'a prefix, and no archive',
    history: [row('1')],
    states: '1 squashed, 2 behind, 3 behind, 3_baseline adoptable, 4 pending',
    pending: ['4'],
    adopts: ['3_baseline'],
    refused: ['LITHIFY_E_BEHIND_BASELINE'],
  },
  {
    what: 'a prefix, and an archive whose files are not what was squashed',
    history: [row('1')],
    archive: [file('2', 'other'), file('3')],
    states: '1 squashed, 2 behind, 3 archived, 3_baseline adoptable, 4 pending',
    pending: ['3', '4'],
    adopts: ['3_baseline'],
    refused: ['LITHIFY_E_BEHIND_BASELINE'],
  },
  {
    what: 'holes in the range',
    history: [row('1'), row('3'), row('4')],
    archive: archived('1', '2', '3'),
    states: '1 squashed, 2 archived, 3 squashed, 3_baseline adoptable, 4 applied',
    pending: ['2'],
    adopts: ['3_baseline'],
  },
  {
    what: 'holes, under --strict',
    history: [row('1'), row('3')],
    archive: archived('2'),
    states: '1 squashed, 2 archived, 3 squashed, 3_baseline adoptable, 4 pending',
    pending: ['2', '4'],
    adopts: ['3_baseline'],
    strict: true,
    refused: ['LITHIFY_E_OUT_OF_ORDER'],
  },
  {
    what: 'only later ones: none of the range, so it takes the baseline whole',
    history: [row('4')],
    states: '3_baseline outOfOrder, 4 applied',
    pending: ['3_baseline'],
  },
  {
    what: 'adopted',
    history: [adopted('3_baseline', '1', '2', '3'), row('4')],
    states: '3_baseline applied, 4 applied',
  },
  {
    what: 'a baseline that was edited since',
    history: [{ ...adopted('3_baseline', '1', '2', '3'), checksum: 'other' }],
    states: '3_baseline changed, 4 pending',
    pending: ['4'],
    refused: ['LITHIFY_E_MIGRATION_CHANGED'],
  },
  {
    what: 'another text of a squashed migration was applied',
    history: [row('1'), row('2', 'other'), row('3')],
    states: '1 squashed, 2 changed, 3 squashed, 3_baseline adoptable, 4 pending',
    pending: ['4'],
    adopts: ['3_baseline'],
    refused: ['LITHIFY_E_MIGRATION_CHANGED'],
  },
  {
    what: 'a late file, on an empty database',
    files: [...squashed, file('2_late')],
    history: [],
    states: '2_late late, 3_baseline pending, 4 pending',
    pending: ['3_baseline', '4'],
    refused: ['LITHIFY_E_LATE_MIGRATION'],
  },
  {
    what: 'a late file, after it was adopted',
    files: [...squashed, file('2_late')],
    history: [adopted('3_baseline', '1', '2', '3')],
    states: '2_late late, 3_baseline applied, 4 pending',
    pending: ['4'],
    refused: ['LITHIFY_E_LATE_MIGRATION'],
  },
  {
    what: 'a late file that this database had before',
    files: [...squashed, file('2_late')],
    history: [row('1'), row('2'), row('2_late'), row('3')],
    states: '1 squashed, 2 squashed, 2_late applied, 3 squashed, 3_baseline adoptable, 4 pending',
    pending: ['4'],
    adopts: ['3_baseline'],
  },
  {
    what: 'a migration without a file that the squash did not know',
    history: [row('1'), row('2'), row('2_lost'), row('3')],
    states: '1 squashed, 2 squashed, 2_lost missing, 3 squashed, 3_baseline adoptable, 4 pending',
    pending: ['4'],
    adopts: ['3_baseline'],
    refused: ['LITHIFY_E_MIGRATION_MISSING'],
  },
  {
    what: 'a killed squash left files behind, and an empty database takes the baseline all the same',
    files: [...squashed, file('2'), file('3')],
    history: [],
    states: '3_baseline pending, 4 pending',
    pending: ['3_baseline', '4'],
  },
  {
    what: 'a killed squash left files behind, and a laggard takes what is there from there',
    files: [...squashed, file('3')],
    history: [row('1')],
    archive: archived('2', '3'),
    states: '1 squashed, 2 archived, 3 pending, 3_baseline adoptable, 4 pending',
    pending: ['2', '3', '4'],
    adopts: ['3_baseline'],
  },
  {
    what: 'files that came back after it was adopted are had already',
    files: [...squashed, file('2')],
    history: [adopted('3_baseline', '1', '2', '3')],
    states: '2 applied, 3_baseline applied, 4 pending',
    pending: ['4'],
  },
  {
    what: 'and are refused where they came back with another text',
    files: [...squashed, file('2', 'other')],
    history: [adopted('3_baseline', '1', '2', '3')],
    states: '2 changed, 3_baseline applied, 4 pending',
    pending: ['4'],
    refused: ['LITHIFY_E_MIGRATION_CHANGED'],
  },
  {
    what: 'a second squash, where the first one was adopted',
    files: [baseline('5_baseline', inner('3_baseline', '1', '2', '3'), '4', '5')],
    history: [adopted('3_baseline', '1', '2', '3'), row('4')],
    archive: archived('4', '5'),
    states: '3_baseline squashed, 4 squashed, 5 archived, 5_baseline adoptable',
    pending: ['5'],
    adopts: ['5_baseline'],
  },
  {
    what: 'a second squash, where the first one never was',
    files: [baseline('5_baseline', inner('3_baseline', '1', '2', '3'), '4', '5')],
    history: [row('1'), row('2'), row('3'), row('4'), row('5')],
    states: '1 squashed, 2 squashed, 3 squashed, 4 squashed, 5 squashed, 5_baseline adoptable',
    adopts: ['5_baseline'],
  },
  {
    what: 'a second squash, and a database in the middle of the first range: it finishes from both archives',
    files: [baseline('5_baseline', inner('3_baseline', '1', '2', '3'), '4', '5')],
    history: [row('1')],
    archive: archived('1', '2', '3', '4', '5'),
    states: '1 squashed, 2 archived, 3 archived, 4 archived, 5 archived, 5_baseline adoptable',
    pending: ['2', '3', '4', '5'],
    adopts: ['5_baseline'],
  },
  {
    what: 'squashed before with another baseline that holds less',
    files: [baseline('5_baseline', '1', '2', '3', '4', '5')],
    history: [adopted('2_baseline', '1', '2')],
    archive: archived('3', '4', '5'),
    states: '1 squashed, 2 squashed, 2_baseline superseded, 3 archived, 4 archived, 5 archived, 5_baseline adoptable',
    pending: ['3', '4', '5'],
    adopts: ['5_baseline'],
    restores: { '2_baseline': ['1', '2'] },
  },
  {
    what: 'squashed before with another baseline that holds more',
    files: [baseline('2_baseline', '1', '2'), file('3'), file('4')],
    history: [adopted('3_baseline', '1', '2', '3')],
    states: '1 squashed, 2 squashed, 2_baseline adoptable, 3 applied, 3_baseline superseded, 4 pending',
    pending: ['4'],
    adopts: ['2_baseline'],
    restores: { '3_baseline': ['1', '2', '3'] },
  },
  {
    what: 'squashed before with another baseline that has a migration of its own',
    files: [baseline('3_baseline', '1', '2', '3')],
    history: [adopted('2_other_baseline', '1', '1_theirs', '2')],
    archive: archived('3'),
    states: '2_other_baseline diverged, 3 archived, 3_baseline adoptable',
    pending: ['3'],
    adopts: ['3_baseline'],
    refused: ['LITHIFY_E_BASELINE_DIVERGED'],
  },
  {
    what: 'two branches squashed differently, and both baselines were merged',
    files: [baseline('2_baseline', '1', '2'), baseline('3_baseline', '1', '2', '3')],
    history: [],
    states: '2_baseline conflict, 3_baseline conflict',
    refused: ['LITHIFY_E_BASELINE_CONFLICT'],
  },
  {
    what: 'the same, where one of them was adopted',
    files: [baseline('2_baseline', '1', '2'), baseline('3_baseline', '1', '2', '3')],
    history: [adopted('2_baseline', '1', '2')],
    archive: archived('3'),
    states: '2_baseline conflict, 3_baseline conflict',
    refused: ['LITHIFY_E_BASELINE_CONFLICT'],
  },
  {
    what: 'two baselines of two ranges',
    files: [baseline('2_baseline', '1', '2'), baseline('4_baseline', '3', '4')],
    history: [row('3'), row('4')],
    states: '2_baseline outOfOrder, 3 squashed, 4 squashed, 4_baseline adoptable',
    pending: ['2_baseline'],
    adopts: ['4_baseline'],
  },
  {
    what: 'unsquashed elsewhere: the files are back, and the rows come back from the row',
    files: [file('1'), file('2'), file('3'), file('4')],
    history: [adopted('3_baseline', '1', '2', '3'), row('4')],
    states: '1 applied, 2 applied, 3 applied, 3_baseline superseded, 4 applied',
    restores: { '3_baseline': ['1', '2', '3'] },
  },
  {
    what: 'two squashes undone at once',
    files: [file('1'), file('2'), file('3')],
    history: [adopted('3_baseline', { ...inner('2_baseline', '1', '2') }, '3')],
    states: '1 applied, 2 applied, 3 applied, 3_baseline superseded',
    restores: { '3_baseline': ['1', '2', '3'] },
  },
  {
    what: 'the second of two squashes undone',
    files: [baseline('2_baseline', '1', '2'), file('3')],
    history: [adopted('3_baseline', { ...inner('2_baseline', '1', '2') }, '3')],
    states: '2_baseline applied, 3 applied, 3_baseline superseded',
    restores: { '3_baseline': ['2_baseline', '3'] },
  },
  {
    what: 'a baseline without a file and without a record of what it replaced',
    files: [file('4')],
    history: [{ ...row('3_baseline'), kind: 'baseline' }],
    states: '3_baseline missing, 4 pending',
    pending: ['4'],
    refused: ['LITHIFY_E_MIGRATION_MISSING'],
  },
  {
    what: 'names without a file, a baseline or an archive',
    files: [file('4')],
    history: [row('1'), row('2'), row('3')],
    states: '1 missing, 2 missing, 3 missing, 4 pending',
    pending: ['4'],
    refused: ['LITHIFY_E_MIGRATION_MISSING'],
  },
  {
    what: 'pruned into a dump, stopped in the middle, and an archive',
    files: [file('4')],
    history: [row('1')],
    pruned: ['1', '2', '3'],
    dump: parts('1', '2', '3'),
    archive: archived('1', '2', '3'),
    states: '1 pruned, 2 archived, 3 archived, 4 pending',
    pending: ['2', '3', '4'],
  },
  {
    what: 'pruned into a dump, and another text was applied',
    files: [file('4')],
    history: [row('1', 'other'), row('2')],
    pruned: ['1', '2'],
    dump: parts('1', '2'),
    states: '1 changed, 2 pruned, 4 pending',
    pending: ['4'],
    refused: ['LITHIFY_E_MIGRATION_CHANGED'],
  },
  {
    what: 'pruned into a dump first, then squashed with more',
    files: [baseline('4_baseline', '1', '2', '3', '4')],
    history: [row('1'), row('2'), row('3'), row('4')],
    pruned: ['1', '2'],
    states: '1 squashed, 2 squashed, 3 squashed, 4 squashed, 4_baseline adoptable',
    adopts: ['4_baseline'],
  },
]

describe('plan: what a database does when it meets a baseline', () => {
  it.each(cases)('$what', (each) => {
    const { files = squashed, history, pruned, dump, archive, strict } = each
    const decided = plan({
      files,
      history,
      archive,
      baseline: pruned && { prunedNames: pruned, ...(dump && { migrations: dump }) },
    })
    expect(decided.migrations.map(({ name, state }) => `${name} ${state}`).join(', ')).toBe(each.states)
    expect(decided.pending.map(({ name }) => name)).toEqual(each.pending ?? [])
    expect(decided.adoptions.map(({ file: { name } }) => name)).toEqual(each.adopts ?? [])
    expect(
      Object.fromEntries(decided.restorations.map(({ baseline: name, rows }) => [name, rows.map((r) => r.name)])),
    ).toEqual(each.restores ?? {})
    expect(refusalsOf(decided, { strict }).map(({ code }) => code)).toEqual(each.refused ?? [])
    expect(Object.values(decided.counts).reduce((total, count) => total + count, 0)).toBe(decided.migrations.length)
  })

  it('takes from the archive what an archive holds, under the name that it had', () => {
    const { pending } = plan({ files: squashed, history: [row('1')], baseline: undefined, archive: archived('2', '3') })
    expect(pending.map(({ path }) => path)).toEqual(['/archive/2.sql', '/archive/3.sql', '/4.sql'])
  })

  it('puts rows back as they were', () => {
    const { restorations } = plan({
      files: [file('1'), file('2')],
      history: [adopted('2_baseline', { ...row('1'), batch: 7 }, { name: '2', checksum: sum('2') })],
      baseline: undefined,
    })
    expect(restorations[0]?.rows).toEqual([
      { ...row('1'), batch: 7, kind: 'migration' },
      { name: '2', checksum: sum('2'), batch: 0, appliedAt: row('1').appliedAt, kind: 'migration' },
    ])
  })

  it('says how many migrations a baseline replaces', () => {
    const [status] = plan({ files: squashed, history: [], baseline: undefined }).migrations
    expect(status).toMatchObject({ name: '3_baseline', replaces: 3 })
  })
})

describe('what a row keeps of what it replaced', () => {
  it('has nothing of one environment in a dump', () => {
    expect(anywhere([{ ...row('1'), replaces: [row('0')] }])).toEqual([
      { name: '1', checksum: sum('1'), replaces: [{ name: '0', checksum: sum('0') }] },
    ])
  })
})
