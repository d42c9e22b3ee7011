import assert from 'node:assert/strict'
import {
  createOperations,
  creationOrder,
  isForeignKey,
  isIndex,
  isTable,
  createOperation,
  dropOperations,
  Schema,
  type Operation,
  type SchemaObject,
  type Statement,
} from '@lithify/core'
import type { Behaviour } from '../behaviour.ts'
import { expectSame, type Kit } from '../kit.ts'
import { split } from '../tools/scripts.ts'

async function application(kit: Kit): Promise<void> {
  const { capabilities } = kit.dialect
  const { expressions } = kit.settings
  const q = (name: string): string => kit.quote(name)
  await kit.migrate((m) => {
    m.createTable('users', (t) => {
      t.id()
      t.string('e-mail', 60).notNull().unique()
      t.integer('n').default(1)
      if (capabilities.checks) t.check('n_is_fine', expressions.check(q('n')))
      if (capabilities.comments) t.comment("it's; the users")
      t.timestamps()
    })
    m.createTable('a posts', (t) => void [t.id(), t.references('users').onDelete('cascade'), t.text('body')])
    m.createIndex('users', ['n', 'e-mail'])
    if (capabilities.partialIndexes)
      m.createIndex('users', ['n'], { name: 'some', where: expressions.predicate(q('n')) })
    m.createView('z', expressions.query(q('users'), [q('id'), q('n')]))
    m.createView('a', expressions.query(q('z'), [q('n')]))
  })
  const table = (await kit.live()).table({ name: 'users' })
  const opaque = table === undefined ? [] : (kit.options.opaque?.(table, kit.dialect) ?? [])
  await kit.migrate(opaque.map((object): Operation => ({ kind: 'createObject', object })))
}

/** The statements of a dump without history: the server's own texts where it has them. */
function dumpOf(kit: Kit, schema: Schema, use: 'source' | 'model'): string[] {
  const { dialect } = kit
  const inline = dialect.capabilities.inlineForeignKeys
  const known = new Schema([], schema.options)
  const texts = creationOrder(schema, dialect.kinds).flatMap((object) => {
    if (inline && isForeignKey(object)) return []
    if (use === 'source' && cameWithTable(kit, object, known)) return []
    const own = isTable(object) ? schema.foreignKeysOn(object) : []
    const operation: Operation =
      isTable(object) && inline ? { kind: 'createTable', table: object, foreignKeys: own } : createOperation(object)
    const statements =
      use === 'source' && object.source !== undefined
        ? [object.source]
        : dialect.emit(operation, known).map(({ text }) => text)
    known.put(object)
    return statements
  })
  const frame = dialect.frame(schema)
  return [...frame.before, ...texts, ...frame.after]
}

/** Where the text of a table is whole, its keys are in it. */
const cameWithTable = (kit: Kit, object: SchemaObject, known: Schema): boolean =>
  kit.dialect.capabilities.wholeTables &&
  (isIndex(object) || isForeignKey(object)) &&
  known.table({ schema: object.schema, name: object.table })?.source !== undefined

const plain = (list: readonly Statement[]): Statement[] => list.filter(({ foreignKeys }) => foreignKeys === undefined)

/** Sends what a splitter found as a loader does: the dump's own transaction becomes the session's. */
async function load(kit: Kit, statements: readonly Statement[]): Promise<void> {
  const session = await kit.session()
  const begin = statements.findIndex(({ control }) => control === 'begin')
  const commit = statements.findLastIndex(({ control }) => control === 'commit')
  if (begin < 0 || commit < begin) return session.execute(statements)
  await session.execute(plain(statements.slice(0, begin)))
  const checked = statements.some(({ foreignKeys }) => foreignKeys === 'checkedAtCommit')
  await session.transaction(
    () => session.execute(statements.slice(begin + 1, commit)),
    checked ? { foreignKeys: 'checkedAtCommit' } : {},
  )
  await session.execute(plain(statements.slice(commit + 1)))
}

function loads(name: string, use: 'source' | 'model'): Behaviour {
  return {
    name,
    async run(kit) {
      await application(kit)
      const schema = await kit.live()
      const statements = dumpOf(kit, schema, use)
      const script = statements
        .map((text) => kit.dialect.delimited?.(text) ?? `${text}${kit.settings.limits.delimiter}\n`)
        .join('')
      const found = split(kit.dialect, script)
      assert.deepEqual(
        found.map(({ text }) => text.trim()),
        statements.map((text) => text.trim()),
        'the script splits into what was written',
      )
      const other = await kit.another()
      await load(other, found)
      expectSame(schema, await other.live(), kit.dialect, 'what was loaded differs from what was dumped')
      const again = dumpOf(other, await other.live(), use)
      assert.deepEqual(again, statements, 'the dump of what was loaded is not the same text')
    },
  }
}

export const dumps: readonly Behaviour[] = [
  loads("a dump of the server's own texts loads into an empty database, and dumps the same", 'source'),
  loads('a dump written from the model alone does too', 'model'),
  {
    name: 'the frame is the same each time and whole: what it begins it commits',
    async run(kit) {
      const schema = await kit.live()
      const frame = kit.dialect.frame(schema)
      assert.deepEqual(kit.dialect.frame(schema), frame)
      const controls = (texts: readonly string[]): unknown[] =>
        texts
          .flatMap((text) => split(kit.dialect, text))
          .flatMap(({ control }) => (control === undefined ? [] : [control]))
      const [before, after] = [controls(frame.before), controls(frame.after)]
      assert.deepEqual(
        after,
        before.map(() => 'commit'),
      )
      assert.ok(before.every((control) => control === 'begin') && before.length <= 1)
    },
  },
  {
    name: 'createOperations makes the schema anew from operations alone',
    async run(kit) {
      await application(kit)
      const schema = await kit.live()
      const other = await kit.another()
      await other.apply(createOperations(schema, kit.dialect))
      expectSame(schema, await other.live(), kit.dialect, 'the operations make something else')
    },
  },
  {
    name: 'tables that refer to each other in a circle can be made and dropped',
    async run(kit) {
      await kit.migrate((m) => {
        m.createTable('chickens', (t) => void [t.id(), t.bigInteger('x')])
        m.createTable('eggs', (t) => void [t.id(), t.references('chickens')])
      })
      await kit.migrate((m) => m.addColumn('chickens', (t) => t.references('eggs')))
      const schema = await kit.live()
      const other = await kit.another()
      await other.apply(createOperations(schema, kit.dialect))
      expectSame(schema, await other.live(), kit.dialect, 'the circle was not made anew')
      await other.apply(dropOperations(schema, kit.dialect))
      assert.equal((await other.live()).size, 0)
    },
  },
  {
    name: 'dropOperations leaves an empty database, rows or not',
    async run(kit) {
      await application(kit)
      await kit.insert('users', { 'e-mail': 'x', n: 1 })
      const [user] = await kit.query<{ id: number }>(`select id from ${kit.quote('users')}`)
      await kit.insert('a posts', { user_id: user?.id ?? 0, body: 'x' })
      await kit.apply(dropOperations(await kit.live(), kit.dialect))
      assert.equal((await kit.live()).size, 0)
      assert.deepEqual(await kit.dialect.inventory(await kit.session(), {}), [])
    },
  },
]
