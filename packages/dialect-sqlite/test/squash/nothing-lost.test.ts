import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { open, type Config, type Lithify } from '@lithify/core'
import { failure } from '@lithify/dialect-testkit'
import { onTestFinished, describe, expect, it } from 'vitest'
import { sqlite } from '../../src/index.ts'
import { project, sqlFile, type Project } from '../runner/project.ts'

// What a squash, a prune and their undoing are not to take away from anybody.

const names = ['0001_a', '0002_b', '0003_c', '0004_d'] as const
const fileFor = (name: string): string => `-- migrate:up\ncreate table t${name.slice(0, 4)} (id integer);\n`
const files = Object.fromEntries(names.map((name) => [sqlFile(name), fileFor(name)]))

async function opened(at: Project, config: Partial<Config['connections'][string]> = {}): Promise<Lithify> {
  const dialect = sqlite({ url: 'sqlite:app.db' })
  const other = { dialect: sqlite({ url: 'sqlite:other.db' }), migrations: ['elsewhere', './database/migrations/'] }
  const primary = { dialect, ...config }
  const connections = config.migrations === undefined ? { primary } : { primary, other }
  const lithify = await open({ connections }, { root: at.root })
  onTestFinished(() => lithify.close())
  return lithify
}

const archives = (at: Project): string[] =>
  readdirSync(join(at.root, '.lithify/archive')).filter((name) => /^\d/.test(name))
const migrations = (at: Project): string[] => readdirSync(join(at.root, 'database/migrations')).toSorted()
const manifestOf = (at: Project): string => join(at.root, 'database/schema/primary-schema.meta.json')

describe('files that others need', () => {
  it('belong to another connection also where it writes their folder in another way', async () => {
    const at = project(files)
    const lithify = await opened(at, { migrations: 'database/migrations' })
    await lithify.run()
    for (const act of [
      () => lithify.dump({ prune: true }),
      () => lithify.squash(),
      () => lithify.squash({ as: 'dump' }),
    ]) {
      const error = await failure(act)
      expect(error.message).toContain('other')
      expect(error.code).toMatch(/^LITHIFY_E_(?:PRUNE|SQUASH)$/)
    }
    expect(migrations(at)).toHaveLength(4)
  })

  it('stay in the archive where the squash was cut short and its baseline is not as it was written', async () => {
    const at = project(files)
    const lithify = await opened(at)
    await lithify.run()
    await lithify.squash()
    const [archive = ''] = archives(at)
    const [baseline = ''] = migrations(at)
    const text = readFileSync(join(at.root, 'database/migrations', baseline), 'utf8')
    // As a process leaves it that was killed while it removed the files; and somebody's formatter came by.
    writeFileSync(join(at.root, '.lithify/archive', archive, 'journal.json'), '{"doing":"squash"}\n')
    writeFileSync(join(at.root, sqlFile('0004_d')), fileFor('0004_d'))
    writeFileSync(join(at.root, 'database/migrations', baseline), `${text}// formatted\n`)
    const error = await failure(() => lithify.dump({ prune: true }))
    expect(error.code).toBe('LITHIFY_E_SQUASH_UNFINISHED')
    expect(archives(at)).toEqual([archive])
    await lithify.unsquash()
    expect(names.every((name) => existsSync(join(at.root, sqlFile(name))))).toBe(true)
    expect(readFileSync(join(at.root, sqlFile('0001_a')), 'utf8')).toBe(fileFor('0001_a'))
  })

  it('are not written over by an unsquash that is repeated', async () => {
    const at = project(files)
    const lithify = await opened(at)
    await lithify.run()
    await lithify.squash()
    const [archive = ''] = archives(at)
    writeFileSync(join(at.root, '.lithify/archive', archive, 'journal.json'), '{"doing":"unsquash"}\n')
    writeFileSync(join(at.root, sqlFile('0002_b')), '-- somebody has worked on it since\n')
    const error = await failure(() => lithify.unsquash())
    expect(error).toMatchObject({ code: 'LITHIFY_E_UNSQUASH', data: { paths: [sqlFile('0002_b')] } })
    expect(readFileSync(join(at.root, sqlFile('0002_b')), 'utf8')).toContain('somebody')
  })
})

describe('a dump with pruned migrations', () => {
  it('is not squashed in the middle: it is loaded whole', async () => {
    const at = project(files)
    const lithify = await opened(at)
    await lithify.run()
    await lithify.squash({ as: 'dump', through: '0001_a' })
    const error = await failure(() => lithify.squash({ through: '0002_b' }))
    expect(error.code).toBe('LITHIFY_E_SQUASH')
    expect(error.message).toContain('0003_c')
    expect(error.hint).toContain('--through database/migrations/0004_d')
    expect(migrations(at)).toEqual(['0002_b.sql', '0003_c.sql', '0004_d.sql'])
    expect((await lithify.squash()).adopted).toMatchObject([{ replaced: 4 }])
  })

  it('comes back where the same prune was done twice and is undone', async () => {
    const at = project(files)
    const lithify = await opened(at)
    await lithify.run()
    await lithify.dump({ prune: true })
    const pruned = readFileSync(manifestOf(at), 'utf8')
    const [first = ''] = archives(at)
    // From version control, say.
    cpSync(join(at.root, '.lithify/archive', first, 'database'), join(at.root, 'database'), { recursive: true })
    await lithify.dump({ prune: true })
    await lithify.unsquash()
    expect(migrations(at)).toHaveLength(4)
    expect(existsSync(manifestOf(at).replace('.meta.json', '.sql'))).toBe(true)
    expect(JSON.parse(readFileSync(manifestOf(at), 'utf8'))).toMatchObject({
      migrations: (JSON.parse(pruned) as { migrations: object[] }).migrations,
    })
    rmSync(join(at.root, 'app.db'))
  })
})
