import type { View } from '@lithify/core'
import { Cursor } from '../sql/cursor.ts'
import { columnNames } from './parse-table.ts'

/**
 * Reads a CREATE VIEW text.
 * @throws NotUnderstood where it says anything that the model has no place for.
 */
export function parseView(text: string): Pick<View, 'definition' | 'columns'> {
  const cursor = new Cursor(text)
  cursor.expect('create')
  if (!cursor.take('temp')) cursor.take('temporary')
  cursor.expect('view')
  cursor.take('if', 'not', 'exists')
  cursor.qualifiedName()
  const columns = cursor.atOperator('(') ? columnNames(cursor) : undefined
  cursor.expect('as')
  const definition = cursor.slice(cursor.rest())
  return columns === undefined ? { definition } : { definition, columns }
}
