import { quote, quoteString } from '../../names.ts'
import { catalogs } from '../catalog.ts'
import { opaque } from '../opaque.ts'
import { foreignOptions, optionsClause, withSecrets } from './foreign-options.ts'
import type { ObjectKind } from './kind.ts'
import { secretMappingOptions, secretOptions } from './secrets.ts'

const wrapper: ObjectKind = {
  kind: 'foreignDataWrapper',
  catalog: catalogs.foreignDataWrapper,
  from: 'pg_catalog.pg_foreign_data_wrapper x',
  name: 'x.fdwname',
  details: () => ({
    handler: 'x.fdwhandler::pg_catalog.regproc::text',
    validator: 'x.fdwvalidator::pg_catalog.regproc::text',
    options: 'x.fdwoptions',
  }),
  objectOf: (row) => {
    const details = row.details as Record<string, unknown>
    const options = foreignOptions(details['options'])
    const secrets = secretOptions(options)
    if (secrets.length > 0) return withSecrets({ kind: row.kind, name: row.name }, secrets)
    const functions = ['handler', 'validator'].flatMap((word) =>
      typeof details[word] === 'string' && details[word] !== '-' ? [` ${word.toUpperCase()} ${details[word]}`] : [],
    )
    return opaque(row, {
      kind: row.kind,
      name: row.name,
      create: `CREATE FOREIGN DATA WRAPPER ${quote(row.name)}${functions.join('')}${optionsClause(options)}`,
      drop: `DROP FOREIGN DATA WRAPPER ${quote(row.name)}`,
    })
  },
}

const server: ObjectKind = {
  kind: 'server',
  catalog: catalogs.server,
  from: 'pg_catalog.pg_foreign_server x JOIN pg_catalog.pg_foreign_data_wrapper w ON w.oid = x.srvfdw',
  name: 'x.srvname',
  details: () => ({ wrapper: 'w.fdwname', type: 'x.srvtype', version: 'x.srvversion', options: 'x.srvoptions' }),
  objectOf: (row) => {
    const details = row.details as Record<string, unknown>
    const options = foreignOptions(details['options'])
    const secrets = secretOptions(options)
    if (secrets.length > 0) return withSecrets({ kind: row.kind, name: row.name }, secrets)
    const parts = ['type', 'version'].flatMap((word) =>
      typeof details[word] === 'string' ? [` ${word.toUpperCase()} ${quoteString(details[word])}`] : [],
    )
    return opaque(row, {
      kind: row.kind,
      name: row.name,
      create: `CREATE SERVER ${quote(row.name)}${parts.join('')} FOREIGN DATA WRAPPER ${quote(String(details['wrapper']))}${optionsClause(options)}`,
      drop: `DROP SERVER ${quote(row.name)}`,
    })
  },
}

/** The view shows options to those alone who could use them, and no option at all to others. */
const userMapping: ObjectKind = {
  kind: 'userMapping',
  catalog: catalogs.userMapping,
  from: 'pg_catalog.pg_user_mappings x JOIN pg_catalog.pg_foreign_server s ON s.oid = x.srvid',
  oid: 'x.umid',
  name: `CASE WHEN x.umuser = 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(x.usename) END || ' SERVER ' || pg_catalog.quote_ident(x.srvname)`,
  details: () => ({
    user: 'CASE WHEN x.umuser <> 0 THEN x.usename END',
    server: 'x.srvname',
    options: 'x.umoptions',
    visible: `x.umoptions IS NOT NULL OR (SELECT r.rolsuper FROM pg_catalog.pg_roles r WHERE r.rolname = CURRENT_USER)
      OR CASE WHEN x.umuser = 0 THEN pg_catalog.pg_has_role(s.srvowner, 'USAGE')
        ELSE x.usename = CURRENT_USER AND (pg_catalog.pg_has_role(s.srvowner, 'USAGE') OR pg_catalog.has_server_privilege(s.oid, 'USAGE')) END`,
  }),
  objectOf: (row) => {
    const { user, server: of, visible, options: texts } = row.details as Record<string, unknown>
    const options = foreignOptions(texts)
    const secrets = secretMappingOptions(options)
    const ref = { kind: row.kind, name: row.name }
    if (secrets.length > 0) return withSecrets(ref, secrets)
    if (visible !== true) {
      return {
        ref,
        reason:
          'Its options are hidden from this role. Read them as a superuser, as the role that is mapped, or, for PUBLIC, as the owner of the server.',
      }
    }
    const place = `USER MAPPING FOR ${typeof user === 'string' ? quote(user) : 'PUBLIC'} SERVER ${quote(String(of))}`
    return opaque(row, {
      kind: row.kind,
      name: row.name,
      create: `CREATE ${place}${optionsClause(options)}`,
      drop: `DROP ${place}`,
    })
  },
}

export const foreignKinds: readonly ObjectKind[] = [wrapper, server, userMapping]
