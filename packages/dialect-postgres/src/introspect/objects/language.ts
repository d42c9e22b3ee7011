import { quote } from '../../names.ts'
import { catalogs } from '../catalog.ts'
import { opaque } from '../opaque.ts'
import type { ObjectKind } from './kind.ts'

/** Languages that are made from handlers. Those of extensions belong to them. */
const language: ObjectKind = {
  kind: 'language',
  catalog: catalogs.language,
  from: 'pg_catalog.pg_language x',
  name: 'x.lanname',
  details: () => ({
    trusted: 'x.lanpltrusted',
    handler: 'x.lanplcallfoid::pg_catalog.regproc::text',
    inline: 'x.laninline::pg_catalog.regproc::text',
    validator: 'x.lanvalidator::pg_catalog.regproc::text',
  }),
  objectOf: (row) => {
    const { trusted, ...functions } = row.details as Record<string, string> & { trusted: boolean | string }
    const parts = ['handler', 'inline', 'validator'].flatMap((word) =>
      functions[word] === undefined || functions[word] === '-' ? [] : [` ${word.toUpperCase()} ${functions[word]}`],
    )
    return opaque(row, {
      kind: 'language',
      name: row.name,
      create: `CREATE ${trusted === true ? 'TRUSTED ' : ''}LANGUAGE ${quote(row.name)}${parts.join('')}`,
      drop: `DROP LANGUAGE ${quote(row.name)}`,
    })
  },
}

const transform: ObjectKind = {
  kind: 'transform',
  catalog: catalogs.transform,
  from: 'pg_catalog.pg_transform x JOIN pg_catalog.pg_language l ON l.oid = x.trflang',
  name: `'FOR ' || pg_catalog.format_type(x.trftype, NULL) || ' LANGUAGE ' || pg_catalog.quote_ident(l.lanname)`,
  details: () => ({
    from: 'NULLIF(x.trffromsql, 0)::pg_catalog.regprocedure::text',
    to: 'NULLIF(x.trftosql, 0)::pg_catalog.regprocedure::text',
  }),
  objectOf: (row) => {
    const { from, to } = row.details as { from: string | null; to: string | null }
    const parts = [
      ...(from === null ? [] : [`FROM SQL WITH FUNCTION ${from}`]),
      ...(to === null ? [] : [`TO SQL WITH FUNCTION ${to}`]),
    ]
    return opaque(row, {
      kind: 'transform',
      name: row.name,
      create: `CREATE TRANSFORM ${row.name} (${parts.join(', ')})`,
      drop: `DROP TRANSFORM ${row.name}`,
    })
  },
}

export const languageKinds: readonly ObjectKind[] = [language, transform]
