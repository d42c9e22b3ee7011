import { quote } from '../../names.ts'
import { catalogs, schemaOf } from '../catalog.ts'
import { opaque } from '../opaque.ts'
import type { ObjectKind, ObjectRow } from './kind.ts'

const type = (oid: string): string => `CASE WHEN ${oid} <> 0 THEN pg_catalog.format_type(${oid}, NULL) END`

/** As DROP and COMMENT name an operator: its name cannot be quoted, and need not be. */
const signature = (row: string): string =>
  `${row}.oprname || '(' || COALESCE(${type(`${row}.oprleft`)}, 'NONE') || ', ' || pg_catalog.format_type(${row}.oprright, NULL) || ')'`

/** Another operator, by its schema and name. */
const operator = (oid: string): string =>
  `(SELECT 'OPERATOR(' || pg_catalog.quote_ident(pn.nspname) || '.' || p.oprname || ')' FROM pg_catalog.pg_operator p
    JOIN pg_catalog.pg_namespace pn ON pn.oid = p.oprnamespace WHERE p.oid = ${oid})`

const place = (row: ObjectRow): string => `${quote(row.nspname ?? '')}.${row.name.slice(0, row.name.indexOf('('))}`
const target = (row: ObjectRow): string => `${quote(row.nspname ?? '')}.${row.name}`

interface Details {
  readonly function: string
  readonly left: string | null
  readonly right: string
  readonly commutator: string | null
  readonly negator: string | null
  readonly restrict: string
  readonly join: string
  readonly hashes: boolean
  readonly merges: boolean
}

const set = (word: string, value: string | null): string[] =>
  value === null || value === '-' ? [] : [`${word} = ${value}`]

const operatorKindOf: ObjectKind = {
  kind: 'operator',
  catalog: catalogs.operator,
  from: 'pg_catalog.pg_operator x',
  name: signature('x'),
  namespace: 'x.oprnamespace',
  where: 'x.oprcode <> 0',
  details: () => ({
    function: 'x.oprcode::text',
    left: type('x.oprleft'),
    right: type('x.oprright'),
    commutator: operator('x.oprcom'),
    negator: operator('x.oprnegate'),
    restrict: 'x.oprrest::text',
    join: 'x.oprjoin::text',
    hashes: 'x.oprcanhash',
    merges: 'x.oprcanmerge',
  }),
  objectOf: (row) => {
    const details = row.details as unknown as Details
    const parts = [
      ...set('FUNCTION', details.function),
      ...set('LEFTARG', details.left),
      ...set('RIGHTARG', details.right),
      // What is not there yet is made as an operator without a function, and filled when its turn comes.
      ...set('COMMUTATOR', details.commutator),
      ...set('NEGATOR', details.negator),
      ...set('RESTRICT', details.restrict),
      ...set('JOIN', details.join),
      ...(details.hashes ? ['HASHES'] : []),
      ...(details.merges ? ['MERGES'] : []),
    ]
    return opaque(row, {
      kind: 'operator',
      namespace: row.nspname,
      name: row.name,
      create: `CREATE OPERATOR ${place(row)} (${parts.join(', ')})`,
      drop: `DROP OPERATOR ${target(row)}`,
    })
  },
}

/** An operator that another one names and that was never made. It comes with the other, and does not go with it. */
const shellOperator: ObjectKind = {
  kind: 'shellOperator',
  catalog: catalogs.operator,
  from: 'pg_catalog.pg_operator x',
  name: signature('x'),
  namespace: 'x.oprnamespace',
  where: 'x.oprcode = 0',
  details: () => ({
    namedBy: `(SELECT pg_catalog.json_build_array(pn.nspname, ${signature('p')}) FROM pg_catalog.pg_operator p
      JOIN pg_catalog.pg_namespace pn ON pn.oid = p.oprnamespace WHERE p.oprcode <> 0 AND x.oid IN (p.oprcom, p.oprnegate)
      ORDER BY pn.nspname COLLATE "C", (${signature('p')}) COLLATE "C" LIMIT 1)`,
  }),
  objectOf: (row, visible) => {
    const namedBy = row.details?.['namedBy'] as readonly [string, string] | null
    if (namedBy === null || !visible(namedBy[0])) {
      return {
        ref: { kind: row.kind, ...schemaOf(row.nspname), name: row.name },
        reason: `It has no function, and no other operator names it any more. Drop it:  DROP OPERATOR ${target(row)}`,
      }
    }
    const made = opaque(row, {
      kind: row.kind,
      namespace: row.nspname,
      name: row.name,
      // It is there by now: this says that it has to be.
      create: `COMMENT ON OPERATOR ${target(row)} IS NULL`,
      drop: `DROP OPERATOR ${target(row)}`,
    })
    return { ...made, dependsOn: [{ kind: 'operator', ...schemaOf(namedBy[0]), name: namedBy[1] }] }
  },
}

export const operatorKinds: readonly ObjectKind[] = [operatorKindOf, shellOperator]
