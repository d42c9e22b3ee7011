import { qualified } from '../../emit/names.ts'
import { quoteString } from '../../names.ts'
import { catalogs, schemaOf } from '../catalog.ts'
import { opaque } from '../opaque.ts'
import type { ObjectKind } from './kind.ts'

export const conversionKind: ObjectKind = {
  kind: 'conversion',
  catalog: catalogs.conversion,
  from: 'pg_catalog.pg_conversion x',
  name: 'x.conname',
  namespace: 'x.connamespace',
  details: () => ({
    from: 'pg_catalog.pg_encoding_to_char(x.conforencoding)',
    to: 'pg_catalog.pg_encoding_to_char(x.contoencoding)',
    function: 'x.conproc::text',
    standard: 'x.condefault',
  }),
  objectOf: (row) => {
    const details = row.details as { from: string; to: string; function: string; standard: boolean }
    const place = qualified({ ...schemaOf(row.nspname), name: row.name })
    return opaque(row, {
      kind: 'conversion',
      namespace: row.nspname,
      name: row.name,
      create: `CREATE ${details.standard ? 'DEFAULT ' : ''}CONVERSION ${place} FOR ${quoteString(details.from)} TO ${quoteString(details.to)} FROM ${details.function}`,
      drop: `DROP CONVERSION ${place}`,
    })
  },
}
