import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { fingerprint, open, type Lithify } from '@lithify/core'
import type { TestDatabase } from '../options.ts'
import type { TestSquashOptions } from './options.ts'
import { numbered, SquashProject } from './project.ts'

/**
 * One project of hundreds of migrations is squashed; then databases in every state meet the baseline, and all have to become the same. Undone again, the
 * files are what they were, and the way back through old migrations is open on a database that only adopted the baseline.
 */
export function testSquash(options: TestSquashOptions): void {
  const last = options.migrations ?? 300
  options.test(`squash: ${last} migrations become one baseline, and every database comes after`, async () => {
    const stage = new Stage(options)
    try {
      await play(stage, last)
    } finally {
      await stage.close()
    }
  })
}

async function play(stage: Stage, last: number): Promise<void> {
  const { project } = stage
  project.write(1, last)
  const complete = await stage.database()
  const early = await stage.database()
  const nearly = await stage.database()
  const ahead = await stage.database()
  const empty = await stage.database()
  await complete.run()
  await early.run({ to: numbered(Math.floor(last / 3)) })
  await nearly.run({ to: numbered(last - 1) })
  project.write(last + 1, last + 2)
  await ahead.run()
  const originals = project.files()

  const squashed = await complete.squash({ through: numbered(last) })
  assert.equal(squashed.squashed.length, last)
  assert.deepEqual(squashed.proof, { kind: 'replay' })
  assert.deepEqual(
    squashed.data.map(({ table }) => table),
    ['settings'],
  )
  assert.equal(Object.keys(project.files()).length, 3, 'the baseline and two later files are left')

  const databases = { complete, early, nearly, ahead, empty }
  const expected = await become(databases, async (lithify) => void (await lithify.run()))
  assert.deepEqual(await counts(databases), { complete: 3, early: 3, nearly: 3, ahead: 3, empty: 3 })

  await complete.unsquash()
  assert.deepEqual(project.files(), originals)
  const again = await become(databases, async (lithify) => void (await lithify.run()))
  assert.equal(again, expected)
  for (const lithify of [complete, early, empty]) {
    const { rolledBack } = await lithify.rollback({ step: 6, confirm: () => true })
    assert.equal(rolledBack.length, 6)
  }
  assert.equal(await become(databases, async (lithify) => void (await lithify.run())), expected)
}

/** Does something with every database. All have to be the same afterwards, and none has anything left to do. */
async function become(
  databases: Readonly<Record<string, Lithify>>,
  work: (lithify: Lithify) => Promise<void>,
): Promise<string> {
  const seen = new Map<string, string>()
  for (const [name, lithify] of Object.entries(databases)) {
    await work(lithify)
    const { clean, migrations } = await lithify.status()
    const unsettled = migrations.filter(({ state }) => state !== 'applied').map(({ state }) => state)
    assert.deepEqual({ name, clean, unsettled }, { name, clean: true, unsettled: [] })
    seen.set(name, await contentsOf(lithify))
  }
  assert.equal(new Set(seen.values()).size, 1, `not all are the same: ${JSON.stringify([...seen])}`)
  return [...seen.values()][0] ?? ''
}

async function counts(databases: Readonly<Record<string, Lithify>>): Promise<Record<string, number>> {
  const found: Record<string, number> = {}
  for (const [name, lithify] of Object.entries(databases)) found[name] = (await lithify.run()).total
  return found
}

/** The schema and the reference rows of a database, in short. */
async function contentsOf({ connection }: Lithify): Promise<string> {
  const { dialect, options, history } = connection
  const session = await dialect.connect({ ...options, readOnly: true })
  try {
    const { schema } = await dialect.introspect(session, { exclude: Object.values(history) })
    const table = schema.objects().find((object) => object.kind === 'table' && object.name === 'settings')
    assert.ok(table?.kind === 'table')
    const rows = createHash('sha256')
    for await (const { sql } of dialect.rows(session, table as Parameters<typeof dialect.rows>[1])) rows.update(sql)
    return `${fingerprint(schema, dialect)} ${rows.digest('hex')}`
  } finally {
    await session.close()
  }
}

/** What the play needs, and what is gone after it. */
class Stage {
  readonly project: SquashProject
  readonly #options: TestSquashOptions
  readonly #databases: TestDatabase[] = []
  readonly #opened: Lithify[] = []

  constructor(options: TestSquashOptions) {
    this.#options = options
    this.project = new SquashProject(options)
  }

  /** Another empty database that shares the files. */
  async database(): Promise<Lithify> {
    const database = await this.#options.factory()
    this.#databases.push(database)
    const lithify = await open(
      { connections: { primary: { dialect: database.configured } } },
      { root: this.project.root },
    )
    this.#opened.push(lithify)
    return lithify
  }

  async close(): Promise<void> {
    for (const lithify of this.#opened) await lithify.close()
    for (const database of this.#databases) await database.cleanup()
    this.project.remove()
  }
}
