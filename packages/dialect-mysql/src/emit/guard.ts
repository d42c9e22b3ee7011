import { misfit } from '@lithify/core/dialect-kit'
import { quoteString } from '../names.ts'
import { tokenize } from '../sql/lexer.ts'

/** Characters of four bytes. The server keeps names, comments and the labels of enums in a character set that has none, and puts question marks there. */
const astral = /[\u{10000}-\u{10ffff}]/u

/**
 * A comment as a literal.
 * @throws LithifyError `LITHIFY_E_UNSUPPORTED`
 */
export function commentText(comment: string): string {
  if (astral.test(comment)) throw refuse('comment', comment)
  return quoteString(comment)
}

/**
 * Refuses what the server would take, and change without a word.
 * @throws LithifyError `LITHIFY_E_UNSUPPORTED`
 */
export function refuseChanged(text: string): void {
  if (!astral.test(text)) return
  const name = tokenize(text).find(({ type, value }) => type === 'quoted' && astral.test(value))
  if (name !== undefined) throw refuse('name', name.value)
}

/** @throws LithifyError `LITHIFY_E_UNSUPPORTED` */
export function refuseLabels(type: string): void {
  if (/^\s*(?:enum|set)\b/i.test(type) && astral.test(type)) throw refuse('type', type)
}

const refuse = (what: string, text: string): Error =>
  misfit(
    `MySQL holds no character of four bytes in a ${what}, such as those in ${JSON.stringify(text)}: it would put question marks there.`,
    { [what]: text },
    'LITHIFY_E_UNSUPPORTED',
  )
