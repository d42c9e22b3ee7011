import type { DroppedPart } from '../dialect.ts'

/** A token of the dialect's own lexer. */
export interface Token {
  readonly type: string
  /** Lower case for words; without its quotes for what stands in quotes. */
  readonly value: string
  readonly start: number
  readonly end: number
}

/** How a dialect writes what drops tables and columns. */
export interface DropGrammar<T extends Token> {
  readonly tokenize: (sql: string) => readonly T[]
  /** The types of token that can be a name. */
  readonly names: readonly T['type'][]
  readonly nameOf: (token: T, sql: string) => string
  /** `table`, and what else means the same. */
  readonly table: readonly string[]
  /** Words that may stand between ALTER and TABLE. */
  readonly beforeTable?: readonly string[] | undefined
  /** Words that may stand between ALTER TABLE and the name, and can be no name. */
  readonly beforeName?: readonly string[] | undefined
  /** How many tokens stand between the name of a table and its first change. */
  readonly skipped?: ((tokens: readonly T[], from: number) => number) | undefined
  /** What DROP in an ALTER TABLE takes away that is no column. */
  readonly others: readonly string[]
}

/** `dropped` of a dialect: what `DROP TABLE` and `ALTER TABLE … DROP [COLUMN]` name in a script. */
export function droppedParts<T extends Token>(sql: string, grammar: DropGrammar<T>): DroppedPart[] {
  if (!/drop/i.test(sql)) return []
  const parts: DroppedPart[] = []
  let statement: T[] = []
  for (const token of grammar.tokenize(sql)) {
    if (!isSign(token, ';')) statement.push(token)
    else {
      parts.push(...new Reader(statement, sql, grammar).parts())
      statement = []
    }
  }
  return [...parts, ...new Reader(statement, sql, grammar).parts()]
}

class Reader<T extends Token> {
  readonly #tokens: readonly T[]
  readonly #sql: string
  readonly #grammar: DropGrammar<T>

  constructor(tokens: readonly T[], sql: string, grammar: DropGrammar<T>) {
    this.#tokens = tokens
    this.#sql = sql
    this.#grammar = grammar
  }

  parts(): DroppedPart[] {
    const { table, beforeTable = [], beforeName = [] } = this.#grammar
    if (this.#isWord(0, ['drop']) && this.#isWord(1, table)) return this.#tables(this.#ifExists(2))
    if (!this.#isWord(0, ['alter'])) return []
    const at = this.#past(beforeTable, 1)
    if (!this.#isWord(at, table)) return []
    const name = this.#qualifiedName(this.#past(beforeName, this.#ifExists(at + 1)))
    return name === undefined ? [] : this.#columns(name.part, name.next)
  }

  #tables(first: number): DroppedPart[] {
    const found: DroppedPart[] = []
    for (let at: number | undefined = first; at !== undefined;) {
      const name = this.#qualifiedName(at)
      if (name === undefined) break
      found.push(name.part)
      at = isSign(this.#tokens[name.next], ',') ? name.next + 1 : undefined
    }
    return found
  }

  /** Several changes of a table are separated by commas, outside of parentheses. */
  #columns(table: DroppedPart, from: number): DroppedPart[] {
    const { skipped, others, names } = this.#grammar
    const found: DroppedPart[] = []
    const first = from + (skipped?.(this.#tokens, from) ?? 0)
    let depth = 0
    for (let at = first; at < this.#tokens.length; at++) {
      if (isSign(this.#tokens[at], '(')) depth++
      else if (isSign(this.#tokens[at], ')')) depth--
      const begins = at === first || isSign(this.#tokens[at - 1], ',')
      if (depth > 0 || !begins || !this.#isWord(at, ['drop']) || this.#isWord(at + 1, others)) continue
      const column = this.#tokens[this.#ifExists(this.#isWord(at + 1, ['column']) ? at + 2 : at + 1)]
      if (column !== undefined && names.includes(column.type))
        found.push({ ...table, column: this.#grammar.nameOf(column, this.#sql) })
    }
    return found
  }

  #qualifiedName(at: number): { part: DroppedPart; next: number } | undefined {
    const found: string[] = []
    let next = at
    for (;;) {
      const token = this.#tokens[next]
      if (token === undefined || !this.#grammar.names.includes(token.type)) return undefined
      found.push(this.#grammar.nameOf(token, this.#sql))
      next++
      if (!isSign(this.#tokens[next], '.')) break
      next++
    }
    const schema = found.at(-2)
    return { part: { table: found.at(-1) as string, ...(schema === undefined ? {} : { schema }) }, next }
  }

  #isWord(at: number, values: readonly string[]): boolean {
    const token = this.#tokens[at]
    return token?.type === 'word' && values.includes(token.value)
  }

  /** The first token from there on that is none of these words. */
  #past(words: readonly string[], at: number): number {
    return this.#isWord(at, words) ? this.#past(words, at + 1) : at
  }

  #ifExists(at: number): number {
    return this.#isWord(at, ['if']) && this.#isWord(at + 1, ['exists']) ? at + 2 : at
  }
}

/** In quotes it would be longer. */
const isSign = (token: Token | undefined, value: string): boolean =>
  token?.value === value && token.end - token.start === value.length
