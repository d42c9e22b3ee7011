import type { Column } from '@lithify/core'
import { tokenize } from '../sql/lexer.ts'
import { isConstantDefault } from './parts.ts'

/**
 * Whether ALTER TABLE … ADD COLUMN takes the column, whatever the table holds. It takes no stored generated column, no NOT NULL
 * without a default for the rows that are there, and no default that is not the same for all of them.
 */
export function canAddInPlace(column: Column): boolean {
  if (column.options?.['autoincrement'] === true) return false
  if (column.generated !== undefined) return !column.generated.stored && column.nullable
  if (column.default !== undefined && !isConstantDefault(column.default)) return false
  return column.nullable || (column.default !== undefined && !isNull(column.default))
}

function isNull(expression: string): boolean {
  const tokens = tokenize(expression)
  return tokens.length === 1 && tokens[0]?.value === 'null'
}
