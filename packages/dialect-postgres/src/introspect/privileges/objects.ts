import { refKey, type ObjectRef, type OpaqueObject } from '@lithify/core'
import { quote, quoteString } from '../../names.ts'
import type { AddressBook } from '../address-book.ts'
import { catalogs, firstUserOid } from '../catalog.ts'
import type { inScope } from '../scope.ts'
import { bag } from '../table.ts'
import { grantStatements, ungrantStatement, type Access, type Target } from './grants.ts'
import type { DefaultRow, Grant, HeldRow, LabelRow, Privileges } from './read.ts'

/** What the privileges are about: the objects of the model, and what is looked at. */
export interface Surroundings {
  readonly book: AddressBook
  readonly visible: ReturnType<typeof inScope>
  /** Of the server. */
  readonly version: number
}

/**
 * Owners, grants, default privileges and security labels, each an object that depends on what it is about. A schema's come before those of what is in it: who
 * is to own a table has to be allowed into its schema first.
 */
export function privilegeObjects({ held, defaults, labels }: Privileges, around: Surroundings): OpaqueObject[] {
  const subjects = subjectsOf(held, around)
  const schemas = new Map(
    held.filter(({ catalog }) => catalog === catalogs.namespace).map((row) => [plain(row.identity), nameOf(row)]),
  )
  const made = new Map<string, OpaqueObject>()
  const put = (object: OpaqueObject | undefined): void => {
    if (object !== undefined) made.set(refKey(object), object)
  }
  for (const subject of subjects) {
    const first = schemaRefs(subject, schemas)
    put(ownerOf(subject, first))
    put(grantsOf(subject, first))
  }
  for (const row of defaults) put(defaultPrivilegesOf(row, around))
  for (const row of labels) put(labelOf(row, around))
  const there = ({ dependsOn = [], ...object }: OpaqueObject): OpaqueObject => ({
    ...object,
    dependsOn: dependsOn.filter((ref) => !ownKinds.has(ref.kind) || made.has(refKey(ref))),
  })
  return [...made.values()].map(there)
}

const ownKinds: ReadonlySet<string> = new Set(['owner', 'grants'])

/** An object with all that was read of it and its columns. */
interface Subject {
  readonly row: HeldRow
  /** What it is in the model; nothing for what is in every database. */
  readonly ref: ObjectRef | undefined
  readonly isMember: boolean
  readonly accesses: readonly Access[]
  readonly standardOwner: boolean
}

function subjectsOf(held: readonly HeldRow[], { book, visible, version }: Surroundings): Subject[] {
  const rows = new Map<string, HeldRow[]>()
  for (const row of held) {
    const key = `${row.catalog} ${row.oid}`
    rows.set(key, [...(rows.get(key) ?? []), row])
  }
  return [...rows.values()].flatMap((group): Subject[] => {
    const row = group.find(({ column }) => column === null) ?? group[0]
    if (row === undefined) return []
    const { catalog, oid } = row
    const isMember = book.isMember(catalog, oid)
    if (catalog === catalogs.namespace && row.identity === 'public') {
      if (!visible('public')) return []
      return [{ row, ref: undefined, isMember, ...publicSchema(row, version) }]
    }
    const ref = book.get(catalog, oid)
    const isServers = oid < firstUserOid && visible('pg_catalog')
    return ref === undefined && !isServers ? [] : [{ row, ref, isMember, accesses: group, standardOwner: isServers }]
  })
}

/**
 * The schema `public` is in every new database, and as the server makes it nothing is said of it: before PostgreSQL 15 everybody may create in it. Where
 * everybody may do more or less than that, it is said in full, because it may be loaded by another version.
 */
function publicSchema(row: HeldRow, version: number): Pick<Subject, 'accesses' | 'standardOwner'> {
  const { owner, granted } = row
  const usual = version >= 15 ? ['USAGE'] : ['CREATE', 'USAGE']
  const owners = ['CREATE', 'USAGE'].map((privilege): Grant => [owner, owner, privilege, false])
  const everybodys = (granted ?? []).filter(([, grantee]) => grantee === null)
  const others = (granted ?? []).filter(([, grantee]) => grantee !== null)
  const isUsual = JSON.stringify(everybodys.map(([, , privilege]) => privilege).toSorted()) === JSON.stringify(usual)
  const nobody = ['CREATE', 'USAGE'].map((privilege): Grant => [owner, null, privilege, false])
  return {
    standardOwner: version >= 15 ? owner === 'pg_database_owner' : row.servers,
    accesses: isUsual
      ? [{ ...row, granted: others, base: owners }]
      : [
          { ...row, granted: others, base: [...owners, ...nobody] },
          { ...row, granted: everybodys, base: [] },
        ],
  }
}

const nameOf = ({ type, identity }: Pick<HeldRow, 'type' | 'identity'>): string => `${type} ${identity}`

/** What has to be settled about its schema before. */
function schemaRefs({ ref, row }: Subject, schemas: ReadonlyMap<string, string>): ObjectRef[] {
  const name = schemas.get(ref?.schema ?? 'public')
  if (ref === undefined || row.catalog === catalogs.namespace || name === undefined) return []
  return [
    { kind: 'owner', name },
    { kind: 'grants', name },
  ]
}

function ownerOf(
  { row, ref, isMember, standardOwner }: Subject,
  first: readonly ObjectRef[],
): OpaqueObject | undefined {
  if (!row.ownable || isMember || standardOwner || row.column !== null) return undefined
  const start = `ALTER ${words[row.type] ?? row.type.toUpperCase()} ${row.identity} OWNER TO`
  return {
    kind: 'owner',
    name: nameOf(row),
    create: `${start} ${quote(row.owner)}`,
    drop: `${start} CURRENT_USER`,
    dependsOn: [...(ref === undefined ? [] : [ref]), ...first],
  }
}

function grantsOf({ row, ref, accesses }: Subject, first: readonly ObjectRef[]): OpaqueObject | undefined {
  const target: Target = { on: `ON ${grantWords[row.type] ?? row.type.toUpperCase()} ${row.identity}`, grantors: true }
  const name = nameOf(row)
  const dependsOn = [...(ref === undefined ? [] : [ref]), { kind: 'owner', name }, ...first]
  return grantsObject({ kind: 'grants', name, dependsOn }, accesses, target)
}

const areas: Readonly<Record<string, string>> = {
  r: 'TABLES',
  S: 'SEQUENCES',
  f: 'FUNCTIONS',
  T: 'TYPES',
  n: 'SCHEMAS',
  L: 'LARGE OBJECTS',
}

function defaultPrivilegesOf(row: DefaultRow, { visible }: Surroundings): OpaqueObject | undefined {
  const { nspname, owner } = row
  if (!visible(nspname ?? 'pg_catalog')) return undefined
  const area = areas[row.objects] ?? row.objects
  const place = nspname === null ? '' : ` IN SCHEMA ${quote(nspname)}`
  const target: Target = {
    on: `ON ${area}`,
    before: `ALTER DEFAULT PRIVILEGES FOR ROLE ${quote(owner)}${place} `,
    // They are the role's own, whoever said so.
    grantors: false,
  }
  const name = `${area.toLowerCase()} of ${quote(owner)}${nspname === null ? '' : ` in ${quote(nspname)}`}`
  const schema = nspname === null || nspname === 'public' ? [] : [{ kind: 'schema', name: nspname }]
  return grantsObject({ kind: 'defaultPrivileges', name, dependsOn: schema }, [row], target)
}

function grantsObject(
  object: Pick<OpaqueObject, 'kind' | 'name' | 'dependsOn'>,
  accesses: readonly Access[],
  target: Target,
): OpaqueObject | undefined {
  const [create, ...also] = grantStatements(accesses, target)
  if (create === undefined) return undefined
  return { ...object, create, drop: ungrantStatement(accesses, target), ...bag({ also }) }
}

function labelOf(row: LabelRow, { book }: Surroundings): OpaqueObject | undefined {
  const ref = book.get(row.catalog, row.oid)
  const isPublic = row.type === 'schema' && row.identity === 'public'
  if ((ref === undefined || book.isMember(row.catalog, row.oid)) && !isPublic) return undefined
  const start = `SECURITY LABEL FOR ${quote(row.provider)} ON ${labelWords[row.type] ?? words[row.type] ?? row.type.toUpperCase()} ${row.identity} IS`
  return {
    kind: 'securityLabel',
    name: `${row.provider} on ${nameOf(row)}`,
    create: `${start} ${quoteString(row.label)}`,
    drop: `${start} NULL`,
    dependsOn: [...(ref === undefined ? [] : [ref]), { kind: 'owner', name: nameOf(row) }],
  }
}

/** What `pg_identify_object` calls otherwise than ALTER does. */
const words: Readonly<Record<string, string>> = {
  'statistics object': 'STATISTICS',
  'foreign-data wrapper': 'FOREIGN DATA WRAPPER',
  // Which takes the arguments of an aggregate as they are identified.
  aggregate: 'ROUTINE',
}

const grantWords: Readonly<Record<string, string>> = {
  view: 'TABLE',
  'materialized view': 'TABLE',
  'foreign table': 'TABLE',
  aggregate: 'FUNCTION',
  'foreign-data wrapper': 'FOREIGN DATA WRAPPER',
  server: 'FOREIGN SERVER',
}

const labelWords: Readonly<Record<string, string>> = { 'table column': 'COLUMN', 'view column': 'COLUMN' }

/** The name that the server has printed, quoted where it has to be. */
const plain = (identity: string): string =>
  identity.startsWith('"') ? identity.slice(1, -1).replaceAll('""', '"') : identity
