import type { ObjectRef, StatementChanges } from '@lithify/core'
import { isSign, isWord, tokenize, type Token } from '../sql/lexer.ts'

/**
 * What a statement of DDL changes, as far as its text tells. DDL is atomic on both servers, so that each of the objects is as it was or as it is to be;
 * only several tables in one DROP may go one by one on MariaDB, which is then seen.
 */
export function changes(sql: string): StatementChanges | undefined {
  const head = new Reader(sql, tokenize(sql, longestHead))
  if (head.word() === 'create') {
    const kind = head.until(isKind)
    // What stands further behind matters only here: the table of a trigger or an index, the library of a function.
    if (kind !== undefined && kind !== 'trigger' && kind !== 'index' && kind !== 'function')
      return create(head.rewound())
  }
  const statement = new Reader(sql, tokenize(sql))
  const verb = statement.word()
  switch (verb) {
    case 'create':
      return create(statement.rewound())
    case 'alter':
      return alter(statement)
    case 'drop':
      return drop(statement)
    case 'rename':
      return statement.word() === 'table' ? rename(statement) : undefined
    case 'truncate':
    case 'analyze':
    case 'optimize':
    case 'check':
    case 'repair':
    case 'flush':
    case 'cache':
    case 'grant':
      return again
    default:
      return undefined
  }
}

/** Once or twice is the same. */
const again: StatementChanges = { objects: [], repeatable: true }

const kinds: ReadonlySet<string> = new Set(['table', 'view', 'sequence', 'function', 'procedure', 'trigger', 'event'])

/** So many words at most before the name of what is created. */
const longestHead = 48

const isKind = (word: string): boolean => kinds.has(word) || word === 'index' || other.has(word)

function create(statement: Reader): StatementChanges | undefined {
  statement.word()
  const replaces = statement.skip('or', 'replace')
  const kind = statement.until(isKind)
  if (kind === undefined) return undefined
  const repeatable = statement.skip('if', 'not', 'exists') || replaces
  if (kind === 'index') return onTable(statement)
  if (!kinds.has(kind)) return repeatable ? again : undefined
  const object = statement.object(kind)
  if (object === undefined) return undefined
  // A function of a library of the server's is in no catalog.
  if (kind === 'function' && statement.has('soname')) return undefined
  if (kind === 'trigger') {
    statement.until((word) => word === 'on')
    const host = statement.object('table')
    return host && { objects: [{ ...object, table: host.name }], ...(repeatable ? { repeatable } : { creates: true }) }
  }
  return { objects: [object], ...(repeatable ? { repeatable } : { creates: true }) }
}

/** Kinds that no catalog of a database's own objects has. */
const other: ReadonlySet<string> = new Set(['database', 'schema', 'user', 'role', 'server', 'tablespace', 'package'])

/** CREATE INDEX and DROP INDEX. */
function onTable(statement: Reader): StatementChanges | undefined {
  if (statement.until((word) => word === 'on') === undefined) return undefined
  const table = statement.object('table')
  return table && { objects: [table] }
}

/** Changes of a table that its definition does not show, and that cannot be made twice. */
const unseen: ReadonlySet<string> = new Set(['exchange', 'truncate', 'discard', 'import'])

function alter(statement: Reader): StatementChanges | undefined {
  const kind = statement.until((word) => kinds.has(word) || other.has(word))
  if (kind === 'database' || kind === 'schema' || kind === 'user') return again
  if (kind === 'view') return again
  if (kind === undefined || !kinds.has(kind) || kind === 'sequence') return undefined
  statement.skip('if', 'exists')
  const object = statement.object(kind)
  if (object === undefined) return undefined
  const words = statement.outerWords()
  if (kind !== 'table') return words.includes('rename') ? undefined : { objects: [object] }
  if (words.some((word) => unseen.has(word)) || (words.includes('convert') && words.includes('partition')))
    return undefined
  const target = statement.renamed()
  return { objects: target === undefined ? [object] : [object, { ...object, ...target }] }
}

function drop(statement: Reader): StatementChanges | undefined {
  const kind = statement.until((word) => kinds.has(word) || word === 'tables' || word === 'index' || other.has(word))
  if (kind === undefined) return undefined
  const repeatable = statement.skip('if', 'exists')
  if (kind === 'index') return onTable(statement)
  if (other.has(kind)) return repeatable ? again : undefined
  const objects: ObjectRef[] = []
  do {
    const object = statement.object(kind === 'tables' ? 'table' : kind)
    if (object === undefined) return undefined
    objects.push(object)
  } while (statement.sign(','))
  return { objects, ...(repeatable && { repeatable }) }
}

/** Two tables that change places may look the same before and after: of such a statement nothing can be told. */
function rename(statement: Reader): StatementChanges | undefined {
  const objects: ObjectRef[] = []
  do {
    const from = statement.object('table')
    statement.until((word) => word === 'to')
    const to = statement.object('table')
    if (from === undefined || to === undefined) return undefined
    objects.push(from, to)
  } while (statement.sign(','))
  const names = new Set(objects.map(({ schema = '', name }) => `${schema}\0${name}`.toLowerCase()))
  return names.size === objects.length ? { objects } : undefined
}

class Reader {
  readonly #sql: string
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(sql: string, tokens: readonly Token[]) {
    this.#sql = sql
    this.#tokens = tokens
  }

  rewound(): this {
    this.#at = 0
    return this
  }

  word(): string | undefined {
    const token = this.#tokens[this.#at++]
    return token?.type === 'word' ? token.value : undefined
  }

  sign(value: string): boolean {
    if (!isSign(this.#tokens[this.#at], value)) return false
    this.#at++
    return true
  }

  skip(...words: readonly string[]): boolean {
    if (!words.every((word, which) => isWord(this.#tokens[this.#at + which], word))) return false
    this.#at += words.length
    return true
  }

  /** Goes behind the first such word. */
  until(test: (word: string) => boolean): string | undefined {
    for (let at = this.#at; at < this.#tokens.length; at++) {
      const token = this.#tokens[at]
      if (token?.type !== 'word' || !test(token.value)) continue
      this.#at = at + 1
      return token.value
    }
    return undefined
  }

  has(word: string): boolean {
    return this.#tokens.some((token) => isWord(token, word))
  }

  /** A name, with that of its database before it where it has one. */
  object(kind: string): ObjectRef | undefined {
    const first = this.#name()
    if (first === undefined) return undefined
    if (!this.sign('.')) return { kind, name: first }
    const second = this.#name()
    return second === undefined ? undefined : { kind, schema: first, name: second }
  }

  outerWords(): string[] {
    let depth = 0
    const words: string[] = []
    for (const token of this.#tokens.slice(this.#at)) {
      if (isSign(token, '(')) depth++
      else if (isSign(token, ')')) depth--
      else if (depth === 0 && token.type === 'word') words.push(token.value)
    }
    return words
  }

  /** The new name that an ALTER TABLE gives. */
  renamed(): { name: string; schema?: string } | undefined {
    const parts = new Set(['column', 'index', 'key', 'constraint'])
    for (let at = this.#at; at < this.#tokens.length; at++) {
      const next = this.#tokens[at + 1]
      if (!isWord(this.#tokens[at], 'rename') || (next?.type === 'word' && parts.has(next.value))) continue
      this.#at = at + 1
      if (!this.skip('to') && !this.skip('as')) this.sign('=')
      const { name = '', schema } = this.object('table') ?? {}
      return { name, ...(schema === undefined ? {} : { schema }) }
    }
    return undefined
  }

  #name(): string | undefined {
    const token = this.#tokens[this.#at]
    if (token === undefined || (token.type !== 'word' && token.type !== 'quoted' && token.type !== 'number'))
      return undefined
    this.#at++
    // Names have case, and words have none.
    return token.type === 'quoted' ? token.value : this.#sql.slice(token.start, token.end)
  }
}
