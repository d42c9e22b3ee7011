import { quote } from '../../names.ts'
import { catalogs } from '../catalog.ts'
import { opaque } from '../opaque.ts'
import type { Address, ObjectKind, ObjectRow } from './kind.ts'

/** Operators and functions belong to the class that they were made with; what was added to the family alone belongs to the family. */
interface Members {
  readonly operators: readonly Operator[] | null
  readonly functions: readonly Function[] | null
}

type Operator = readonly [oid: string, strategy: number, operator: string, sortFamily: readonly [string, string] | null]
type Function = readonly [oid: string, number: number, left: string, right: string, function: string]

const owned = (catalog: number, oid: string, owner: number): string =>
  `EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = ${catalog} AND d.objid = ${oid} AND d.refclassid = ${owner} AND d.refobjid = x.oid)`

/** Those of a family that are no class's are told by the family itself, or else by the one class that they belong to. */
const members = (owner: number): Readonly<Record<string, string>> => ({
  operators: `(SELECT pg_catalog.json_agg(pg_catalog.json_build_array(o.oid, o.amopstrategy, o.amopopr::pg_catalog.regoperator::text,
      (SELECT pg_catalog.json_build_array(sn.nspname, s.opfname) FROM pg_catalog.pg_opfamily s JOIN pg_catalog.pg_namespace sn ON sn.oid = s.opfnamespace WHERE s.oid = o.amopsortfamily))
    ORDER BY o.amopstrategy, o.amopopr::pg_catalog.regoperator::text COLLATE "C")
    FROM pg_catalog.pg_amop o WHERE ${owned(catalogs.familyOperator, 'o.oid', owner)})`,
  functions: `(SELECT pg_catalog.json_agg(pg_catalog.json_build_array(f.oid, f.amprocnum, pg_catalog.format_type(f.amproclefttype, NULL), pg_catalog.format_type(f.amprocrighttype, NULL),
      f.amproc::pg_catalog.regprocedure::text) ORDER BY f.amprocnum, f.amproc::pg_catalog.regprocedure::text COLLATE "C")
    FROM pg_catalog.pg_amproc f WHERE ${owned(catalogs.familyFunction, 'f.oid', owner)})`,
})

const membersOf = (row: ObjectRow): Members => row.details as unknown as Members

function memberTexts(row: ObjectRow): string[] {
  const { operators, functions } = membersOf(row)
  return [
    ...(operators ?? []).map(
      ([, strategy, operator, family]) =>
        `OPERATOR ${strategy} ${operator}${family === null ? '' : ` FOR ORDER BY ${family.map(quote).join('.')}`}`,
    ),
    ...(functions ?? []).map(([, number, left, right, name]) => `FUNCTION ${number} (${left}, ${right}) ${name}`),
  ]
}

const parts = (row: ObjectRow): Address[] => {
  const { operators, functions } = membersOf(row)
  return [
    ...(operators ?? []).map(([oid]): Address => [catalogs.familyOperator, Number(oid)]),
    ...(functions ?? []).map(([oid]): Address => [catalogs.familyFunction, Number(oid)]),
  ]
}

/** A name counts among those of one access method, so that the method is part of it: as DROP and COMMENT write it. */
const nameFor = (name: string): string =>
  `pg_catalog.quote_ident(${name}) || ' USING ' || pg_catalog.quote_ident(m.amname)`

const family: ObjectKind = {
  kind: 'operatorFamily',
  catalog: catalogs.operatorFamily,
  from: 'pg_catalog.pg_opfamily x JOIN pg_catalog.pg_am m ON m.oid = x.opfmethod',
  name: nameFor('x.opfname'),
  namespace: 'x.opfnamespace',
  details: () => members(catalogs.operatorFamily),
  objectOf: (row) => {
    const place = `${quote(row.nspname ?? '')}.${row.name}`
    const loose = memberTexts(row)
    return opaque(row, {
      kind: 'operatorFamily',
      namespace: row.nspname,
      name: row.name,
      create: `CREATE OPERATOR FAMILY ${place}`,
      drop: `DROP OPERATOR FAMILY ${place}`,
      also: loose.length === 0 ? [] : [`ALTER OPERATOR FAMILY ${place} ADD ${loose.join(', ')}`],
    })
  },
  parts,
}

interface ClassDetails {
  readonly plain: string
  readonly method: string
  readonly type: string
  readonly storage: string | null
  readonly standard: boolean
  readonly family: readonly [string, string]
}

const operatorClass: ObjectKind = {
  kind: 'operatorClass',
  catalog: catalogs.operatorClass,
  from: `pg_catalog.pg_opclass x JOIN pg_catalog.pg_am m ON m.oid = x.opcmethod
    JOIN pg_catalog.pg_opfamily fam ON fam.oid = x.opcfamily JOIN pg_catalog.pg_namespace fn ON fn.oid = fam.opfnamespace`,
  name: nameFor('x.opcname'),
  namespace: 'x.opcnamespace',
  details: () => ({
    ...members(catalogs.operatorClass),
    plain: 'x.opcname',
    method: 'm.amname',
    type: 'pg_catalog.format_type(x.opcintype, NULL)',
    storage: 'CASE WHEN x.opckeytype <> 0 THEN pg_catalog.format_type(x.opckeytype, NULL) END',
    standard: 'x.opcdefault',
    family: 'pg_catalog.json_build_array(fn.nspname, fam.opfname)',
  }),
  objectOf: (row) => {
    const details = row.details as unknown as ClassDetails
    const items = [...(details.storage === null ? [] : [`STORAGE ${details.storage}`]), ...memberTexts(row)]
    // A class has to have something. That it stores what it is for goes without saying.
    const body = items.length === 0 ? [`STORAGE ${details.type}`] : items
    return opaque(row, {
      kind: 'operatorClass',
      namespace: row.nspname,
      name: row.name,
      create: `CREATE OPERATOR CLASS ${quote(row.nspname ?? '')}.${quote(details.plain)}${details.standard ? ' DEFAULT' : ''} FOR TYPE ${details.type} USING ${quote(details.method)} FAMILY ${details.family.map(quote).join('.')} AS ${body.join(', ')}`,
      drop: `DROP OPERATOR CLASS ${quote(row.nspname ?? '')}.${row.name}`,
    })
  },
  parts,
}

export const operatorClassKinds: readonly ObjectKind[] = [family, operatorClass]
