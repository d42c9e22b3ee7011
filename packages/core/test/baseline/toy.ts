import {
  defineCapabilities,
  LithifyError,
  refKey,
  Schema,
  type Capabilities,
  type Dialect,
  type Operation,
  type SchemaObject,
  type Session,
  type Statement,
  type Table,
  type Uncovered,
} from '../../src/index.ts'
import { compare, testDialect } from '../schema/test-dialect.ts'

/** A database in memory that understands five statements, enough to dump it and to boot it. */
export class ToyDatabase {
  objects = new Map<string, SchemaObject>()
  /** The INSERT statements that each table was given. */
  inserts = new Map<string, string[]>()
  uncovered: Uncovered[] = []
  /** Everything that was executed, `begin`, `commit` and `rollback` of the session included. */
  readonly log: string[] = []

  run(sql: string): void {
    this.log.push(sql)
    const create = /^create (table|view|trigger|watcher) "((?:[^"]|"")+)"(?: on "([^"]+)")?/.exec(sql)
    const insert = /^insert into "([^"]+)"/.exec(sql)
    if (create !== null) this.#create(sql, create[1] as string, unquote(create[2] as string), create[3])
    else if (sql.startsWith('grant ')) this.put(toyGrant(sql.slice('grant '.length)))
    else if (insert !== null && this.inserts.has(insert[1] as string)) this.inserts.get(insert[1] as string)?.push(sql)
    else if (!/^(set|drop) /.test(sql))
      throw new LithifyError('LITHIFY_E_STATEMENT', 'not understood', { data: { text: sql } })
  }

  #create(sql: string, kind: string, name: string, on: string | undefined): void {
    if (kind === 'table') {
      this.inserts.set(name, [])
      this.put({
        ...toyTable(
          name,
          [...sql.slice(sql.indexOf('(')).matchAll(/"([^"]+)"/g)].map((match) => match[1] as string),
        ),
        source: sql,
      })
    } else if (kind === 'view') this.put({ kind, name, definition: sql.slice(sql.indexOf(' as ') + 4), source: sql })
    else this.put({ kind, name, table: on, create: sql, drop: `drop ${kind} "${name}"`, source: sql })
  }

  put(object: SchemaObject): void {
    this.objects.set(refKey(object), object)
  }

  tables(): string[] {
    return [...this.objects.values()].filter(({ kind }) => kind === 'table').map(({ name }) => name)
  }
}

export function toyTable(name: string, columns: readonly string[] = ['id']): Table {
  return {
    kind: 'table',
    name,
    columns: columns.map((column) => ({ name: column, type: 'text', nullable: true })),
    primaryKey: { keys: [{ column: columns[0] }] },
    uniques: [],
    checks: [],
  }
}

/** Only in the schema where privileges are asked for. */
export function toyGrant(name: string): SchemaObject {
  return { kind: 'grants', name, create: `grant ${name}`, drop: `revoke ${name}`, source: `grant ${name}` }
}

export interface ToyOptions {
  readonly capabilities?: Partial<Capabilities> | undefined
  readonly frame?: ReturnType<Dialect['frame']> | undefined
  readonly shadow?: (() => ToyDatabase) | undefined
}

export function toyDialect(database: ToyDatabase, options: ToyOptions = {}): Dialect {
  const dialect: Dialect = {
    name: 'toy',
    title: 'Toy',
    protocols: ['toy'],
    capabilities: defineCapabilities({
      inlineForeignKeys: true,
      foreignKeysCheckedAtCommit: true,
      shadow: true,
      ...options.capabilities,
    }),
    kinds: [{ kind: 'table' }, { kind: 'view' }, { kind: 'trigger', afterData: true }, { kind: 'watcher', last: true }],
    types: testDialect().types,
    compare,
    quote: (name) => `"${name.replaceAll('"', '""')}"`,
    placeholder: () => '?',
    emit: (operation) => [{ text: emit(operation) }],
    splitter: () => new ToySplitter(),
    frame: () => options.frame ?? { before: ['set keys off', 'begin'], after: ['commit'] },
    connect: async () => toySession(database),
    inventory: async () => [...database.objects.values()].filter(({ kind }) => kind !== 'grants'),
    introspect: async (session, { exclude = [], privileges = false }) => {
      const excluded = new Set(exclude.map(({ name }) => name))
      const { objects, uncovered } = databaseOf(session)
      const seen = [...objects.values()].filter(
        ({ kind, name }) => !excluded.has(name) && (privileges || kind !== 'grants'),
      )
      return { schema: new Schema(seen), uncovered }
    },
    async *rows(session, table) {
      for (const sql of (databaseOf(session).inserts.get(table.name) ?? []).toSorted()) yield { sql, count: 1 }
    },
    shadow: async () => toySession(options.shadow?.() ?? new ToyDatabase()),
  }
  return dialect
}

const databases = new WeakMap<Session, ToyDatabase>()
const databaseOf = (session: Session): ToyDatabase => databases.get(session) as ToyDatabase

export function toySession(database: ToyDatabase): Session {
  const session: Session = {
    query: async (sql) => query(database, sql) as never,
    async execute(statements) {
      for (const [index, { text }] of statements.entries()) {
        try {
          database.run(text)
        } catch {
          throw new LithifyError('LITHIFY_E_STATEMENT', 'not understood', { data: { index, text } })
        }
      }
    },
    async transaction(work, settings = {}) {
      const before = {
        objects: new Map(database.objects),
        inserts: new Map([...database.inserts].map(([name, rows]) => [name, [...rows]])),
      }
      database.log.push(settings.foreignKeys === 'checkedAtCommit' ? 'BEGIN unchecked' : 'BEGIN')
      try {
        const result = await work()
        database.log.push('COMMIT')
        return result
      } catch (error) {
        database.log.push('ROLLBACK')
        Object.assign(database, before)
        throw error
      }
    },
    lock: async () => ({ release: async () => undefined }),
    serverInfo: async () => ({ name: 'Toy', version: '3.2.1', major: '3', database: 'toy' }),
    close: async () => undefined,
  }
  databases.set(session, database)
  return session
}

function query(database: ToyDatabase, sql: string): Record<string, unknown>[] {
  const table = /from "([^"]+)"/.exec(sql)?.[1] ?? ''
  const inserts = database.inserts.get(table)
  if (inserts === undefined) throw new LithifyError('LITHIFY_E_STATEMENT', `no table ${table}`)
  return inserts.map((insert, index) => {
    const [names = [], values = []] = [/\(("[^)]*)\) values/, /values \((.*)\)$/s].map((part) =>
      [...(part.exec(insert)?.[1] ?? '').matchAll(/"([^"]*)"|'((?:[^']|'')*)'|(\d+)/g)].map((match) =>
        match.slice(1).find((each) => each !== undefined),
      ),
    )
    return {
      id: index + 1,
      kind: 'migration',
      batch: 0,
      applied_at: '2026-01-01 00:00:00',
      ...Object.fromEntries(names.map((name, at) => [name, values[at]])),
    }
  })
}

function emit(operation: Operation): string {
  if (operation.kind === 'createTable') {
    const { name, columns } = operation.table
    return `create table "${name.replaceAll('"', '""')}" (${columns.map((column) => `"${column.name}"`).join(', ')})`
  }
  if (operation.kind === 'createView') return `create view "${operation.view.name}" as ${operation.view.definition}`
  if (operation.kind === 'createObject') return operation.object.create
  throw new Error(`the toy has no ${operation.kind}`)
}

/** A statement ends with a semicolon at the end of a line; one that opens with `create trigger` ends with `end;`. */
class ToySplitter {
  #text = ''
  #line = 1

  push(piece: string): Statement[] {
    this.#text += piece
    const found: Statement[] = []
    for (;;) {
      const comment = /^(?:--[^\n]*\n|\s+)/.exec(this.#text)
      if (comment !== null) {
        this.#take(comment[0].length)
        continue
      }
      const end = this.#text.startsWith('create trigger') ? /end;\n/.exec(this.#text) : /;\n/.exec(this.#text)
      if (end === null) return found
      const text = this.#text.slice(0, end.index + end[0].length - 2)
      const control = /^(begin|commit|rollback)$/.exec(text)?.[1] as 'begin' | 'commit' | 'rollback' | undefined
      const foreignKeys = text === 'set keys off' ? ('checkedAtCommit' as const) : undefined
      found.push({ text, control, foreignKeys, position: { offset: 0, line: this.#line, column: 1 } })
      this.#take(end.index + end[0].length)
    }
  }

  end(): Statement[] {
    if (this.#text.trim() === '') return []
    throw new LithifyError('LITHIFY_E_SCRIPT', 'The script ends in the middle of a statement.', {
      data: { position: { offset: 0, line: this.#line, column: 1 } },
    })
  }

  #take(length: number): void {
    this.#line += this.#text.slice(0, length).split('\n').length - 1
    this.#text = this.#text.slice(length)
  }
}

const unquote = (name: string): string => name.replaceAll('""', '"')
