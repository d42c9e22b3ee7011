import type { Options, View } from '@lithify/core'
import type { About } from './about.ts'
import { settings } from './code.ts'
import { Cursor, Unknown } from './cursor.ts'
import { ambiguousTable } from './reads.ts'
import type { Shown } from './show.ts'
import { definerIn, withoutDefiner, withoutOwnDatabase } from './texts.ts'

/** A view, from what SHOW CREATE VIEW answers: with its options, and its query as the server keeps it. */
export function readView(shown: Shown, about: About, definers: boolean): View {
  const text = withoutOwnDatabase(shown.text, about.database)
  const plain = withoutDefiner(text)
  const cursor = new Cursor(plain)
  const options: Record<string, string> = {}
  if (!cursor.words('create')) throw cursor.unknown()
  if (cursor.words('algorithm')) {
    cursor.expect('=')
    const algorithm = cursor.name().toUpperCase()
    if (algorithm !== 'UNDEFINED') options['algorithm'] = algorithm
  }
  if (cursor.words('sql', 'security')) {
    const security = cursor.name().toUpperCase()
    if (security !== 'DEFINER') options['security'] = security
  }
  if (!cursor.words('view')) throw cursor.unknown()
  const name = cursor.name()
  const columns = cursor.next?.value === '(' ? names(cursor) : undefined
  if (!cursor.words('as')) throw cursor.unknown()
  const rest = cursor.rest()
  const ambiguous = ambiguousTable(rest)
  if (ambiguous !== undefined) throw new Unknown(`tables of two databases, both called ${ambiguous}`)
  const check = / WITH (CASCADED|LOCAL) CHECK OPTION$/.exec(rest)
  if (check !== null) options['checkOption'] = check[1] ?? ''
  const made = settings(shown, plain, about)
  const hasSettings = Object.keys(made).length > 0
  const definer = definers && hasSettings ? definerIn(text) : undefined
  const all: Options = { ...options, ...made, ...(definer === undefined ? {} : { definer }) }
  return {
    kind: 'view',
    name,
    definition: rest.slice(0, check?.index),
    ...(columns === undefined ? {} : { columns }),
    ...(Object.keys(all).length === 0 ? {} : { options: all }),
    // Where it needs settings of its own, the dialect writes it, with them.
    ...(hasSettings ? {} : { source: definers ? text : plain }),
  }
}

function names(cursor: Cursor): string[] {
  cursor.expect('(')
  const found = [cursor.name()]
  while (cursor.sign(',')) found.push(cursor.name())
  cursor.expect(')')
  return found
}
