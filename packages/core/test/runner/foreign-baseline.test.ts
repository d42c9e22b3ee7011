import { describe, expect, it } from 'vitest'
import { baselineSource } from '../../src/baseline/source.ts'
import { listMigrations } from '../../src/runner/list-migrations.ts'
import { failure, manifestOf, manifestPath, dumpPath, toyProject } from '../baseline/project.ts'

const sha = 'a'.repeat(64)
const file = 'database/migrations/2_baseline.mjs'
const baseline = (dialect: string): string => `import { baseline } from '@lithify/core'
export default baseline({
  version: 1,
  dialect: '${dialect}',
  squashedThrough: 'database/migrations/2_b',
  up(m) { m.sql('select 1') },
  data: [],
  fingerprint: '${sha}',
  replaces: [{ name: 'database/migrations/1_a', checksum: '${sha}' }, { name: 'database/migrations/2_b', checksum: '${sha}' }],
})
`

const source = (changes: Parameters<typeof manifestOf>[0]): ReturnType<typeof baselineSource> => {
  const made = toyProject()
  made.write(dumpPath, '-- a dump\n')
  made.write(manifestPath, JSON.stringify(manifestOf(changes)))
  return baselineSource(made.connection, { warn: made.context.warn })
}

describe('a baseline that was made on another kind of database', () => {
  it('is refused by name, with what can be done', async () => {
    const made = toyProject()
    made.write(file, baseline('postgres'))
    const error = await failure(() => listMigrations(made.connection))
    expect(error).toMatchObject({
      code: 'LITHIFY_E_BASELINE_DIALECT',
      data: { path: file, made: 'postgres', dialect: 'toy', connection: 'primary' },
    })
    expect(error.message).toContain(`${file} was made on postgres, and primary is on toy: the 2 migrations`)
    expect(error.hint).toContain('lithify unsquash')
  })

  it('is taken where it was made', async () => {
    const made = toyProject()
    made.write(file, baseline('toy'))
    expect((await listMigrations(made.connection)).files).toMatchObject([{ record: { dialect: 'toy' } }])
  })

  const migrations = [{ name: 'm/1', checksum: sha, pruned: true as const }]
  const pruned = { squashed: true, migrations, squashedMigrationNames: ['m/1'] }

  it('is refused where it is a dump that holds pruned migrations: they are nowhere else', async () => {
    const error = await failure(() => source({ dialect: 'postgres', ...pruned }))
    expect(error).toMatchObject({ code: 'LITHIFY_E_BASELINE_DIALECT', data: { path: manifestPath, made: 'postgres' } })
    expect(error.message).toContain('the migration that it stands for has')
  })

  it('is no concern of ours where it is a dump whose migrations have their files, or that of another connection', async () => {
    expect(await source({ dialect: 'postgres' })).toBeUndefined()
    expect(await source({ dialect: 'postgres', connection: 'analytics', ...pruned })).toBeUndefined()
  })
})
