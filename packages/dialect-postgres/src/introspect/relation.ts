import type { SchemaObject, Uncovered } from '@lithify/core'
import type { CatalogRow } from './catalog.ts'
import { foreignTableOf } from './foreign-table.ts'
import { tableOf, type Parts } from './table.ts'
import { materializedViewOf, viewOf } from './view.ts'

/** What has rows, wherever they come from. */
export function relationOf(row: CatalogRow, parts: Parts): SchemaObject | Uncovered {
  switch (row['relkind']) {
    case 'v':
      return viewOf(row, parts.columns)
    case 'm':
      return materializedViewOf(row, parts.columns)
    case 'f':
      return foreignTableOf(row, parts)
    default:
      return tableOf(row, parts)
  }
}
