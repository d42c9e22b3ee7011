import { isUtf8 } from 'node:buffer'
import { isLithifyError, type Row } from '@lithify/core'
import type { MysqlSession } from '../driver.ts'
import { quote, quoteString } from '../names.ts'
import { tokenize, type Token } from '../sql/lexer.ts'
import { columnsOf } from './column-tokens.ts'
import { unquote } from '../sql/unquote.ts'
import { Unknown } from './cursor.ts'
import { defaultIn, findDoubtful, tableCharset, type Doubtful } from './doubtful.ts'
import { bytesText, replaced } from './literals.ts'

/**
 * The text of a table with its defaults and labels as they are, where the server shows question marks for what it cannot show. It is asked for each
 * string with a question mark: no row has to be there for that.
 * @throws Unknown when it does not tell.
 */
export async function readTrueStrings(session: MysqlSession, table: string, shown: string): Promise<string> {
  const text = withCharacters(shown)
  const doubtful = findDoubtful(text).filter(({ place }) => place !== undefined || session.server.flavour === 'mariadb')
  if (doubtful.length === 0) return text
  const found = new Map<Token, string>()
  for (const [at, [row]] of (await ask(session, table, doubtful)).entries()) {
    const each = doubtful[at] as Doubtful
    found.set(each.token, literalOf(each, row))
  }
  return replaced(text, [...found.keys()], (token) => found.get(token))
}

async function ask(session: MysqlSession, table: string, doubtful: readonly Doubtful[]): Promise<Row[][]> {
  try {
    return await session.queries(
      doubtful.map((each) => (each.place === undefined ? defaultQuery(table, each) : labelQuery(table, each))),
    )
  } catch (error) {
    if (!isLithifyError(error) || !/^LITHIFY_E_(?:STATEMENT|PRIVILEGE)$/.test(error.code)) throw error
    throw unknown(doubtful[0] as Doubtful, error.message)
  }
}

const unknown = ({ column }: Doubtful, why: string): Unknown =>
  new Unknown(`question marks in column ${column}, which may stand for other characters: ${why}`)

/**
 * A value of that column, made from its number: what is added to the first part of a recursive query takes the type of its columns, as if it were
 * stored in one.
 */
function labelQuery(table: string, each: Doubtful): string {
  const { place = 0, type } = each
  const number = type === 'enum' ? place + 1 : 1n << BigInt(place)
  return `WITH RECURSIVE made (v) AS (
      SELECT t.${quote(each.column)} FROM (SELECT 1) AS one LEFT JOIN ${quote(table)} AS t ON FALSE
      UNION ALL SELECT ${number} FROM made WHERE v IS NULL)
    SELECT ${parts('v', each)} FROM made WHERE v IS NOT NULL`
}

/**
 * What a column has by itself. DEFAULT() has no value where there is no row, unless a window function looks at it before that is known. Joined with more
 * than it, the table is none that the server reads beforehand.
 */
function defaultQuery(table: string, each: Doubtful): string {
  return `SELECT ${parts('v', each)} FROM (
      SELECT LAST_VALUE(DEFAULT(t.${quote(each.column)})) OVER () AS v FROM (SELECT 1) AS one
      LEFT JOIN (${quote(table)} AS t JOIN (SELECT 1 AS two UNION ALL SELECT 2) AS pair) ON RAND() > 2 LIMIT 1) AS made`
}

/** Its bytes, and in Unicode, and whether that is the same. */
function parts(value: string, { charset }: Doubtful): string {
  const unicode = `CONVERT(${value} USING utf8mb4)`
  const same = charset === 'binary' ? '1' : `CAST(CONVERT(${unicode} USING ${charset}) AS BINARY) = CAST(${value} AS BINARY)` // prettier-ignore
  return `HEX(CAST(${value} AS BINARY)) AS bytes, HEX(${unicode}) AS text, ${same} AS same`
}

/** As it stood there, where that is what it is. */
function literalOf(each: Doubtful, row: Row | undefined): string {
  if (typeof row?.['bytes'] !== 'string') throw unknown(each, 'the server does not tell')
  const bytes = Buffer.from(row['bytes'], 'hex')
  const text = each.charset === 'binary' ? bytes : Buffer.from(String(row['text']), 'hex')
  const literal = row['same'] === 1 && isUtf8(text) ? text.toString() : undefined
  const [shown, real] = [unquote(each.token.value), literal ?? bytes.toString('latin1')]
  if (literal === shown) return each.token.value
  if (!fits(shown, real)) throw unknown(each, `the server tells of ${JSON.stringify(real)}`)
  return literal === undefined ? bytesText(bytes) : quoteString(literal)
}

/** Whether it can be what is shown so: a question mark, or several, for what cannot be shown. */
const fits = (shown: string, real: string): boolean =>
  new RegExp(`^${shown.replaceAll(/\?+|[.*+^${}()|[\]\\]/g, (part) => (part.startsWith('?') ? '[^]+' : `\\${part}`))}$`, 'u').test(real) // prettier-ignore

/** MySQL shows a default by its bytes where it has characters of four. They are written as characters again. */
function withCharacters(text: string): string {
  if (!/ DEFAULT 0x/i.test(text)) return text
  const tokens = tokenize(text)
  const charset = tableCharset(tokens)
  const given = columnsOf(tokens).flatMap((column) => {
    const token = defaultIn(column)
    const own = column.findIndex((each, at) => each.value === 'character' && column[at + 1]?.value === 'set')
    const actual = own === -1 ? charset : column[own + 2]?.value
    const isText = /^(?:char|varchar|enum|set)$/.test(column[1]?.value ?? '') && actual === 'utf8mb4'
    return isText && token?.type === 'number' && isUtf8(hexadecimal(token)) ? [token] : []
  })
  return replaced(text, given, (token) => quoteString(hexadecimal(token).toString()))
}

const hexadecimal = ({ value }: Token): Buffer => Buffer.from(value.replace(/^0x/i, ''), 'hex')
