import type { Dialect, Schema, Session } from '@lithify/core'
import { expect, test } from 'vitest'
import { database, dialect, registered } from './support.ts'
import { withoutTransactionalDdl } from './without-transactional-ddl.ts'

/** A dialect with a defect, and the test that has to notice it. */
interface Defect {
  readonly noticed: string
  readonly bent: Dialect
}

const bend = (change: Partial<Dialect>): Dialect => ({ ...dialect, ...change })
const claim = (claimed: Partial<Dialect['capabilities']>): Dialect =>
  bend({ capabilities: Object.freeze({ ...dialect.capabilities, ...claimed }) })

/** A dialect whose sessions are changed. */
function session(change: (real: Session) => Partial<Session>): Dialect {
  return bend({
    async connect(options) {
      const real = await dialect.connect(options)
      const bound = Object.fromEntries(
        (['query', 'execute', 'transaction', 'reset', 'lock', 'serverInfo', 'close'] as const).map((name) => [
          name,
          (real[name] as () => unknown).bind(real),
        ]),
      )
      return { ...(bound as unknown as Session), ...change(real) }
    },
  })
}

/** A dialect that sees something else than there is. */
function introspection(change: (schema: Schema) => void): Dialect {
  return bend({
    async introspect(real, scope) {
      const found = await dialect.introspect(real, scope)
      change(found.schema)
      return found
    },
  })
}

const plain = withoutTransactionalDdl
const recovery = plain.recovery as Required<NonNullable<Dialect['recovery']>>
const finished =
  'journal: a migration that is cut off at any step is finished by the next run, and nothing of it is done twice'

const defects: Record<string, Defect> = {
  'a statement of DDL is thought to do no harm twice': {
    noticed: finished,
    bent: { ...plain, recovery: { ...recovery, changes: () => ({ objects: [], repeatable: true }) } },
  },
  'nothing is ever found to be there': {
    noticed: finished,
    bent: { ...plain, recovery: { ...recovery, definitions: async (_, refs) => refs.map(() => undefined) } },
  },
  'a definition is only a name': {
    noticed: 'journal: definitions stay the same as long as nobody changes the object, and only then',
    bent: {
      ...plain,
      recovery: {
        ...recovery,
        definitions: async (real, refs) =>
          (await recovery.definitions(real, refs)).map((found, at) => found && refs[at]?.name),
      },
    },
  },
  'an index is said to be made anew, and to touch no table': {
    noticed: 'journal: what a statement changes is told from its text, or it is said that it cannot be',
    bent: {
      ...plain,
      recovery: {
        ...recovery,
        changes: (sql) => {
          const found = recovery.changes(sql)
          return found && /index/i.test(sql) ? { ...found, creates: true } : found
        },
      },
    },
  },
  'rows that belong together are not in a transaction': {
    noticed: 'journal: what failed says where, leaves what came before, and goes on when its file is mended',
    bent: { ...plain, connect: session(() => ({ transaction: (work) => work() })).connect },
  },
  'names are not quoted': {
    noticed: 'names: every name that the server can hold comes back from the catalog as it is',
    bent: bend({ quote: (name) => `"${name}"` }),
  },
  'capabilities can be changed': {
    noticed: 'identity: its capabilities are complete and frozen',
    bent: bend({ capabilities: { ...dialect.capabilities } }),
  },
  'a kind is missing': {
    noticed: 'identity: its kinds are distinct and hold the four that core knows',
    bent: bend({ kinds: dialect.kinds.slice(1) }),
  },
  'a shadow is claimed and not there': {
    noticed: 'identity: shadow() is there exactly when it is claimed',
    bent: bend({ shadow: undefined as never }),
  },
  'comments are claimed and lost': {
    noticed: 'features: comments on tables and columns',
    bent: claim({ comments: true }),
  },
  'case is claimed to count': {
    noticed: 'names: two names that differ only in case are two names',
    bent: claim({ caseSensitiveNames: true }),
  },
  'execute goes on after a failure': {
    noticed: 'sessions: execute() stops at the first failure and says which it was',
    bent: session((real) => ({
      async execute(statements) {
        let first: unknown
        for (const statement of statements)
          await real.execute([statement]).catch((error: unknown) => void (first ??= error))
        if (first !== undefined) throw first
      },
    })),
  },
  'execute says the wrong index': {
    noticed: 'sessions: execute() stops at the first failure and says which it was',
    bent: session((real) => ({
      async execute(statements) {
        for (const statement of statements) await real.execute([statement])
      },
    })),
  },
  'a transaction is none': {
    noticed: 'sessions: a transaction that fails is rolled back and fails with the same error',
    bent: session(() => ({ transaction: (work) => work() })),
  },
  'a read-only transaction writes': {
    noticed: 'sessions: a read-only transaction reads and does not write',
    bent: session((real) => ({ transaction: (work) => real.transaction(work) })),
  },
  'foreign keys are never checked': {
    noticed: 'foreign keys: checked at the commit, a row that points nowhere rolls everything back',
    bent: session((real) => ({ transaction: (work) => real.transaction(work, { foreignKeys: 'enforced' }) })),
  },
  'everybody gets the lock': {
    noticed: 'locks: one session has it, another does not get it',
    bent: session(() => ({ lock: async () => ({ release: async () => {} }) })),
  },
  'the splitter forgets where it was': {
    noticed: 'splitting: it does not matter where the pieces of a script end',
    bent: bend({
      splitter: () => ({
        push: (piece) => {
          const whole = dialect.splitter()
          return [...whole.push(piece), ...whole.end()]
        },
        end: () => [],
      }),
    }),
  },
  'positions are one off': {
    noticed: 'splitting: positions are where the statements stand',
    bent: bend({
      splitter() {
        const real = dialect.splitter()
        const off = (list: ReturnType<typeof real.push>): typeof list =>
          list.map((found) =>
            found.position === undefined
              ? found
              : { ...found, position: { ...found.position, line: found.position.line + 1 } },
          )
        return { push: (piece) => off(real.push(piece)), end: () => off(real.end()) }
      },
    }),
  },
  'every name is that of a table': {
    noticed: 'introspection: whether tables are there is told as the inventory tells it',
    bent: bend({ hasTables: async (_, tables) => tables.map(() => true) }),
  },
  'of several tables only the first is found': {
    noticed: 'introspection: whether tables are there is told as the inventory tells it',
    bent: bend({
      hasTables: async (real, tables) => {
        const names = new Set((await dialect.inventory(real, {})).map(({ name }) => name))
        return tables.map(({ name }, at) => at === 0 && names.has(name))
      },
    }),
  },
  'the inventory is always empty': {
    noticed: 'introspection: the inventory lists every object that introspection finds',
    bent: bend({ inventory: async () => [] }),
  },
  'the scope is ignored': {
    noticed: 'introspection: a table that is excluded is left out, with all that lives on it',
    bent: bend({ introspect: (real) => dialect.introspect(real, {}) }),
  },
  'the columns of views are not compared': {
    noticed: 'features: views, on views too, with column names of their own',
    bent: bend({ compare: { ...dialect.compare, query: (query) => dialect.compare.query(query) } }),
  },
  'tables are named without being quoted': {
    noticed: 'names: tableName() means the table that emit makes',
    bent: bend({ tableName: ({ name }) => name }),
  },
  'a transaction that a script left open stays open': {
    noticed: 'sessions: reset() rolls back a transaction that a script has left open, and says so',
    bent: session(() => ({ reset: async () => ({ rolledBack: false }) })),
  },
  'indexes are not seen': {
    noticed: 'features: indexes, unique and not, of one column and of several',
    bent: introspection((schema) => {
      for (const object of schema.objects()) if (object.kind === 'index') schema.remove(object)
    }),
  },
  'defaults are not seen': {
    noticed: 'features: defaults of every kind',
    bent: introspection((schema) => {
      for (const object of schema.objects()) {
        const table = schema.table(object)
        if (object.kind === 'table' && table !== undefined) {
          schema.put({ ...table, columns: table.columns.map((column) => ({ ...column, default: undefined })) })
        }
      }
    }),
  },
  'a rename is forgotten': {
    noticed: 'operations: renameIndex, and back',
    bent: bend({
      emit: (operation, schema) => (operation.kind === 'renameIndex' ? [] : dialect.emit(operation, schema)),
    }),
  },
  'a changed table loses its rows': {
    noticed: 'operations: rows keep their values through every change of their table',
    bent: bend({
      emit: (operation, schema) => dialect.emit(operation, schema).filter(({ text }) => !text.startsWith('INSERT')),
    }),
  },
  'rows come in no order': {
    noticed: 'rows: the same rows give the same text, whatever order they were written in',
    bent: bend({
      async *rows(real, { name }) {
        for (const row of await real.query(`select * from ${dialect.quote(name)} order by random()`)) {
          yield {
            sql: JSON.stringify(row, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
            count: 1,
          }
        }
      },
    }),
  },
  'texts in a dump lose their backslashes': {
    noticed: 'rows: loading the text gives the same rows',
    bent: bend({
      async *rows(real, table) {
        for await (const { sql, count } of dialect.rows(real, table)) yield { sql: sql.replaceAll('\\', ''), count }
      },
    }),
  },
  'literals are not escaped': {
    noticed: 'rows: literals are read back as the values they stand for',
    bent: bend({
      types: {
        ...dialect.types,
        literal: (value) => (typeof value === 'string' ? `'${value}'` : dialect.types.literal(value)),
      },
    }),
  },
  'a generated column is emitted as a plain one': {
    noticed: 'properties: any schema that is made is read back as it was made',
    bent: bend({
      emit: (operation, schema) =>
        dialect.emit(operation, schema).map((statement) => ({
          ...statement,
          text: statement.text.replaceAll(/GENERATED ALWAYS AS \([^()]*\) \w+/g, ''),
        })),
    }),
  },
  'not null is forgotten when a column is altered': {
    noticed:
      'properties: any row of operations does in memory what it does in the database, and the way back leaves the same schema',
    bent: bend({
      emit: (operation, schema) =>
        dialect.emit(
          operation.kind === 'alterColumn'
            ? { ...operation, change: { ...operation.change, nullable: true } }
            : operation,
          schema,
        ),
    }),
  },
}

for (const [what, { noticed, bent }] of Object.entries(defects)) {
  test(`it is noticed when ${what}`, async () => {
    const run = registered({ factory: () => database(bent), runs: 60, shrink: false }).get(noticed)
    if (run === undefined) throw new Error(`the kit has no test ${noticed}`)
    await expect(run()).rejects.toThrow()
  })
}

test('what is asked of a database that cannot roll back DDL is passed by one that does all of it', async () => {
  const tests = registered({ factory: () => database(withoutTransactionalDdl) })
  const own = [...tests].filter(([name]) => name.startsWith('journal: '))
  expect(own).toHaveLength(4)
  for (const [, run] of own) await run({ skip: (reason: string) => expect.unreachable(reason) })
})

test('how far work came is known without the help of the dialect too, or it is said that it is not', async () => {
  const bare = { ...withoutTransactionalDdl, recovery: undefined }
  const run = registered({ factory: () => database(bare) }).get(finished)
  if (run === undefined) throw new Error(`the kit has no test ${finished}`)
  await run()
})

test('each of these tests is passed without the defect, or is not for this dialect', async () => {
  const tests = registered({ runs: 2 })
  for (const { noticed } of Object.values(defects)) await tests.get(noticed)?.()
})
