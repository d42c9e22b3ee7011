import type { OpaqueObject, Uncovered } from '@lithify/core'
import { qualified } from '../emit/names.ts'
import { createTable } from '../emit/table.ts'
import { quote } from '../names.ts'
import { text, type CatalogRow } from './catalog.ts'
import { foreignOptions, optionsClause, withSecrets } from './objects/foreign-options.ts'
import { secretOptions } from './objects/secrets.ts'
import { opaque } from './opaque.ts'
import { tableOf, type Parts } from './table.ts'

/** A table whose rows are elsewhere: written as a table is, but no table to whoever wants to read or copy rows. */
export function foreignTableOf(row: CatalogRow, parts: Parts): OpaqueObject | Uncovered {
  const { comment: _, options: { replicaIdentity: __, ...settings } = {}, ...table } = tableOf(row, parts)
  const { schema, name } = table
  const options = foreignOptions(row['foreign_options'])
  const ofColumns = parts.columns.map(
    (column) => [text(column['attname']), foreignOptions(column['foreign_options'])] as const,
  )
  const secrets = secretOptions([...options, ...ofColumns.flatMap(([, own]) => own)])
  if (secrets.length > 0) return withSecrets({ kind: 'foreignTable', schema, name }, secrets)
  const foreign = `SERVER ${quote(text(row['server']))}${optionsClause(options)}`
  const [create = '', ...also] = createTable({ ...table, options: { ...settings, foreign } }, [])
  const place = qualified(table)
  return opaque(row, {
    kind: 'foreignTable',
    namespace: row['nspname'],
    name,
    create,
    drop: `DROP FOREIGN TABLE ${place}`,
    also: [
      ...also,
      ...ofColumns
        .filter(([, own]) => own.length > 0)
        .map(([column, own]) => `ALTER FOREIGN TABLE ONLY ${place} ALTER COLUMN ${quote(column)}${optionsClause(own)}`),
    ],
  })
}
