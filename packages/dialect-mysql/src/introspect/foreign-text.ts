import { isUtf8 } from 'node:buffer'
import type { ObjectRef } from '@lithify/core'
import type { MysqlSession } from '../driver.ts'
import { quote } from '../names.ts'
import { isWord, tokenize, type Token } from '../sql/lexer.ts'
import { commentIn, headOf } from './code-head.ts'
import { Unknown } from './cursor.ts'
import { hasLetters, introducedIn, introducedText, replaced } from './literals.ts'
import { namesIn } from './reads.ts'

/** A text in the character set of who made the object. */
export interface Foreign {
  readonly ref: ObjectRef
  readonly bytes: Buffer
  readonly charset: string
  readonly backslashes: boolean
}

/**
 * Its text in Unicode, where it means the same. The server converts; that it comes back byte by byte proves that nothing was lost. What the server
 * keeps in Unicode and has put among the rest, names and comments, and literals that say their own character set, are not converted but taken as they are.
 * @throws Unknown when it cannot be written in Unicode.
 */
export async function readForeign(session: MysqlSession, foreign: Foreign): Promise<string> {
  const { ref, bytes, charset, backslashes } = foreign
  const [row] = await session.query<{ text: string | null; back: string | null }>(
    `SELECT HEX(t) AS text, HEX(CONVERT(t USING ${charset})) AS back
     FROM (SELECT CONVERT(CONVERT(x'${bytes.toString('hex')}' USING ${charset}) USING utf8mb4) AS t) AS d`,
  )
  if (row?.text == null || row.back !== bytes.toString('hex').toUpperCase())
    throw new Unknown(`bytes that are no characters of ${charset}`)
  const text = Buffer.from(row.text, 'hex').toString()
  const tokens = tokenize(text, Infinity, backslashes)
  const introduced = introducedIn(tokens, backslashes)
  const kept = ref.kind === 'view' ? [] : keptInUnicode(text, tokens)
  const asked = [
    // Characters of Unicode stay characters, with their escapes.
    ...introduced.map(({ token, charset: own, content }) => (isUnicode(own) ? token.value : content)),
    ...kept.map(({ value }) => value),
  ]
  const encoded = asked.length === 0 ? [] : await encode(session, asked, charset)
  const written = new Map<Token, string>()
  introduced.forEach((each, at) => {
    const own = encoded[at] as Buffer
    written.set(each.token, isUnicode(each.charset) ? unicodeOf(own) : introducedText(each, own))
  })
  kept.forEach((token, at) => {
    const own = encoded[introduced.length + at] as Buffer
    const name = own.toString()
    if (token.type === 'string') written.set(token, unicodeOf(own))
    else if (name === ref.name || name === ref.table || isUser(tokens, token)) written.set(token, quote(unicodeOf(own)))
  })
  const read = replaced(text, tokens, (token) => written.get(token))
  if (hasLetters(ref.name) && !namesIn(read).has(ref.name.toLowerCase())) throw new Unknown('a name that it is not known by') // prettier-ignore
  return read
}

const isUnicode = (charset: string): boolean => charset.startsWith('utf8')

function unicodeOf(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new Unknown('bytes that are no characters')
  return bytes.toString()
}

/** Users, names and a comment before the body, as far as they are more than ASCII. */
function keptInUnicode(text: string, tokens: readonly Token[]): Token[] {
  const comment = commentIn(text, tokens)
  const names = headOf(tokens).filter(({ type }) => type === 'quoted')
  return [...names, ...(comment === undefined ? [] : [comment])].filter(({ value }) => hasLetters(value))
}

const isUser = (tokens: readonly Token[], token: Token): boolean => {
  const at = tokens.indexOf(token)
  return tokens[at + 1]?.type === 'variable' && isWord(tokens[at - 2], 'definer')
}

async function encode(session: MysqlSession, texts: readonly string[], charset: string): Promise<Buffer[]> {
  const rows = await session.query<{ bytes: string }>(
    texts
      .map(
        (text, at) =>
          `SELECT ${at} AS n, HEX(CONVERT(_utf8mb4 x'${Buffer.from(text).toString('hex')}' USING ${charset})) AS bytes`,
      ) // prettier-ignore
      .join(' UNION ALL '),
  )
  return rows.map(({ bytes }) => Buffer.from(bytes, 'hex'))
}
