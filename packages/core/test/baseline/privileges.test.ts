import { expect, it } from 'vitest'
import { dump } from '../../src/baseline/write-dump.ts'
import { readBaseline } from '../../src/baseline/read-baseline.ts'
import { staleness } from '../../src/baseline/staleness.ts'
import { refKey } from '../../src/index.ts'
import { dumpPath, failure, toyProject, type Project } from './project.ts'
import { ToyDatabase, toyGrant, toyTable, type ToyOptions } from './toy.ts'

function granted(options: ToyOptions = {}): Project {
  const project = toyProject({ capabilities: { privileges: true }, ...options })
  project.migration('1_first')
  project.database.put({ ...toyTable('roles'), source: 'create table "roles" ("id")' })
  project.database.put(toyGrant('select'))
  return project
}

const stale = async (project: Project): Promise<string> => {
  const baseline = await readBaseline(project.connection, { warn: () => undefined })
  if (baseline === undefined) throw new Error('There is no dump.')
  return (await staleness(project.context, baseline)).schema
}

it('are in a dump where they are asked for, and in the next one, until they are not wanted any more', async () => {
  const project = granted()
  expect(await dump(project.context, {})).toMatchObject({ privileges: false })
  expect(project.read(dumpPath)).not.toContain('grant')
  expect(project.manifest()).not.toHaveProperty('privileges')

  expect(await dump(project.context, { privileges: true })).toMatchObject({ changed: true, privileges: true })
  expect(project.read(dumpPath)).toContain('\ngrant select;\n')
  expect(project.manifest().privileges).toBe(true)
  expect(await dump(project.context, {})).toMatchObject({ changed: false, privileges: true })

  expect(await dump(project.context, { privileges: false })).toMatchObject({ changed: true, privileges: false })
  expect(project.read(dumpPath)).not.toContain('grant')
  expect(await dump(project.context, {})).toMatchObject({ changed: false, privileges: false })
})

it('a grant makes a dump stale that holds privileges, and no other', async () => {
  const project = granted()
  await dump(project.context, {})
  project.database.put(toyGrant('update'))
  expect(await stale(project)).toBe('same')
  await dump(project.context, { privileges: true })
  expect(await stale(project)).toBe('same')
  project.database.objects.delete(refKey(toyGrant('update')))
  expect(await stale(project)).toBe('different')
})

it('are compared before a prune', async () => {
  const whole = granted({ shadow: () => new ToyDatabase() })
  expect(await dump(whole.context, { privileges: true, prune: true, withoutRows: true })).toMatchObject({
    pruned: [expect.any(String)],
  })

  // A database that takes a grant and does not keep it.
  class Deaf extends ToyDatabase {
    override run(sql: string): void {
      if (!sql.startsWith('grant')) super.run(sql)
    }
  }
  const lost = granted({ shadow: () => new Deaf() })
  const error = await failure(() => dump(lost.context, { privileges: true, prune: true }))
  expect(error).toMatchObject({ code: 'LITHIFY_E_DUMP_MISMATCH', message: expect.stringContaining('grants select') })
  expect(await dump(lost.context, { privileges: false, prune: true, withoutRows: true })).toMatchObject({
    pruned: [expect.any(String)],
  })
})

it('are refused by name where a dialect has none', async () => {
  const project = granted({ capabilities: {} })
  const error = await failure(() => dump(project.context, { privileges: true }))
  expect(error).toMatchObject({ code: 'LITHIFY_E_UNSUPPORTED', message: expect.stringContaining('Toy') })
  expect(error.hint).toContain('--privileges')
  expect(project.exists(dumpPath)).toBe(false)
})
