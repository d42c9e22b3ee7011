import {
  compareBytes,
  refKey,
  refOf,
  type ObjectRef,
  type SchemaObject,
  type Scope,
  type TableRef,
  type Uncovered,
} from '@lithify/core'
import { AddressBook, needsOf, type Piece } from './address-book.ts'
import { aggregateOf } from './aggregate.ts'
import { catalogs, schemaOf, text, type CatalogRow, type Dependency } from './catalog.ts'
import { objectKinds } from './objects/index.ts'
import type { ObjectRow } from './objects/kind.ts'
import { exclusionOf, foreignKeyOf, indexOf } from './on-table.ts'
import { functionOf, hostedOf, namespaceOf, sequenceOf, sequenceOwner } from './opaque.ts'
import { extensionDependencies } from './extension-dependency.ts'
import { leaveElsewhere } from './elsewhere.ts'
import { byConstraintName, byNumber, groupBy, parentColumns, sortedGroups } from './group.ts'
import { leaveOut } from './leave-out.ts'
import { privilegeObjects } from './privileges/objects.ts'
import type { Privileges } from './privileges/read.ts'
import type { KeyNames } from './keys.ts'
import { inScope } from './scope.ts'
import { relationOf } from './relation.ts'
import { collationObject, domainCheckPiece, domainChecks, typeOf } from './types.ts'
import { breakLoops } from './loops/break-loops.ts'
import { domainPiece } from './loops/divide-domain.ts'
import { bodyOf } from './loops/divide-function.ts'
import { checkPiece, defaultPiece, inheritedCheckPiece } from './loops/divide-table.ts'
import { definitionOf } from './loops/divide-type.ts'
import { queryPiece, refill } from './loops/divide-view.ts'
import { domainDivider, functionDivider, tableDivider, typeDivider, viewDivider } from './loops/dividers.ts'
import type { Divider, Finish } from './loops/division.ts'
import { inCircle, invalidIndex } from './uncovered.ts'

/** What the catalog queries brought. */
export interface Catalog extends Readonly<Record<Part, readonly CatalogRow[]>> {
  readonly objects: readonly ObjectRow[]
  readonly dependencies: readonly Dependency[]
  readonly names: KeyNames
  /** Where they were asked for. */
  readonly privileges: Privileges | undefined
  /** Of the server. */
  readonly version: number
}

type Part =
  'namespaces' | 'collations' | 'types' | 'functions' | 'sequences' | 'relations' | 'columns' | 'constraints' | 'indexes' | 'hosted' // prettier-ignore

/** The objects, and what is needed to put them in order: nothing of the rows that they were made of. */
interface Made {
  readonly objects: readonly SchemaObject[]
  readonly uncovered: readonly Uncovered[]
  readonly book: AddressBook
  readonly loops: Parameters<typeof breakLoops>[2]
  readonly dependencies: readonly Dependency[]
}

/** So that none needs itself through others, and without what cannot be made. */
export function inOrder({ objects: made, uncovered: unmade, book, loops, dependencies }: Made): {
  objects: SchemaObject[]
  uncovered: Uncovered[]
} {
  const { objects, stuck } = breakLoops(made, needsOf(dependencies, book), loops)
  const { kept, uncovered } = leaveOut(objects, stuck, dependencies, book)
  return { objects: kept, uncovered: [...unmade, ...stuck.map(inCircle), ...uncovered] }
}

/** What is known of an object for the case that it is in a circle. */
interface InLoops {
  readonly piece?: Piece | undefined
  readonly divider?: Divider
}

/** Makes the model of what was read. */
export class Reader {
  readonly #catalog: Catalog
  readonly #visible: ReturnType<typeof inScope>
  readonly #book: AddressBook
  readonly #objects: SchemaObject[] = []
  readonly #uncovered: Uncovered[] = []
  readonly #columns: ReadonlyMap<unknown, readonly CatalogRow[]>
  readonly #constraints: ReadonlyMap<unknown, readonly CatalogRow[]>
  /** Tables, foreign tables, views and materialized views that are in the model. */
  readonly #hosts = new Map<unknown, TableRef>()
  readonly #loops = { dividers: new Map<string, Divider>(), finishes: new Map<string, Finish>() }
  /** Functions that are not written in a language of the server's. */
  readonly #native = new Set<string>()

  constructor(catalog: Catalog, scope: Scope) {
    this.#catalog = catalog
    this.#visible = inScope(scope)
    this.#book = new AddressBook(catalog.dependencies)
    this.#columns = sortedGroups(catalog.columns, 'oid', byNumber)
    this.#constraints = sortedGroups(catalog.constraints, 'conrelid', byConstraintName)
    if (scope.schemas !== undefined) leaveElsewhere(catalog, this.#visible, this.#book)
  }

  read(): Made {
    this.#namespaces()
    this.#relations()
    this.#types()
    this.#functions()
    this.#sequences()
    this.#onTables()
    this.#ownCatalogs()
    this.#privileges()
    // A view's query is a rule of its own in the catalog.
    for (const { classid, objid, refclassid, refobjid, deptype } of this.#catalog.dependencies) {
      if (classid === catalogs.rewrite && refclassid === catalogs.class && deptype === 'i') {
        const ref = this.#book.get(refclassid, refobjid)
        this.#book.put(classid, objid, ref, ref?.kind === 'view' ? queryPiece : undefined)
      }
    }
    const { dependencies } = this.#catalog
    for (const object of extensionDependencies(dependencies, this.#book)) this.#objects.push(object)
    return {
      objects: this.#objects,
      uncovered: this.#uncovered,
      book: this.#book,
      loops: this.#loops,
      dependencies,
    }
  }

  #add(object: SchemaObject | undefined, catalog: number, oid: unknown, inLoops: InLoops = {}): ObjectRef | undefined {
    if (object === undefined) return undefined
    const ref = refOf(object)
    this.#objects.push(object)
    this.#book.put(catalog, oid, ref, inLoops.piece)
    if (inLoops.divider !== undefined) this.#loops.dividers.set(refKey(ref), inLoops.divider)
    return ref
  }

  /** The same for what may be left out. */
  #take(object: SchemaObject | Uncovered, catalog: number, oid: number, inLoops: InLoops = {}): ObjectRef | undefined {
    if (!('reason' in object)) return this.#add(object, catalog, oid, inLoops)
    this.#uncovered.push(object)
    this.#book.leave(catalog, oid, object.ref)
    return undefined
  }

  /** Whether something is left out: in no wanted schema, or part of an extension. */
  #skips(catalog: number, row: CatalogRow, name?: unknown): boolean {
    return this.#book.isMember(catalog, row.oid) || !this.#visible(row['nspname'], name)
  }

  #namespaces(): void {
    for (const row of this.#catalog.namespaces) {
      const isSchema = row['kind'] === 'schema'
      const catalog = isSchema ? catalogs.namespace : catalogs.extension
      if (this.#book.isMember(catalog, row.oid)) continue
      if (!this.#visible(isSchema ? row['name'] : row['schema'])) continue
      // What is in `public` needs it, and not what is said of it.
      this.#add(namespaceOf(row), catalog, isSchema && row['name'] === 'public' ? undefined : row.oid)
    }
    for (const row of this.#catalog.collations) {
      if (!this.#skips(catalogs.collation, row)) this.#add(collationObject(row), catalogs.collation, row.oid)
    }
  }

  #relations(): void {
    const identities = groupBy(
      this.#catalog.sequences.filter((row) => row['internal'] === true),
      'owner',
    )
    const fromParents = parentColumns(this.#catalog.relations, this.#columns)
    for (const row of this.#catalog.relations) {
      if (this.#skips(catalogs.class, row, row['relname'])) continue
      const columns = this.#columns.get(row.oid) ?? []
      const constraints = this.#constraints.get(row.oid) ?? []
      const object = relationOf(row, {
        columns,
        constraints,
        names: this.#catalog.names,
        parents: fromParents(row),
        isPartition: row['partition'] === true,
        persistence: row['persistence'],
        identities: new Map((identities.get(row.oid) ?? []).map((sequence) => [text(sequence['column']), sequence])),
      })
      const divider = dividerOf(row, columns)
      const ref = this.#take(object, catalogs.class, row.oid, divider === undefined ? {} : { divider })
      if (ref === undefined) continue
      if (row['relkind'] === 'm' && row['populated'] === true) this.#loops.finishes.set(refKey(ref), refill)
      this.#hosts.set(row.oid, { ...schemaOf(row['nspname']), name: text(row['relname']) })
      for (const column of columns) {
        const separable = divider === tableDivider && column['generated'] === ''
        this.#book.put(
          catalogs.default,
          column['default_oid'],
          ref,
          separable ? defaultPiece(text(column['attname'])) : undefined,
        )
      }
      for (const sequence of identities.get(row.oid) ?? []) this.#book.put(catalogs.class, sequence.oid, ref)
      for (const constraint of constraints) {
        const pieceOf = row['partition'] === true && constraint['local'] !== true ? inheritedCheckPiece : checkPiece
        const piece = constraint['contype'] === 'c' ? pieceOf(text(constraint['conname'])) : undefined
        if ('pucn'.includes(text(constraint['contype'])))
          this.#book.put(catalogs.constraint, constraint.oid, ref, piece)
        if ('pu'.includes(text(constraint['contype']))) this.#book.put(catalogs.class, constraint['conindid'], ref)
      }
    }
  }

  #types(): void {
    for (const row of this.#catalog.types) {
      if (this.#skips(catalogs.type, row)) continue
      const object = typeOf(row, this.#columns.get(row['typrelid']) ?? [])
      const ref = this.#add(object, catalogs.type, row.oid, this.#typeInLoops(row))
      if (ref !== undefined) {
        this.#book.put(catalogs.class, row['relkind'] === 'c' ? row['typrelid'] : undefined, ref)
        for (const [oid, name] of domainChecks(row))
          this.#book.put(catalogs.constraint, Number(oid), ref, domainCheckPiece(name))
      } else if (row['relkind'] !== null) {
        this.#book.put(catalogs.type, row.oid, this.#book.get(catalogs.class, Number(row['typrelid'])))
      }
    }
    // Arrays and multiranges come with the type that they are made of.
    for (const row of this.#catalog.types) {
      const isArray = row['typtype'] === 'b' && row['base_type'] === null
      const of = isArray ? row['typelem'] : row['multirange_of']
      if (typeof of === 'number' && of !== 0) this.#book.put(catalogs.type, row.oid, this.#book.get(catalogs.type, of))
    }
  }

  #typeInLoops(row: CatalogRow): InLoops {
    if (row['typtype'] === 'd') return { piece: domainPiece(row), divider: domainDivider(row) }
    return 'br'.includes(text(row['typtype']))
      ? { piece: definitionOf, divider: typeDivider((object) => this.#native.has(refKey(object))) }
      : {}
  }

  #functions(): void {
    const made = new Set(
      this.#catalog.dependencies
        .filter(
          ({ classid, deptype, refclassid }) =>
            classid === catalogs.proc && deptype === 'i' && refclassid === catalogs.type,
        )
        .map(({ objid }) => objid),
    )
    for (const row of this.#catalog.functions) {
      // A range type brings its constructors along.
      if (this.#skips(catalogs.proc, row) || made.has(row.oid)) continue
      if (row['prokind'] === 'a') this.#add(aggregateOf(row), catalogs.proc, row.oid)
      else {
        const ref = this.#add(functionOf(row), catalogs.proc, row.oid, {
          piece: bodyOf(row),
          divider: functionDivider(row),
        })
        if (row['native'] === true && ref !== undefined) this.#native.add(refKey(ref))
      }
    }
  }

  #sequences(): void {
    for (const row of this.#catalog.sequences) {
      if (row['internal'] === true || this.#skips(catalogs.class, row, row['relname'])) continue
      const host = this.#hosts.get(row['owner'])
      if (row['owner'] !== null && host === undefined) continue
      this.#add(sequenceOf(row), catalogs.class, row.oid)
      if (host !== undefined) this.#objects.push(sequenceOwner(row, host))
    }
  }

  #onTables(): void {
    for (const row of this.#catalog.constraints) {
      const host = this.#hosts.get(row['conrelid'])
      if (host === undefined) continue
      if (row['contype'] === 'f' && row['parent'] === 0)
        this.#add(foreignKeyOf(row, host, this.#catalog.names), catalogs.constraint, row.oid)
      if (row['contype'] === 'x' && row['parent'] === 0) {
        const ref = this.#add(exclusionOf(row, host), catalogs.constraint, row.oid)
        this.#book.put(catalogs.class, row['conindid'], ref)
      }
    }
    const invalid: Uncovered[] = []
    for (const row of this.#catalog.indexes) {
      const host = this.#hosts.get(row['indrelid'])
      if (host === undefined) continue
      this.#add(indexOf(row, host, this.#catalog.names), catalogs.class, row.oid)
      if (row['valid'] !== true && row['relkind'] === 'i') invalid.push(invalidIndex(row, host))
    }
    this.#uncovered.push(...invalid.toSorted((a, b) => compareBytes(refKey(a.ref), refKey(b.ref))))
    const own: Readonly<Record<string, number>> = {
      trigger: catalogs.trigger,
      partitionTrigger: catalogs.trigger,
      rule: catalogs.rewrite,
      policy: catalogs.policy,
      statistics: catalogs.statistics,
    }
    for (const row of this.#catalog.hosted) {
      const catalog = own[text(row['kind'])] ?? 0
      const host = this.#hosts.get(row['host'])
      if (host !== undefined && !this.#book.isMember(catalog, row.oid)) this.#add(hostedOf(row, host), catalog, row.oid)
    }
  }

  #privileges(): void {
    const { privileges, version } = this.#catalog
    if (privileges === undefined) return
    this.#objects.push(...privilegeObjects(privileges, { book: this.#book, visible: this.#visible, version }))
  }

  /** What has a catalog of its own: see objects/. */
  #ownCatalogs(): void {
    const kinds = new Map(objectKinds.map((kind) => [kind.kind, kind]))
    for (const row of this.#catalog.objects) {
      const kind = kinds.get(row.kind)
      if (kind === undefined || (row.nspname !== null && !this.#visible(row.nspname))) continue
      const found = kind.objectOf(row, this.#visible)
      if (found === undefined) continue
      const ref = this.#take(found, kind.catalog, row.oid)
      for (const [catalog, oid] of kind.parts?.(row) ?? []) this.#book.put(catalog, oid, ref)
    }
  }
}

function dividerOf({ relkind }: CatalogRow, columns: readonly CatalogRow[]): Divider | undefined {
  if (relkind === 'v') return viewDivider(columns)
  return relkind === 'r' || relkind === 'p' ? tableDivider : undefined
}
