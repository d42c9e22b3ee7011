import { describe, expect, it } from 'vitest'
import { baseline, baselineName, isBaseline } from '../../src/index.ts'
import { findMigrations } from '../../src/migrations/find.ts'
import { loadMigration } from '../../src/migrations/load.ts'
import { failure, project } from './support.ts'

function fail(): never {
  throw new Error('it is no baseline')
}

const sha = 'a'.repeat(64)
const name = 'database/migrations/002_b'
const valid = `{
  version: 1,
  dialect: 'sqlite',
  squashedThrough: '${name}',
  up(m) { m.sql('select 1') },
  data: [{ table: 'roles', rows: 4, digest: '${sha}' }],
  fingerprint: '${sha}',
  replaces: [{ name: 'database/migrations/001_a', checksum: '${sha}' }, { name: '${name}', checksum: '${sha}' }],
}`
const text = (definition: string): string =>
  `import { baseline } from 'lithify'\nexport default baseline(${definition})\n`

async function load(source: string, file = '002_baseline.mjs'): Promise<Awaited<ReturnType<typeof loadMigration>>> {
  const root = project({ [`database/migrations/${file}`]: source })
  const [found] = (await findMigrations(root, ['database/migrations'])).files
  if (found === undefined) throw new Error('nothing was found')
  return loadMigration(found, { root })
}

describe('a baseline migration', () => {
  it('is known for one before it is evaluated, and says what it replaces', async () => {
    const { file, baseline: record, up, down } = await load(text(valid))
    expect(file.baseline).toBe(true)
    expect(down).toBe(false)
    expect(up).toMatchObject({ kind: 'code', transaction: true, foreignKeys: 'checkedAtCommit' })
    expect(record).toEqual({
      squashedThrough: name,
      dialect: 'sqlite',
      fingerprint: sha,
      data: [{ table: 'roles', rows: 4, digest: sha }],
      replaces: [
        { name: 'database/migrations/001_a', checksum: sha },
        { name, checksum: sha },
      ],
    })
    expect(isBaseline(baseline({ version: 1, ...(record ?? fail()), up: () => undefined }))).toBe(true)
  })

  it('leaves a migration that is only called so what it is', async () => {
    const plain = `export default { up(m) { m.sql('select 1') } }\n`
    expect((await load(plain)).baseline).toBeUndefined()
    expect((await load(plain)).file).not.toHaveProperty('baseline')
  })

  it.each([
    ['is named as a baseline', `export default { up() {} } // squashedThrough\n`, '002_baseline.mjs'],
    ['does not end in "_baseline"', text(valid), '002_start.mjs'],
    ['replaces: Expected one migration', text(valid.replace(/replaces: \[.*\]/, 'replaces: []')), undefined],
    ['fingerprint: Expected a sha256', text(valid.replace(`fingerprint: '${sha}'`, `fingerprint: 'x'`)), undefined],
    ['squashedThrough: ', text(valid.replace(`squashedThrough: '${name}'`, 'squashedThrough: 7')), undefined],
    ['replaces.1.checksum: ', text(valid.replace(`name: '${name}', checksum: '${sha}'`, `name: '${name}'`)), undefined],
    ['down', text(valid.replace('up(m)', 'down(m) {}, up(m)')), undefined],
    ['does not replace database/migrations/003_c', text(valid.replace(name, 'database/migrations/003_c')), undefined],
    ['comes after its own end', text(valid.replaceAll('001_a', '009_a')), undefined],
    ['twice', text(valid.replaceAll('001_a', '002_b')), undefined],
    ['itself', text(valid.replaceAll('001_a', '002_baseline').replaceAll("002_b'", "002_c'")), undefined],
  ])('is refused by name: %s', async (message, source, file) => {
    const error = await failure(() => load(source, file))
    expect(error.code).toBe('LITHIFY_E_BASELINE_INVALID')
    expect(error.message).toContain(message)
    expect(error.message).toContain('database/migrations/002_')
    expect(error.hint).toContain('git checkout HEAD -- ')
  })

  it('is refused where a newer lithify wrote it', async () => {
    const error = await failure(() => load(text(valid.replace('version: 1', "version: 2, more: 'x'"))))
    expect(error).toMatchObject({ code: 'LITHIFY_E_BASELINE_VERSION', data: { version: 2, known: 1 } })
    expect(error.hint).toContain('npm install lithify@latest')
  })
})

describe('the name of a baseline', () => {
  it('takes the place of the last migration that it replaces', () => {
    expect(baselineName('database/migrations/20261102110000_backfill')).toBe(
      'database/migrations/20261102110000_baseline',
    )
    expect(baselineName('001_a', ['002_a'])).toBe('001_baseline')
    expect(baselineName('001_baseline')).toBe('001_baseline')
    expect(baselineName('db/create_users')).toBe('db/create_users_baseline')
  })

  it('keeps more of it where a later migration has the same revision', () => {
    expect(baselineName('x/001_a', ['x/001_b'])).toBe('x/001_a_baseline')
  })
})
