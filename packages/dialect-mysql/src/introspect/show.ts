import { isLithifyError, type LithifyError, type ObjectRef, type Row, type Uncovered } from '@lithify/core'
import type { MysqlSession } from '../driver.ts'
import { quote } from '../names.ts'
import { Unknown } from './cursor.ts'
import { readForeign } from './foreign-text.ts'
import { decode, hasLetters } from './literals.ts'
import { readTrueStrings } from './true-strings.ts'

/** What SHOW CREATE answers of one object. */
export interface Shown {
  readonly ref: ObjectRef
  readonly text: string
  readonly sqlMode: string | undefined
  readonly charset: string | undefined
  readonly connection: string | undefined
  readonly databaseCollation: string | undefined
  readonly timeZone: string | undefined
}

const words: Readonly<Record<string, string>> = { packageBody: 'PACKAGE BODY' }

const question = ({ kind, name }: ObjectRef): string =>
  `SHOW CREATE ${words[kind] ?? kind.toUpperCase()} ${quote(name)}`

/**
 * What the server itself shows of these objects, a hundred in each message. It is asked for bytes: converted to the session's character set, what
 * has more than three of them in one character would come as question marks. What it does not show, or not all of it, is uncovered, and says why.
 */
export async function show(
  session: MysqlSession,
  refs: readonly ObjectRef[],
  uncovered: Uncovered[],
): Promise<Shown[]> {
  const found: Shown[] = []
  for (const { ref, row, failure } of await replies(session, refs)) {
    const { bytes, ...rest } = answerOf(ref, row)
    try {
      if (bytes !== undefined) found.push({ ...rest, text: await textOf(session, { ...rest, bytes }) })
      else uncovered.push({ ref, reason: failure === undefined ? notShown(ref) : `the server does not show it: ${failure.message}` }) // prettier-ignore
    } catch (error) {
      if (!(error instanceof Unknown)) throw error
      uncovered.push({ ref, reason: `it holds ${error.message}` })
    }
  }
  return found
}

/** A transaction that only reads is not shown a view that counts with a sequence, on MariaDB: a session beside it is. */
async function replies(session: MysqlSession, refs: readonly ObjectRef[]): Promise<Reply[]> {
  const read = await asBytes(session, refs)
  const held = read.filter(({ failure }) => failure?.code === 'LITHIFY_E_READ_ONLY').map(({ ref }) => ref)
  if (held.length === 0) return read
  const shown = await session.beside((other) => asBytes(other, held))
  return read.map((each) => shown.find(({ ref }) => ref === each.ref) ?? each)
}

/** The text, in Unicode. Code is kept in the character set of who made it, all else in the server's own. */
async function textOf(session: MysqlSession, answer: Answer & { readonly bytes: Buffer }): Promise<string> {
  const { ref, bytes, charset, connection } = answer
  const backslashes = !/\bNO_BACKSLASH_ESCAPES\b/.test(answer.sqlMode ?? '')
  if (ref.kind === 'table') {
    const text = decode(bytes, { printed: true, backslashes: true, bare: '' })
    return readTrueStrings(session, ref.name, text)
  }
  if (charset !== undefined && !isUnicode(charset) && hasLetters(bytes.toString('latin1')))
    return readForeign(session, { ref, bytes, charset, backslashes })
  const bare = charset === 'binary' && connection === 'binary' ? '_binary ' : undefined
  return decode(bytes, { printed: ref.kind === 'view', backslashes, bare })
}

interface Reply {
  readonly ref: ObjectRef
  readonly row: Row | undefined
  readonly failure?: LithifyError | undefined
}

async function answersTo(session: MysqlSession, refs: readonly ObjectRef[]): Promise<Reply[]> {
  try {
    const sets = await session.queries(refs.map(question))
    return refs.map((ref, at) => ({ ref, row: sets[at]?.[0] }))
  } catch (error) {
    const failure = aboutOne(error)
    const [only] = refs
    if (refs.length === 1 && only !== undefined) return [{ ref: only, row: undefined, failure }]
  }
  // One that fails ends its message: it is looked for by halves.
  const half = refs.length >> 1
  return [...(await answersTo(session, refs.slice(0, half))), ...(await answersTo(session, refs.slice(half)))]
}

/** What the server says of one statement; anything else is thrown on. */
function aboutOne(error: unknown): LithifyError {
  if (isLithifyError(error) && /^LITHIFY_E_(?:STATEMENT|READ_ONLY|PRIVILEGE)$/.test(error.code)) return error
  throw error
}

/** What the server answers, as bytes. */
async function asBytes(session: MysqlSession, refs: readonly ObjectRef[]): Promise<Reply[]> {
  await session.execute([{ text: 'SET SESSION character_set_results = binary' }])
  try {
    return await answersTo(session, refs)
  } finally {
    await session.execute([{ text: 'SET SESSION character_set_results = utf8mb4' }]).catch(() => undefined)
  }
}

type Answer = Omit<Shown, 'text'> & { readonly bytes: Buffer | undefined }

/** What the column with the text is called. */
const textColumn = /^(?:Create |SQL Original)/i

function answerOf(ref: ObjectRef, row: Row | undefined): Answer {
  const bytes = (shape: RegExp): Buffer | undefined => {
    const value = Object.entries(row ?? {}).find(([key]) => shape.test(key))?.[1]
    if (Buffer.isBuffer(value)) return value
    return typeof value === 'string' ? Buffer.from(value) : undefined
  }
  const part = (shape: RegExp): string | undefined => bytes(shape)?.toString()
  return {
    ref,
    bytes: bytes(textColumn),
    sqlMode: part(/^sql_mode$/i),
    charset: part(/^character_set_client$/i),
    connection: part(/^collation_connection$/i),
    databaseCollation: part(/^Database Collation$/i),
    timeZone: part(/^time_zone$/i),
  }
}

/** Whether its bytes are those of Unicode as it is read here. What has none of its own is in that of the server's names. */
export const isUnicode = (charset: string | undefined): boolean =>
  charset === undefined || /^(?:utf8(?:mb[34])?|binary)$/.test(charset)

function notShown({ kind }: ObjectRef): string {
  return /^(?:function|procedure|package|packageBody)$/.test(kind)
    ? `the server shows its text only to its definer, and to who has the privilege SHOW_ROUTINE or SELECT on all of it`
    : 'the server does not show it'
}
