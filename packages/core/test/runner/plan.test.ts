import { describe, expect, it } from 'vitest'
import type { MigrationFile } from '../../src/migrations/migration-file.ts'
import { plan, type PlanInput } from '../../src/runner/plan.ts'
import { refusalsOf } from '../../src/runner/refuse.ts'

const file = (name: string, checksum = `sum of ${name}`): MigrationFile => ({
  name,
  checksum,
  format: 'sql',
  path: `/${name}.sql`,
})
const row = (name: string, checksum = `sum of ${name}`): PlanInput['history'][number] => ({
  name,
  checksum,
  batch: 1,
  appliedAt: '2026-01-01T00:00:00.000Z',
  durationMs: 1,
})

/** files, history and pruned names in; the states, what would run and what is refused out. */
const cases: readonly {
  readonly what: string
  readonly files: readonly MigrationFile[]
  readonly history?: PlanInput['history']
  readonly pruned?: readonly string[]
  readonly states: string
  readonly pending?: readonly string[]
  readonly refused?: readonly string[]
  readonly tolerance?: Parameters<typeof refusalsOf>[1]
}[] = [
  { what: 'nothing at all', files: [], states: '' },
  { what: 'an empty database', files: [file('1'), file('2')], states: '1 pending, 2 pending', pending: ['1', '2'] },
  { what: 'all applied', files: [file('1')], history: [row('1')], states: '1 applied' },
  {
    what: 'a prefix applied',
    files: [file('1'), file('2')],
    history: [row('1')],
    states: '1 applied, 2 pending',
    pending: ['2'],
  },
  {
    what: 'natural order, not text order',
    files: [file('2'), file('10')],
    history: [row('2')],
    states: '2 applied, 10 pending',
    pending: ['10'],
  },
  {
    what: 'a hole in the history',
    files: [file('1'), file('2'), file('3')],
    history: [row('1'), row('3')],
    states: '1 applied, 2 outOfOrder, 3 applied',
    pending: ['2'],
  },
  {
    what: 'a hole, under --strict',
    files: [file('1'), file('2')],
    history: [row('2')],
    states: '1 outOfOrder, 2 applied',
    pending: ['1'],
    refused: ['LITHIFY_E_OUT_OF_ORDER'],
    tolerance: { strict: true },
  },
  {
    what: 'an applied migration that was edited',
    files: [file('1', 'other'), file('2')],
    history: [row('1')],
    states: '1 changed, 2 pending',
    pending: ['2'],
    refused: ['LITHIFY_E_MIGRATION_CHANGED'],
  },
  {
    what: 'an applied migration whose file is gone',
    files: [file('2')],
    history: [row('1')],
    states: '1 missing, 2 pending',
    pending: ['2'],
    refused: ['LITHIFY_E_MIGRATION_MISSING'],
  },
  {
    what: 'the same, allowed',
    files: [file('2')],
    history: [row('1')],
    states: '1 missing, 2 pending',
    pending: ['2'],
    tolerance: { allowMissing: true },
  },
  {
    what: 'pruned, and the database has all of it',
    files: [file('3')],
    history: [row('1'), row('2')],
    pruned: ['1', '2'],
    states: '1 pruned, 2 pruned, 3 pending',
    pending: ['3'],
  },
  {
    what: 'pruned, and the database stopped in the middle',
    files: [file('3')],
    history: [row('1')],
    pruned: ['1', '2'],
    states: '1 pruned, 2 behind, 3 pending',
    pending: ['3'],
    refused: ['LITHIFY_E_BEHIND_BASELINE'],
  },
  {
    what: 'a late merge into the pruned range',
    files: [file('2'), file('4')],
    history: [row('1'), row('3')],
    pruned: ['1', '3'],
    states: '1 pruned, 2 late, 3 pruned, 4 pending',
    pending: ['4'],
    refused: ['LITHIFY_E_LATE_MIGRATION'],
  },
  {
    what: 'a late merge that this database had before the prune',
    files: [file('2')],
    history: [row('1'), row('2'), row('3')],
    pruned: ['1', '3'],
    states: '1 pruned, 2 applied, 3 pruned',
  },
  {
    what: 'a dump renewed after a prune names migrations that have their files: nothing of that is late',
    files: [file('3'), file('4'), file('5')],
    history: [row('1'), row('2'), row('3'), row('5')],
    pruned: ['1', '2', '3', '5'],
    states: '1 pruned, 2 pruned, 3 applied, 4 outOfOrder, 5 applied',
    pending: ['4'],
  },
  {
    what: 'a killed prune left files behind',
    files: [file('2'), file('3')],
    history: [row('1'), row('2'), row('3')],
    pruned: ['1', '2', '3'],
    states: '1 pruned, 2 applied, 3 applied',
  },
  {
    what: 'edited and missing at once: both are told, the edit first',
    files: [file('1', 'other')],
    history: [row('1'), row('2')],
    states: '1 changed, 2 missing',
    refused: ['LITHIFY_E_MIGRATION_CHANGED', 'LITHIFY_E_MIGRATION_MISSING'],
  },
]

describe('plan: history × files × baseline', () => {
  it.each(cases)('$what', ({ files, history = [], pruned, states, pending = [], refused = [], tolerance }) => {
    const decided = plan({ files, history, baseline: pruned && { prunedNames: pruned } })
    expect(decided.migrations.map(({ name, state }) => `${name} ${state}`).join(', ')).toBe(states)
    expect(decided.pending.map(({ name }) => name)).toEqual(pending)
    expect(refusalsOf(decided, tolerance).map(({ code }) => code)).toEqual(refused)
    expect(Object.values(decided.counts).reduce((sum, count) => sum + count, 0)).toBe(decided.migrations.length)
  })

  it('carries what the history knows of a migration', () => {
    const [status] = plan({ files: [file('1')], history: [row('1')], baseline: undefined }).migrations
    expect(status).toEqual({
      name: '1',
      state: 'applied',
      batch: 1,
      appliedAt: '2026-01-01T00:00:00.000Z',
      durationMs: 1,
    })
  })

  it('names at most ten in a message, all in the data', () => {
    const names = Array.from({ length: 12 }, (_, index) => String(index + 1))
    const [refusal] = refusalsOf(plan({ files: [], history: names.map((name) => row(name)), baseline: undefined }))
    expect(refusal?.message).toContain('and 2 more')
    expect(refusal?.data['names']).toEqual(names)
  })
})
