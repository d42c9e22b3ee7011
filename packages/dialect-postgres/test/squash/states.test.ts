import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isLithifyError, type Lithify } from '@lithify/core'
import { describe, expect, test } from 'vitest'
import { database, onNewest } from '../helpers.ts'
import { project, sqlFile, type Project } from '../runner/project.ts'

// Every state in which a database can meet a baseline, and what each command makes of it. What a run makes of it is decided by one function, which
// has a test of its own (core: plan-squashed.test.ts).

const migrations: Readonly<Record<string, readonly [up: string, down: string]>> = {
  '0001_users': ['create table users (id integer primary key, name text not null)', 'drop table users'],
  '0002_roles': [
    "create table roles (id integer primary key, name text); insert into roles values (1, 'admin')",
    'drop table roles',
  ],
  '0003_email': ['alter table users add column email text', 'alter table users drop column email'],
  '0004_index': ['create index users_name on users (name)', 'drop index users_name'],
}
const later: typeof migrations = {
  '0005_view': ['create view names as select name from users', 'drop view names'],
  '0006_more': ['create table more (id integer primary key)', 'drop table more'],
}
const files = (some: typeof migrations): Record<string, string> =>
  Object.fromEntries(
    Object.entries(some).map(([base, [up, down]]) => [
      sqlFile(base),
      `-- migrate:up\n${up};\n\n-- migrate:down\n${down};\n`,
    ]),
  )

/** What came of a command, in short. */
async function outcome(work: () => Promise<string>): Promise<string> {
  try {
    return await work()
  } catch (error) {
    if (!isLithifyError(error)) throw error
    return `${error.code.replace('LITHIFY_E_', '')}${error.hint?.includes('unsquash') === true ? ' → unsquash' : ''}`
  }
}

const confirm = (): boolean => true

/** The commands, one after another: what one changes, the next one meets. */
const commands: Readonly<Record<string, (lithify: Lithify) => Promise<string>>> = {
  status: async (lithify) => {
    const { clean, counts } = await lithify.status()
    const there = Object.entries(counts).filter(([, count]) => count > 0)
    return `${clean ? 'clean' : 'not clean'}: ${there.map(([state, count]) => `${count} ${state}`).join(', ')}`
  },
  verify: async (lithify) => {
    const { findings } = await lithify.verify()
    return findings.length === 0 ? 'agrees' : findings.map(({ code }) => code.replace('LITHIFY_E_', '')).join(', ')
  },
  rollback: async (lithify) => `${(await lithify.rollback({ step: 1, confirm })).rolledBack.length} back`,
  reset: async (lithify) => `${(await lithify.reset({ confirm })).rolledBack.length} back`,
  refresh: async (lithify) => {
    const { rolledBack, run } = await lithify.refresh({ confirm })
    return `${rolledBack.length} back, ${run.applied.length} applied`
  },
  fresh: async (lithify) => {
    const { applied, bootstrap, total } = await lithify.fresh({ confirm })
    return `${applied.length} applied${bootstrap === undefined ? '' : ', booted'}, ${total} in all`
  },
}

type Seen = Readonly<Record<keyof typeof commands, string>>

async function seenOn(lithify: Lithify): Promise<Seen> {
  const seen: Record<string, string> = {}
  for (const [command, work] of Object.entries(commands)) seen[command] = await outcome(() => work(lithify))
  return seen
}

/** What nothing but a fresh start leads back from. */
const kept = { rollback: 'SQUASHED → unsquash', reset: 'SQUASHED → unsquash', refresh: 'SQUASHED → unsquash' }

/** A project whose migrations are applied to one database, and may be to others. */
async function stage(): Promise<{
  at: Project
  first: Lithify
  another: () => Promise<{ url: string; lithify: Lithify }>
}> {
  const at = await project(files(migrations))
  const first = await at.open()
  await first.run()
  const another = async (): Promise<{ url: string; lithify: Lithify }> => {
    const url = await database()
    return { url, lithify: await at.open({ url }) }
  }
  return { at, first, another }
}

onNewest(() => {
  describe('what each command makes of a database that meets a baseline', { timeout: 120_000 }, () => {
    test('empty, complete, in the middle, with a hole, ahead, edited; behind with no archive, and with a late file', async () => {
      const { at, first, another } = await stage()
      const names = ['empty', 'complete', 'prefix', 'hole', 'edited', 'ahead', 'behind', 'late'] as const
      const databases = new Map<string, Awaited<ReturnType<typeof another>>>()
      for (const name of names) databases.set(name, await another())
      const on = (name: (typeof names)[number]): Awaited<ReturnType<typeof another>> =>
        databases.get(name) as Awaited<ReturnType<typeof another>>
      for (const name of ['complete', 'hole', 'edited', 'late'] as const) await on(name).lithify.run()
      for (const name of ['prefix', 'behind'] as const) await on(name).lithify.run({ to: '0002' })
      const hole = "alter table users drop column email; delete from lithify_migrations where name like '%0003%'"
      await at.query(hole, [], on('hole').url)
      await at.query("update lithify_migrations set checksum = 'x' where name like '%0002%'", [], on('edited').url)
      at.write(files(later))
      await on('ahead').lithify.run()
      await first.squash({ through: '0004' })

      const seen: Record<string, Seen> = {}
      for (const name of names.slice(0, 6)) seen[name] = await seenOn(on(name).lithify)
      at.remove('.lithify')
      seen['behind'] = await seenOn(on('behind').lithify)
      at.write(files({ '0002_late': ['create table late (id integer)', 'drop table late'] }))
      seen['late'] = await seenOn(on('late').lithify)
      expect(seen).toEqual({
        empty: {
          status: 'not clean: 3 pending',
          verify: 'agrees',
          rollback: '0 back',
          reset: '0 back',
          refresh: '0 back, 3 applied',
          fresh: '3 applied, 3 in all',
        },
        complete: {
          status: 'not clean: 2 pending, 4 squashed, 1 adoptable',
          verify: 'agrees',
          ...kept,
          fresh: '3 applied, 3 in all',
        },
        prefix: {
          status: 'not clean: 2 pending, 2 squashed, 2 archived, 1 adoptable',
          verify: 'agrees',
          ...kept,
          fresh: '3 applied, 3 in all',
        },
        hole: {
          status: 'not clean: 2 pending, 3 squashed, 1 archived, 1 adoptable',
          verify: 'agrees',
          ...kept,
          fresh: '3 applied, 3 in all',
        },
        edited: {
          status: 'not clean: 2 pending, 1 changed, 3 squashed, 1 adoptable',
          verify: 'MIGRATION_CHANGED',
          ...kept,
          fresh: '3 applied, 3 in all',
        },
        ahead: {
          status: 'not clean: 2 applied, 4 squashed, 1 adoptable',
          verify: 'agrees',
          ...kept,
          rollback: '1 back',
          fresh: '3 applied, 3 in all',
        },
        behind: {
          status: 'not clean: 2 pending, 2 squashed, 1 adoptable, 2 behind',
          verify: 'BEHIND_BASELINE',
          ...kept,
          fresh: '3 applied, 3 in all',
        },
        late: {
          status: 'not clean: 2 pending, 4 squashed, 1 adoptable, 1 late',
          verify: 'LOCK_FILE_STALE, LATE_MIGRATION',
          ...kept,
          refresh: 'LATE_MIGRATION',
          fresh: 'LATE_MIGRATION',
        },
      })
    })

    test('squashed before, with another baseline', async () => {
      const { first, another } = await stage()
      const { lithify } = await another()
      await first.squash({ through: '0002' })
      await lithify.run()
      await first.squash()
      expect(await seenOn(lithify)).toEqual({
        status: 'not clean: 3 squashed, 1 adoptable',
        verify: 'agrees',
        ...kept,
        fresh: '1 applied, 1 in all',
      })
    })

    test('pruned, and behind, with no archive', async () => {
      const { at, first, another } = await stage()
      const { lithify } = await another()
      await lithify.run({ to: '0002' })
      await first.squash({ as: 'dump' })
      at.remove('.lithify')
      expect(await seenOn(lithify)).toEqual({
        status: 'not clean: 2 pruned, 2 behind',
        verify: 'BEHIND_BASELINE',
        rollback: 'PRUNED → unsquash',
        reset: 'PRUNED → unsquash',
        refresh: 'PRUNED → unsquash',
        fresh: '0 applied, booted, 4 in all',
      })
    })

    test('squashed on a branch that is not here', async () => {
      const { at, first, another } = await stage()
      const { lithify } = await another()
      const theirs = sqlFile('0005_theirs')
      at.write(files({ '0005_theirs': ['create table theirs (id integer)', 'drop table theirs'] }))
      await lithify.run()
      await lithify.squash()
      // The other branch has the originals, and squashes them by itself.
      for (const path of ['database/migrations', '.lithify', 'lithify.lock', theirs]) at.remove(path)
      at.write(files(migrations))
      await first.squash()
      expect(await seenOn(lithify)).toEqual({
        status: 'not clean: 1 adoptable, 1 diverged',
        verify: 'BASELINE_DIVERGED',
        ...kept,
        fresh: '1 applied, 1 in all',
      })
    })

    test('two branches that squashed, both merged', async () => {
      const { at, first, another } = await stage()
      const { lithify } = await another()
      await lithify.run()
      await first.squash({ through: '0003' })
      const theirs = join(at.root, 'database/migrations/0003_baseline.ts')
      cpSync(theirs, join(at.root, 'theirs'))
      await first.unsquash()
      await first.squash()
      cpSync(join(at.root, 'theirs'), theirs)
      rmSync(join(at.root, 'theirs'))
      expect(await seenOn(lithify)).toEqual({
        status: 'not clean: 4 squashed, 2 conflict',
        verify: 'LOCK_FILE_STALE, BASELINE_CONFLICT',
        ...kept,
        refresh: 'BASELINE_CONFLICT',
        fresh: 'BASELINE_CONFLICT',
      })
    })
  })
})
