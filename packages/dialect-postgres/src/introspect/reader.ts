import { refOf, type ObjectRef, type SchemaObject, type Scope, type TableRef, type Uncovered } from '@lithify/core'
import { AddressBook, withDependencies } from './address-book.ts'
import { aggregateOf } from './aggregate.ts'
import { catalogs, schemaOf, text, type CatalogRow, type Dependency } from './catalog.ts'
import { exclusionOf, foreignKeyOf, indexOf } from './on-table.ts'
import { functionOf, hostedOf, namespaceOf, sequenceOf, sequenceOwner } from './opaque.ts'
import { groupBy, parentNotNulls } from './group.ts'
import { inScope } from './scope.ts'
import { tableOf } from './table.ts'
import { collationObject, domainChecks, typeOf } from './types.ts'
import { invalidIndex, missing } from './uncovered.ts'
import { materializedViewOf, viewOf } from './view.ts'

/** What the catalog queries brought. */
export interface Catalog extends Readonly<Record<Part, readonly CatalogRow[]>> {
  readonly dependencies: readonly Dependency[]
}

type Part =
  'namespaces' | 'collations' | 'types' | 'functions' | 'sequences' | 'relations' | 'columns' | 'constraints' | 'indexes' | 'hosted' | 'rest' // prettier-ignore

/** Makes the model of what was read. */
export class Reader {
  readonly #catalog: Catalog
  readonly #visible: ReturnType<typeof inScope>
  readonly #book: AddressBook
  readonly #objects: SchemaObject[] = []
  readonly #uncovered: Uncovered[] = []
  readonly #columns: ReadonlyMap<unknown, readonly CatalogRow[]>
  readonly #constraints: ReadonlyMap<unknown, readonly CatalogRow[]>
  /** Tables, views and materialized views that are in the model. */
  readonly #hosts = new Map<unknown, TableRef>()

  constructor(catalog: Catalog, scope: Scope) {
    this.#catalog = catalog
    this.#visible = inScope(scope)
    this.#book = new AddressBook(catalog.dependencies)
    this.#columns = groupBy(catalog.columns, 'oid')
    this.#constraints = groupBy(catalog.constraints, 'conrelid')
  }

  read(): { objects: SchemaObject[]; uncovered: Uncovered[] } {
    this.#namespaces()
    this.#relations()
    this.#types()
    this.#functions()
    this.#sequences()
    this.#onTables()
    this.#rest()
    // A view's query is a rule of its own in the catalog.
    for (const { classid, objid, refclassid, refobjid, deptype } of this.#catalog.dependencies) {
      if (classid === catalogs.rewrite && refclassid === catalogs.class && deptype === 'i') {
        this.#book.put(classid, objid, this.#book.get(refclassid, refobjid))
      }
    }
    return {
      objects: withDependencies(this.#objects, this.#catalog.dependencies, this.#book),
      uncovered: this.#uncovered,
    }
  }

  #add(object: SchemaObject | undefined, catalog: number, oid: unknown): ObjectRef | undefined {
    if (object === undefined) return undefined
    const ref = refOf(object)
    this.#objects.push(object)
    this.#book.put(catalog, oid, ref)
    return ref
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
      if (this.#visible(isSchema ? row['name'] : row['schema'])) this.#add(namespaceOf(row), catalog, row.oid)
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
    const fromParents = parentNotNulls(this.#catalog.relations, this.#columns)
    for (const row of this.#catalog.relations) {
      if (this.#skips(catalogs.class, row, row['relname'])) continue
      const columns = this.#columns.get(row.oid) ?? []
      const constraints = this.#constraints.get(row.oid) ?? []
      const object =
        row['relkind'] === 'v'
          ? viewOf(row, columns)
          : row['relkind'] === 'm'
            ? materializedViewOf(row, columns)
            : tableOf(row, {
                columns,
                constraints,
                parentNotNull: fromParents(row),
                identities: new Map(
                  (identities.get(row.oid) ?? []).map((sequence) => [text(sequence['column']), sequence]),
                ),
              })
      const ref = this.#add(object, catalogs.class, row.oid)
      this.#hosts.set(row.oid, { ...schemaOf(row['nspname']), name: text(row['relname']) })
      for (const column of columns) this.#book.put(catalogs.default, column['default_oid'], ref)
      for (const sequence of identities.get(row.oid) ?? []) this.#book.put(catalogs.class, sequence.oid, ref)
      for (const constraint of constraints) {
        if ('pucn'.includes(text(constraint['contype']))) this.#book.put(catalogs.constraint, constraint.oid, ref)
        if ('pu'.includes(text(constraint['contype']))) this.#book.put(catalogs.class, constraint['conindid'], ref)
      }
    }
  }

  #types(): void {
    for (const row of this.#catalog.types) {
      if (this.#skips(catalogs.type, row)) continue
      const object = typeOf(row, this.#columns.get(row['typrelid']) ?? [])
      const ref = this.#add(object, catalogs.type, row.oid)
      if (ref !== undefined) {
        this.#book.put(catalogs.class, row['relkind'] === 'c' ? row['typrelid'] : undefined, ref)
        for (const [oid] of domainChecks(row)) this.#book.put(catalogs.constraint, oid, ref)
      } else if (row['relkind'] !== null) {
        this.#book.put(catalogs.type, row.oid, this.#book.get(catalogs.class, Number(row['typrelid'])))
      } else if (row['typtype'] === 'b' && row['category'] !== 'A')
        this.#uncovered.push(missing(row, 'baseType', row['typname']))
      else if (row['typtype'] === 'p') this.#uncovered.push(missing(row, 'shellType', row['typname']))
    }
    // Arrays and multiranges come with the type that they are made of.
    for (const row of this.#catalog.types) {
      const of = row['category'] === 'A' ? row['typelem'] : row['multirange_of']
      if (typeof of === 'number' && of !== 0) this.#book.put(catalogs.type, row.oid, this.#book.get(catalogs.type, of))
    }
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
      this.#add(row['prokind'] === 'a' ? aggregateOf(row) : functionOf(row), catalogs.proc, row.oid)
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
        this.#add(foreignKeyOf(row, host), catalogs.constraint, row.oid)
      if (row['contype'] === 'x' && row['parent'] === 0) {
        const ref = this.#add(exclusionOf(row, host), catalogs.constraint, row.oid)
        this.#book.put(catalogs.class, row['conindid'], ref)
      }
    }
    for (const row of this.#catalog.indexes) {
      const host = this.#hosts.get(row['indrelid'])
      if (host === undefined) continue
      this.#add(indexOf(row, host), catalogs.class, row.oid)
      if (row['valid'] !== true && row['relkind'] === 'i') {
        this.#uncovered.push(invalidIndex(row, host))
      }
    }
    const own: Readonly<Record<string, number>> = {
      trigger: catalogs.trigger,
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

  #rest(): void {
    for (const row of this.#catalog.rest) {
      if (row['nspname'] === null || this.#visible(row['nspname'], row['name']))
        this.#uncovered.push(missing(row, text(row['kind']), row['name']))
    }
  }
}
