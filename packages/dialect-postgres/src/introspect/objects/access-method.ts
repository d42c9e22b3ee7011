import { quote } from '../../names.ts'
import { catalogs } from '../catalog.ts'
import { opaque } from '../opaque.ts'
import type { ObjectKind } from './kind.ts'

export const accessMethodKind: ObjectKind = {
  kind: 'accessMethod',
  catalog: catalogs.accessMethod,
  from: 'pg_catalog.pg_am x',
  name: 'x.amname',
  details: () => ({ type: 'x.amtype', handler: 'x.amhandler::text' }),
  objectOf: (row) => {
    const { type, handler } = row.details as { type: string; handler: string }
    return opaque(row, {
      kind: 'accessMethod',
      name: row.name,
      create: `CREATE ACCESS METHOD ${quote(row.name)} TYPE ${type === 'i' ? 'INDEX' : 'TABLE'} HANDLER ${handler}`,
      drop: `DROP ACCESS METHOD ${quote(row.name)}`,
    })
  },
}
