import type { OpaqueObject, View } from '@lithify/core'
import { parameters, qualified } from '../../emit/names.ts'
import { quote } from '../../names.ts'
import { list, text, type CatalogRow } from '../catalog.ts'
import { bag } from '../table.ts'
import { collate } from '../types.ts'
import type { Division } from './division.ts'

export const queryPiece = 'query'

/** A view that has its columns and no rows, and the query that it gets later. */
export function divideView(view: View, columns: readonly CatalogRow[]): Division {
  const place = qualified(view)
  const { definition, comment, options, schema } = view
  const shell = shellText(columns)
  const query: OpaqueObject = {
    kind: 'viewQuery',
    ...(schema === undefined ? {} : { schema }),
    table: view.name,
    name: view.name,
    create: `CREATE OR REPLACE VIEW ${place}${parameters(options?.['parameters'])} AS\n${definition}`,
    drop: `CREATE OR REPLACE VIEW ${place} AS ${shell}`,
    ...bag({ also: [...list(options?.['also'])] }),
  }
  const first: OpaqueObject = {
    kind: 'viewShell',
    ...(schema === undefined ? {} : { schema }),
    name: view.name,
    create: `CREATE VIEW ${place} AS ${shell}`,
    drop: `DROP VIEW ${place}`,
    ...(comment === undefined ? {} : { comment }),
  }
  return { first, later: [{ piece: queryPiece, object: query, awaited: true }] }
}

function shellText(columns: readonly CatalogRow[]): string {
  const parts = columns.map(
    (column) => `NULL::${text(column['type'])}${collate(column['collation'])} AS ${quote(text(column['attname']))}`,
  )
  return `SELECT${parts.length === 0 ? '' : ` ${parts.join(', ')}`} WHERE false`
}

/** A materialized view that read what was not whole yet is filled again. */
export function refill(object: { schema?: string | undefined; name: string }): OpaqueObject {
  const place = qualified(object)
  return {
    kind: 'materializedViewRows',
    ...(object.schema === undefined ? {} : { schema: object.schema }),
    table: object.name,
    name: object.name,
    create: `REFRESH MATERIALIZED VIEW ${place}`,
    drop: `REFRESH MATERIALIZED VIEW ${place} WITH NO DATA`,
  }
}
