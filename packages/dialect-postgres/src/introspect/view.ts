import type { OpaqueObject, View } from '@lithify/core'
import { withoutQualifiers } from '../compare/query.ts'
import { columnSettings, compressionSetting } from '../emit/column.ts'
import { parameters, qualified } from '../emit/names.ts'
import { quote, quoteString } from '../names.ts'
import { list, optional, schemaOf, text, type CatalogRow } from './catalog.ts'
import { opaque } from './opaque.ts'
import { bag, commentOf, storageOf } from './table.ts'

const query = (row: CatalogRow): string => withoutQualifiers(text(row['definition']).trim().replace(/;$/, ''))

export function viewOf(row: CatalogRow, columns: readonly CatalogRow[]): View {
  const place = qualified({ ...schemaOf(row['nspname']), name: text(row['relname']) })
  const defaults = columns.flatMap((column) =>
    optional(column['expression']) === undefined
      ? []
      : [
          `ALTER VIEW ${place} ALTER COLUMN ${quote(text(column['attname']))} SET DEFAULT ${text(column['expression'])}`,
        ],
  )
  return {
    kind: 'view',
    ...schemaOf(row['nspname']),
    name: text(row['relname']),
    definition: query(row),
    ...commentOf(row),
    ...bag({ parameters: [...list(row['reloptions'])], also: [...defaults, ...columnComments(place, columns)] }),
  }
}

export function materializedViewOf(row: CatalogRow, columns: readonly CatalogRow[]): OpaqueObject {
  const name = text(row['relname'])
  const place = qualified({ ...schemaOf(row['nspname']), name })
  const method = optional(row['amname'])
  const how = `${method === 'heap' || method === undefined ? '' : ` USING ${quote(method)}`}${parameters(row['reloptions'])}${optional(row['spcname']) === undefined ? '' : ` TABLESPACE ${quote(text(row['spcname']))}`}`
  return opaque(row, {
    kind: 'materializedView',
    namespace: row['nspname'],
    name,
    create: `CREATE MATERIALIZED VIEW ${place}${how} AS\n ${query(row)}\n  WITH ${row['populated'] === true ? '' : 'NO '}DATA`,
    drop: `DROP MATERIALIZED VIEW ${place}`,
    also: [...storage(place, columns), ...columnComments(place, columns)],
  })
}

function columnComments(place: string, columns: readonly CatalogRow[]): string[] {
  return columns.flatMap((column) =>
    typeof column['comment'] === 'string'
      ? [`COMMENT ON COLUMN ${place}.${quote(text(column['attname']))} IS ${quoteString(column['comment'])}`]
      : [],
  )
}

function storage(place: string, columns: readonly CatalogRow[]): string[] {
  return columns.flatMap((row) => {
    const name = text(row['attname'])
    const column = { name, type: '', nullable: true, ...bag(storageOf(row)) }
    return [...compressionSetting(column), ...columnSettings(column)].map(
      (step) => `ALTER MATERIALIZED VIEW ${place} ${step}`,
    )
  })
}
