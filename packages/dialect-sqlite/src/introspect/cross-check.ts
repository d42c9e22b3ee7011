import { tokenize } from '../sql/lexer.ts'
import { normaliseExpression, normaliseType } from '../sql/normalise.ts'
import { sameName } from '../names.ts'
import type { CatalogColumn } from './catalog.ts'
import type { ParsedColumn, ParsedTable } from './parsed.ts'

/** Whether what was read from the text is what SQLite itself made of it. Says where not. */
export function disagreement(table: ParsedTable, catalog: readonly CatalogColumn[]): string | undefined {
  if (table.columns.length !== catalog.length) return 'its columns'
  const primaryKey = table.primaryKey?.keys.map((key) => key.column) ?? []
  for (const [index, column] of table.columns.entries()) {
    const [name, type, notNull, dflt, pk, hidden] = catalog[index] as CatalogColumn
    const place = primaryKey.findIndex((key) => key !== undefined && sameName(key, name)) + 1
    const expectedNotNull = column.notNull || (table.withoutRowid && place > 0)
    const expectedHidden = column.generated === undefined ? 0 : column.generated.stored ? 3 : 2
    if (
      column.name !== name ||
      !sameType(column, type) ||
      expectedNotNull !== (notNull !== 0) ||
      !sameDefault(column.rawDefault, dflt) ||
      place !== pk ||
      expectedHidden !== hidden
    ) {
      return `column ${JSON.stringify(name)}`
    }
  }
  return undefined
}

function sameType(column: ParsedColumn, type: string): boolean {
  if (column.type === type || normaliseType(column.type) === normaliseType(type)) return true
  // Of a type that begins with a quoted word SQLite shows that word alone.
  const first = tokenize(column.type)[0]
  return (first?.type === 'quoted' || first?.type === 'string') && first.value.toLowerCase() === type.toLowerCase()
}

function sameDefault(parsed: string | undefined, dflt: string | null): boolean {
  if (parsed === undefined || dflt === null) return parsed === undefined && dflt === null
  return parsed === dflt || normaliseExpression(parsed) === normaliseExpression(dflt)
}
