import type { ReferentialAction } from '@lithify/core'
import type { Cursor } from '../sql/cursor.ts'
import { columnNames } from './parse-table.ts'
import type { ParsedForeignKey } from './parsed.ts'

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
type References = Omit<ParsedForeignKey, 'name' | 'columns'>

/** What follows the key word REFERENCES. */
export function references(cursor: Cursor): References {
  const table = cursor.name()
  const result: Mutable<References> = {
    references: { table, columns: cursor.atOperator('(') ? columnNames(cursor) : [] },
  }
  for (;;) {
    if (cursor.take('on', 'delete')) set(result, 'onDelete', action(cursor))
    else if (cursor.take('on', 'update')) set(result, 'onUpdate', action(cursor))
    else if (cursor.take('match')) {
      const match = cursor.name().toLowerCase()
      if (match === 'full' || match === 'partial') result.match = match
      else if (match !== 'simple') return cursor.fail()
    } else if (!deferrable(cursor, result)) return result
  }
}

function set(result: Mutable<References>, key: 'onDelete' | 'onUpdate', value: ReferentialAction): void {
  if (value === 'noAction') delete result[key]
  else result[key] = value
}

function action(cursor: Cursor): ReferentialAction {
  if (cursor.take('set', 'null')) return 'setNull'
  if (cursor.take('set', 'default')) return 'setDefault'
  if (cursor.take('cascade')) return 'cascade'
  if (cursor.take('restrict')) return 'restrict'
  if (cursor.take('no', 'action')) return 'noAction'
  return cursor.fail()
}

/** `[NOT] DEFERRABLE [INITIALLY …]`. A constraint that is not deferrable stays so, whatever it says of INITIALLY. */
function deferrable(cursor: Cursor, result: Mutable<References>): boolean {
  const not = cursor.take('not', 'deferrable')
  if (!not && !cursor.take('deferrable')) return false
  let deferred = false
  if (cursor.take('initially')) {
    deferred = cursor.take('deferred')
    if (!deferred) cursor.expect('immediate')
  }
  if (!not) result.deferrable = deferred ? 'initiallyDeferred' : 'initiallyImmediate'
  return true
}
