import type { Check, ForeignKey, KeyPart, Options, Plain, ReferentialAction } from '@lithify/core'
import type { Cursor } from './cursor.ts'

export interface ParsedKey {
  readonly keys: readonly KeyPart[]
  readonly options?: Options
}

/** The columns of a key, and what stands behind them. */
export function parseKey(cursor: Cursor): ParsedKey {
  const keys = list(cursor, () => keyPart(cursor))
  const options: Record<string, Plain> = {}
  while (!cursor.done && cursor.next?.value !== ',' && cursor.next?.value !== ')') {
    if (cursor.words('using')) options['using'] = cursor.name()
    else if (cursor.words('comment')) options['comment'] = cursor.string()
    else if (cursor.words('key_block_size')) {
      cursor.sign('=')
      options['keyBlockSize'] = Number(cursor.take().value)
    } else if (cursor.words('with', 'parser')) options['parser'] = cursor.name()
    else if (cursor.words('invisible')) options['invisible'] = true
    else if (cursor.words('ignored')) options['ignored'] = true
    else {
      const start = cursor.take()
      while (!cursor.done && cursor.next?.value !== ',' && cursor.next?.value !== ')') cursor.take()
      options['more'] = cursor.since(start)
    }
  }
  // What every key of a table in InnoDB is.
  if (options['using'] === 'BTREE') delete options['using']
  return { keys, ...(Object.keys(options).length === 0 ? {} : { options }) }
}

function keyPart(cursor: Cursor): KeyPart {
  const part: { -readonly [K in keyof KeyPart]: KeyPart[K] } =
    cursor.next?.value === '(' ? { expression: cursor.parentheses() } : { column: cursor.name() }
  if (cursor.words('without', 'overlaps')) part.options = { withoutOverlaps: true }
  if (cursor.next?.value === '(') part.options = { length: Number(cursor.parentheses()) }
  if (cursor.words('desc')) part.order = 'desc'
  else cursor.words('asc')
  return part
}

function list<T>(cursor: Cursor, item: () => T): T[] {
  cursor.expect('(')
  const items = [item()]
  while (cursor.sign(',')) items.push(item())
  cursor.expect(')')
  return items
}

const actions: readonly (readonly [words: readonly string[], action: ReferentialAction])[] = [
  [['no', 'action'], 'noAction'],
  [['restrict'], 'restrict'],
  [['cascade'], 'cascade'],
  [['set', 'null'], 'setNull'],
  [['set', 'default'], 'setDefault'],
]

function action(cursor: Cursor): ReferentialAction | undefined {
  const found = actions.find(([words]) => cursor.words(...words))
  if (found === undefined) throw cursor.unknown()
  return found[1] === 'noAction' ? undefined : found[1]
}

/** After FOREIGN KEY. */
export function parseForeignKey(cursor: Cursor, table: string, name: string): ForeignKey {
  const columns = list(cursor, () => cursor.name())
  if (!cursor.words('references')) throw cursor.unknown()
  const first = cursor.name()
  const second = cursor.sign('.') ? cursor.name() : undefined
  const references = {
    ...(second === undefined ? {} : { schema: first }),
    table: second ?? first,
    columns: list(cursor, () => cursor.name()),
  }
  const on: { onDelete?: ReferentialAction; onUpdate?: ReferentialAction } = {}
  for (;;) {
    const key = cursor.words('on', 'delete') ? 'onDelete' : cursor.words('on', 'update') ? 'onUpdate' : undefined
    if (key === undefined) break
    const found = action(cursor)
    if (found !== undefined) on[key] = found
  }
  return { kind: 'foreignKey', table, name, columns, references, ...on }
}

/** After CHECK. */
export function parseCheck(cursor: Cursor, name: string): Check {
  const expression = cursor.parentheses()
  const notEnforced = cursor.words('not', 'enforced')
  return { name, expression, ...(notEnforced ? { options: { notEnforced } } : {}) }
}
