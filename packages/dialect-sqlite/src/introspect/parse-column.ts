import type { Cursor } from '../sql/cursor.ts'
import type { Token } from '../sql/lexer.ts'
import { spellType } from '../sql/normalise.ts'
import { onConflict } from './parse-conflict.ts'
import { collationName } from './parse-keys.ts'
import { defaultValue } from './parse-default.ts'
import { references } from './parse-references.ts'
import type { ParsedColumn, ParsedTable } from './parsed.ts'

/** A column with its type and constraints, which are added to the table. */
export function readColumn(cursor: Cursor, table: ParsedTable): void {
  const name = cursor.name()
  const parsed: ParsedColumn = { name, type: type(cursor), notNull: false, autoincrement: false, constraintNames: {} }
  table.columns.push(parsed)
  while (!cursor.atOperator(',') && !cursor.atOperator(')')) constraint(cursor, table, parsed)
}

/** No bare word of these can be part of a type's name. */
const afterType = new Set([
  'constraint',
  'not',
  'null',
  'default',
  'primary',
  'unique',
  'check',
  'references',
  'collate',
  'as',
  'on',
  'deferrable',
])

function type(cursor: Cursor): string {
  const tokens: Token[] = []
  for (;;) {
    const token = cursor.peek()
    if (token === undefined || !(token.type === 'word' || token.type === 'quoted' || token.type === 'string')) break
    if (token.type === 'word' && afterType.has(token.value)) break
    // SQLite reads these two as part of the type and takes them off again.
    if (cursor.at('generated', 'always') && cursor.peek(2)?.value === 'as') break
    tokens.push(cursor.next())
  }
  if (tokens.length > 0 && cursor.atOperator('(')) {
    const open = cursor.peek() as Token
    const inner = cursor.enclosed()
    if (inner.some((token) => token.type !== 'number' && !/^[-+,]$/.test(token.value))) return cursor.fail()
    return spellType(cursor.text.slice((tokens[0] as Token).start, open.start)) + spellType(`(${cursor.slice(inner)})`)
  }
  return tokens.length === 0 ? '' : spellType(cursor.slice(tokens))
}

function constraint(cursor: Cursor, table: ParsedTable, column: ParsedColumn): void {
  const name = cursor.take('constraint') ? cursor.name() : undefined
  const named = (key: string): void => {
    if (name !== undefined) column.constraintNames[key] = name
  }
  if (cursor.take('primary', 'key')) primaryKey(cursor, table, column, name)
  else if (cursor.take('not', 'null')) {
    if (column.notNull) return cursor.fail()
    column.notNull = true
    const action = onConflict(cursor)
    if (action !== undefined) column.onConflict = action
    named('notNull')
  } else if (cursor.take('null')) {
    // NULL says nothing in SQLite, not even that a NOT NULL before it is off.
    if (name !== undefined || cursor.at('on')) return cursor.fail()
  } else if (cursor.take('unique')) {
    const action = onConflict(cursor)
    table.uniques.push({
      name,
      keys: [{ column: column.name }],
      options: action === undefined ? {} : { onConflict: action },
    })
  } else if (cursor.take('check')) {
    table.checks.push({ name, column: column.name, expression: cursor.slice(cursor.enclosed()), options: {} })
  } else if (cursor.take('default')) {
    if (column.default !== undefined) return cursor.fail()
    Object.assign(column, defaultValue(cursor))
    named('default')
  } else if (cursor.take('collate')) {
    if (column.collation !== undefined) return cursor.fail()
    column.collation = collationName(cursor.name())
    named('collate')
  } else if (cursor.take('references')) {
    table.foreignKeys.push({ name, columns: [column.name], ...references(cursor) })
  } else if (cursor.take('generated', 'always', 'as') || cursor.take('as')) {
    if (column.generated !== undefined) return cursor.fail()
    const expression = cursor.slice(cursor.enclosed())
    const stored = cursor.take('stored')
    if (!stored) cursor.take('virtual')
    column.generated = { expression, stored }
    named('generated')
  } else {
    cursor.next()
    cursor.fail()
  }
}

function primaryKey(cursor: Cursor, table: ParsedTable, column: ParsedColumn, name: string | undefined): void {
  if (table.primaryKey !== undefined) cursor.fail()
  const descending = cursor.take('desc')
  if (!descending) cursor.take('asc')
  const action = onConflict(cursor)
  column.autoincrement = cursor.take('autoincrement')
  table.primaryKey = {
    name,
    keys: [{ column: column.name, ...(descending ? { order: 'desc' as const } : {}) }],
    options: {
      ...(action === undefined ? {} : { onConflict: action }),
      // A quirk that SQLite keeps: INTEGER PRIMARY KEY DESC at a column is no alias of the rowid, PRIMARY KEY (x DESC) is.
      ...(descending && column.type.toLowerCase() === 'integer' ? { rowidAlias: false } : {}),
    },
  }
}
