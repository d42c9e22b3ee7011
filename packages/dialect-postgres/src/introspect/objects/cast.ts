import { catalogs } from '../catalog.ts'
import { opaque } from '../opaque.ts'
import type { ObjectKind } from './kind.ts'

const contexts: Readonly<Record<string, string>> = { a: ' AS ASSIGNMENT', i: ' AS IMPLICIT' }

const namespaceOfType = (oid: string): string =>
  `(SELECT tn.nspname FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace tn ON tn.oid = t.typnamespace WHERE t.oid = ${oid})`

const namespaces = [
  namespaceOfType('x.castsource'),
  namespaceOfType('x.casttarget'),
  '(SELECT pn.nspname FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace pn ON pn.oid = p.pronamespace WHERE p.oid = x.castfunc)',
]

interface Details {
  readonly function: string | null
  readonly method: string
  readonly context: string
  readonly namespaces: readonly (string | null)[]
}

export const castKind: ObjectKind = {
  kind: 'cast',
  catalog: catalogs.cast,
  from: 'pg_catalog.pg_cast x',
  name: `'(' || pg_catalog.format_type(x.castsource, NULL) || ' AS ' || pg_catalog.format_type(x.casttarget, NULL) || ')'`,
  scope: `COALESCE(${namespaces.map((namespace) => `NULLIF(${namespace}, 'pg_catalog')`).join(', ')})`,
  details: () => ({
    function: 'NULLIF(x.castfunc, 0)::pg_catalog.regprocedure::text',
    method: 'x.castmethod',
    context: 'x.castcontext',
    namespaces: `pg_catalog.json_build_array(${namespaces.join(', ')})`,
  }),
  objectOf: (row, visible) => {
    const details = row.details as unknown as Details
    const own = details.namespaces.filter((namespace) => namespace !== null && namespace !== 'pg_catalog')
    if (!own.every((namespace) => visible(namespace))) return undefined
    const how =
      details.method === 'i'
        ? 'WITH INOUT'
        : details.function === null
          ? 'WITHOUT FUNCTION'
          : `WITH FUNCTION ${details.function}`
    return opaque(row, {
      kind: 'cast',
      name: row.name,
      create: `CREATE CAST ${row.name} ${how}${contexts[details.context] ?? ''}`,
      drop: `DROP CAST ${row.name}`,
    })
  },
}
