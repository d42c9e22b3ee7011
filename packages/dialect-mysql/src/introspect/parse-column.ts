import type { Column, Plain } from '@lithify/core'
import { normaliseType } from '../compare/type.ts'
import { tokenize } from '../sql/lexer.ts'
import { Unknown, type Cursor } from './cursor.ts'

export interface ParsedColumn {
  readonly column: Column
}

interface Draft {
  nullable: boolean
  default?: string
  generated?: { expression: string; stored: boolean }
  collation?: string
  comment?: string
  options: Record<string, Plain>
  /** MariaDB keeps a check that was written with a column there, without a name of its own. */
  check?: string
}

export function parseColumn(cursor: Cursor): ParsedColumn {
  const name = cursor.name()
  const type = parseType(cursor)
  const draft: Draft = { nullable: true, options: {} }
  while (!cursor.done && cursor.next?.value !== ',' && cursor.next?.value !== ')') attribute(cursor, draft)
  const { check, options, ...rest } = draft
  if (check !== undefined && isJson(name, type, check)) {
    const { collation: _, ...others } = rest
    const { charset: __, ...kept } = options
    return { column: { name, type: 'json', ...others, ...optionsOf(kept) } }
  }
  if (check !== undefined) options['check'] = check
  return { column: { name, type, ...rest, ...optionsOf(options) } }
}

const optionsOf = (options: Record<string, Plain>): Pick<Column, 'options'> =>
  Object.keys(options).length === 0 ? {} : { options }

/** The type json of MariaDB is another name for this. */
function isJson(name: string, type: string, check: string): boolean {
  const tokens = tokenize(check)
  return type === 'longtext' && tokens.length === 4 && tokens[0]?.value === 'json_valid' && tokens[2]?.value === name
}

function parseType(cursor: Cursor): string {
  const start = cursor.take()
  if (start.type !== 'word') throw new Unknown(start.value)
  if (cursor.next?.value === '(') cursor.parentheses()
  while (cursor.words('unsigned') || cursor.words('zerofill')) continue
  return normaliseType(cursor.since(start))
}

function attribute(cursor: Cursor, draft: Draft): void {
  const { options } = draft
  if (cursor.words('not', 'null')) draft.nullable = false
  else if (cursor.words('null')) draft.nullable = true
  else if (cursor.words('character', 'set')) options['charset'] = cursor.name()
  else if (cursor.words('collate')) draft.collation = cursor.name()
  else if (cursor.words('default')) {
    const value = expression(cursor)
    if (value.toLowerCase() !== 'null') draft.default = value
  } else if (cursor.words('on', 'update')) options['onUpdate'] = expression(cursor)
  else if (cursor.words('auto_increment')) options['autoIncrement'] = true
  else if (cursor.words('comment')) draft.comment = cursor.string()
  else if (cursor.words('invisible')) options['invisible'] = true
  else if (cursor.words('srid')) options['srid'] = Number(cursor.take().value)
  else if (cursor.words('check')) draft.check = cursor.parentheses()
  else if (cursor.words('compressed')) options['compressed'] = true
  else if (cursor.words('generated', 'always', 'as', 'row')) options['row'] = cursor.name().toUpperCase()
  else if (cursor.words('without', 'system', 'versioning')) options['unversioned'] = true
  else if (cursor.words('engine_attribute')) options['engineAttribute'] = cursor.string()
  else if (cursor.words('generated', 'always', 'as')) {
    const text = cursor.parentheses()
    const stored = cursor.words('stored') || cursor.words('persistent')
    if (!stored && !cursor.words('virtual')) throw cursor.unknown()
    draft.generated = { expression: text, stored }
  } else options['more'] = more(cursor)
}

/** What is not understood, word by word, is kept as it stands. */
function more(cursor: Cursor): string {
  const start = cursor.take()
  while (!cursor.done && cursor.next?.value !== ',' && cursor.next?.value !== ')')
    if (cursor.next?.value === '(') cursor.parentheses()
    else cursor.take()
  return cursor.since(start)
}

/** A literal with what stands before it, a call, or what stands in parentheses. */
function expression(cursor: Cursor): string {
  if (cursor.next?.value === '(') return cursor.parentheses()
  const start = cursor.take()
  if (start.value === '-' || start.value === '+' || (start.value.startsWith('_') && cursor.next?.type === 'string'))
    cursor.take()
  else if (start.type === 'word' && cursor.next?.value === '(') cursor.parentheses()
  return cursor.since(start)
}
