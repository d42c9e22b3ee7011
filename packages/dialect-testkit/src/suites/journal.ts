import assert from 'node:assert/strict'
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  isLithifyError,
  open,
  replay,
  Schema,
  type Dialect,
  type Lithify,
  type ObjectRef,
  type Operation,
} from '@lithify/core'
import type { Behaviour } from '../behaviour.ts'
import { cutting, type Cutting } from '../cutting.ts'
import { failsWith } from '../errors.ts'
import type { Kit } from '../kit.ts'

/** What is asked of dialects whose databases cannot roll DDL back: how far a migration came is always known, and it can go on. */
const journaled: Pick<Behaviour, 'unless'> = {
  unless: ({ capabilities }) => (capabilities.transactionalDdl ? 'the database rolls back DDL' : undefined),
}

const table: ObjectRef = { kind: 'table', name: 'numbers' }

/** DDL and rows in turns, as an author would write them. */
export function script(kit: Kit): string[] {
  const q = (name: string): string => kit.quote(name)
  const schema = new Schema()
  const emit = (operations: readonly Operation[]): string[] =>
    operations.flatMap((operation) => {
      const texts = kit.dialect.emit(operation, schema).map(({ text }) => text)
      for (const object of replay([operation], kit.dialect, schema).objects()) schema.put(object)
      return texts
    })
  return [
    ...emit(kit.build((m) => m.createTable('numbers', (t) => void t.integer('n')))),
    ...emit(kit.build((m) => m.createTable('others', (t) => void t.integer('n')))),
    `insert into ${q('numbers')} values (1)`,
    `insert into ${q('numbers')} values (2)`,
    ...emit(kit.build((m) => m.createIndex('numbers', ['n'], { name: 'by_n' }))),
    `update ${q('numbers')} set ${q('n')} = ${q('n')} + 10`,
    ...emit(kit.build((m) => m.dropTable('others'))),
    `insert into ${q('numbers')} values (3)`,
  ]
}

interface Project {
  /** @param options Of its section. */
  write(statements: readonly string[], options?: string): void
  open(dialect?: Dialect): Promise<Lithify>
}

/** A folder with one migration. */
export async function inProject(kit: Kit, work: (at: Project) => Promise<void>): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'lithify-'))
  const opened: Lithify[] = []
  const at: Project = {
    write(statements, options = '') {
      mkdirSync(join(root, 'database', 'migrations'), { recursive: true })
      const text = statements.map((statement) => `${statement}${kit.settings.limits.delimiter}\n`).join('')
      writeFileSync(join(root, 'database', 'migrations', '1_all.sql'), `-- migrate:up ${options}\n${text}`)
    },
    async open(dialect = kit.dialect) {
      const connections = { primary: { dialect: { dialect, options: kit.connectOptions } } }
      const lithify = await open({ connections }, { root })
      opened.push(lithify)
      return lithify
    },
  }
  try {
    await work(at)
  } finally {
    for (const lithify of opened) await lithify.close()
    rmSync(root, { recursive: true, force: true })
  }
}

/** Everything that came of it. */
export async function outcome(kit: Kit): Promise<unknown> {
  const { quote } = kit.dialect
  const rows = await kit.query(`select ${quote('n')} from ${quote('numbers')} order by ${quote('n')}`)
  const history = await kit.query(`select ${quote('name')} from ${quote('lithify_migrations')}`)
  const journal = await kit.query(`select ${quote('name')} from ${quote('lithify_journal')}`)
  return { rows: rows.map((row) => Number(row['n'])), history, journal, schema: await kit.print() }
}

async function cutAt(kit: Kit, statements: readonly string[], cut: Cutting): Promise<unknown> {
  let found: unknown
  await inProject(kit, async (at) => {
    at.write(statements)
    await assert.rejects((await at.open(cut.dialect)).run())
    const lithify = await at.open()
    try {
      await lithify.run()
    } catch (error) {
      assert.ok(isLithifyError(error) && error.code === 'LITHIFY_E_UNFINISHED', `the next run says: ${String(error)}`)
      if (error.data['effect'] === 'unknown') {
        assert.equal(
          kit.dialect.recovery?.changes,
          undefined,
          `it cannot be told what became of: ${String(error.data['text'])}`,
        )
        return
      }
      await lithify.run({ resume: true })
    }
    found = await outcome(kit)
  })
  return found
}

export const journal: readonly Behaviour[] = [
  {
    ...journaled,
    name: 'a migration that is cut off at any step is finished by the next run, and nothing of it is done twice',
    async run(kit) {
      const statements = script(kit)
      const whole = cutting(kit.dialect)
      await inProject(kit, async (at) => {
        at.write(statements)
        await (await at.open(whole.dialect)).run()
      })
      const expected = await outcome(kit)
      const stride = Math.max(1, Math.floor(whole.steps() / Math.max(8, kit.settings.runs)))
      // Never the same steps as the calls come in.
      for (let step = 1; step < whole.steps() - 1; step += stride % 2 === 0 ? stride + 1 : stride) {
        const other = await kit.another()
        const found = await cutAt(other, statements, cutting(other.dialect, step))
        if (found !== undefined) assert.deepEqual(found, expected, `cut at step ${step} of ${whole.steps()}`)
      }
    },
  },
  {
    ...journaled,
    name: 'what failed says where, leaves what came before, and goes on when its file is mended',
    async run(kit) {
      const statements = script(kit)
      await inProject(kit, async (at) => {
        at.write([...statements.slice(0, 4), `insert into ${kit.quote('nothing')} values (1)`])
        const lithify = await at.open()
        await failsWith('LITHIFY_E_STATEMENT', () => lithify.run())
        const { unfinished } = await lithify.status()
        assert.equal(unfinished?.done, 2, 'the rows that were changed together with what failed are not there')
        assert.equal(unfinished.effect, 'no')
        at.write(statements)
        await lithify.run({ resume: true })
        assert.deepEqual(((await outcome(kit)) as { rows: unknown }).rows, [3, 11, 12])
      })
    },
  },
  {
    ...journaled,
    name: 'definitions stay the same as long as nobody changes the object, and only then',
    unless: (dialect) =>
      journaled.unless?.(dialect) ??
      (dialect.recovery?.definitions === undefined ? 'the dialect has no definitions' : undefined),
    async run(kit) {
      const session = await kit.session()
      const now = async (): Promise<string | undefined> =>
        (await kit.dialect.recovery?.definitions?.(session, [table]))?.[0]
      assert.equal(await now(), undefined, 'an object that is not there has no definition')
      const seen = new Set<string | undefined>()
      const step = async (write: Parameters<Kit['build']>[0]): Promise<void> => {
        await kit.apply(kit.build(write))
        const definition = await now()
        assert.ok(definition !== undefined && !seen.has(definition), 'a change is not seen in the definition')
        assert.equal(await now(), definition, 'a definition changes by itself')
        seen.add(definition)
      }
      await step((m) => m.createTable('numbers', (t) => (t.id(), t.integer('n'))))
      await kit.insert('numbers', { n: 1 })
      assert.ok(seen.has(await now()), 'rows change the definition')
      await step((m) => m.createIndex('numbers', ['n'], { name: 'by_n' }))
      await step((m) => m.alterTable('numbers', (t) => void t.integer('more')))
      await kit.apply(kit.build((m) => m.dropTable('numbers')))
      assert.equal(await now(), undefined, 'what was dropped has a definition')
    },
  },
  {
    ...journaled,
    name: 'what a statement changes is told from its text, or it is said that it cannot be',
    unless: (dialect) =>
      journaled.unless?.(dialect) ??
      (dialect.recovery?.changes === undefined ? 'the dialect reads no statements' : undefined),
    async run(kit) {
      const [create = '', other = '', , , index = '', , drop = ''] = script(kit)
      const told = (sql: string): unknown => {
        const found = kit.dialect.recovery?.changes?.(sql)
        return (
          found && { names: found.objects.map(({ kind, name }) => `${kind} ${name}`), creates: found.creates === true }
        )
      }
      assert.deepEqual(told(create), { names: ['table numbers'], creates: true })
      assert.deepEqual(told(other), { names: ['table others'], creates: true })
      assert.deepEqual(told(index), { names: ['table numbers'], creates: false })
      assert.deepEqual(told(drop), { names: ['table others'], creates: false })
    },
  },
]
