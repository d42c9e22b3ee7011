import { createOperation, isTable, Schema, type SchemaObject } from '@lithify/core'
import { emit } from '../emit.ts'
import { createTable } from '../emit/table.ts'
import { quote } from '../names.ts'
import { isSign, isWord, tokenize, type Token } from '../sql/lexer.ts'
import type { About } from './about.ts'
import { Cursor, Unknown } from './cursor.ts'
import { parseTable } from './parse-table.ts'
import type { Shown } from './show.ts'
import { columnsOf } from './column-tokens.ts'
import { without, withoutOwnDatabase } from './texts.ts'
import { lostWords } from './lost-words.ts'

/**
 * A table with its indexes and foreign keys. What the model holds has to write again every word that the server shows; where it does not, the table
 * is kept as it is shown, and is compared and created as that text.
 */
export function readTable({ ref, text: shown }: Shown, about: About): SchemaObject[] {
  const source = withoutImplied(withoutCounter(withoutOwnDatabase(shown, about.database)))
  refuseSecret(source)
  try {
    const { objects, made, tokens } = parseTable(source, about)
    const schema = new Schema(objects)
    const written = [...objects, ...made].flatMap((object) => textsOf(object, schema))
    if (lostWords(tokens, written.join('\n'), about).length === 0)
      return objects.map((object) => (object.kind === 'table' ? { ...object, source } : object))
  } catch (error) {
    if (!(error instanceof Unknown)) throw error
  }
  return [{ kind: 'tableAsShown', name: ref.name, create: source, drop: `DROP TABLE ${quote(ref.name)}` }]
}

/** What the model writes. */
function textsOf(object: SchemaObject, schema: Schema): string[] {
  if (isTable(object)) return [createTable({ kind: 'createTable', table: object, foreignKeys: [] }, schema)]
  return emit(createOperation(object), schema).map(({ text }) => text)
}

/** The counter says how many rows there were, and nothing about the schema. */
function withoutCounter(text: string): string {
  if (!/\bAUTO_INCREMENT=/i.test(text)) return text
  const tokens = tokenize(text)
  const at = tokens.findIndex((token, index) => isWord(token, 'auto_increment') && isSign(tokens[index + 1], '='))
  const [from, to] = [tokens[at - 1], tokens[at + 2]]
  return at === -1 ? text : text.slice(0, (from as Token).end) + text.slice((to as Token).end)
}

/**
 * MySQL shows the collation of a column that has the table's, and does not show its character set then. Written with it, the column would have it
 * by itself, and be shown in another way.
 */
function withoutImplied(text: string): string {
  if (!/ COLLATE /i.test(text)) return text
  const cuts = columnsOf(tokenize(text)).flatMap((tokens) => {
    if (tokens.some((token, at) => isWord(token, 'character') && isWord(tokens[at + 1], 'set'))) return []
    const at = tokens.findIndex((token, index) => isWord(token, 'collate') && depthAt(tokens, index) === 0)
    return at === -1 ? [] : [{ start: (tokens[at - 1] as Token).end, end: (tokens[at + 1] as Token).end }]
  })
  return without(text, cuts)
}

const depthAt = (tokens: readonly Token[], at: number): number =>
  tokens.slice(0, at).reduce((depth, token) => depth + Number(isSign(token, '(')) - Number(isSign(token, ')')), 0)

/** A table on another server may hold how to get there, password included. */
function refuseSecret(text: string): void {
  if (!/\bCONNECTION=/i.test(text)) return
  const cursor = new Cursor(text)
  while (!cursor.done) {
    if (!cursor.words('connection')) cursor.take()
    else if (cursor.sign('=') && /:\/\/[^/]*:[^/]*@|password/i.test(cursor.string()))
      throw new Unknown('a password in its CONNECTION')
  }
}
