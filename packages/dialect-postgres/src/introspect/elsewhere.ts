import type { ObjectRef } from '@lithify/core'
import type { AddressBook } from './address-book.ts'
import { catalogs, schemaOf, text, type CatalogRow } from './catalog.ts'
import { objectKinds } from './objects/index.ts'
import type { ObjectRow } from './objects/kind.ts'
import type { inScope } from './scope.ts'

interface Rows {
  readonly namespaces: readonly CatalogRow[]
  readonly collations: readonly CatalogRow[]
  readonly types: readonly CatalogRow[]
  readonly functions: readonly CatalogRow[]
  readonly sequences: readonly CatalogRow[]
  readonly relations: readonly CatalogRow[]
  readonly objects: readonly ObjectRow[]
}

/**
 * Puts down what is in schemas that are not looked at, so that what needs any of it can be named, and is not written as if it could be made
 * without.
 */
export function leaveElsewhere(rows: Rows, visible: ReturnType<typeof inScope>, book: AddressBook): void {
  const leave = (catalog: number, oid: number, ref: ObjectRef): void => {
    if (!book.isMember(catalog, oid)) book.leave(catalog, oid, ref, 'elsewhere')
  }
  for (const row of rows.namespaces) {
    const isSchema = row['kind'] === 'schema'
    // `public` is in every database, whoever's it is.
    if (visible(isSchema ? row['name'] : row['schema']) || (isSchema && row['name'] === 'public')) continue
    const kind = isSchema ? 'schema' : 'extension'
    leave(isSchema ? catalogs.namespace : catalogs.extension, row.oid, { kind, name: text(row['name']) })
  }
  const hidden = (each: readonly CatalogRow[]): CatalogRow[] => each.filter((row) => !visible(row['nspname']))
  for (const row of hidden(rows.collations)) leave(catalogs.collation, row.oid, ref('collation', row, row['collname']))
  const types = new Map<unknown, CatalogRow>(rows.types.map((row) => [row.oid, row]))
  for (const row of hidden(rows.types)) {
    // Arrays and multiranges come with the type that they are made of, and people know that one.
    const of = types.get(row['multirange_of'] ?? (row['category'] === 'A' ? row['typelem'] : undefined)) ?? row
    leave(catalogs.type, row.oid, ref('type', row, of['typname']))
  }
  for (const row of hidden(rows.functions)) {
    const name = `${text(row['quoted'])}(${text(row['arguments'])})`
    leave(catalogs.proc, row.oid, ref(row['prokind'] === 'p' ? 'procedure' : 'function', row, name))
  }
  const gone = new Set<unknown>()
  for (const row of hidden(rows.relations)) {
    gone.add(row.oid)
    leave(catalogs.class, row.oid, ref(relations[text(row['relkind'])] ?? 'table', row, row['relname']))
  }
  for (const row of rows.sequences) {
    // One that goes with somebody else's table is theirs, wherever it is.
    if (visible(row['nspname']) && !gone.has(row['owner'])) continue
    leave(catalogs.class, row.oid, ref('sequence', row, row['relname']))
  }
  const catalogOf = new Map(objectKinds.map(({ kind, catalog }) => [kind, catalog]))
  for (const row of rows.objects) {
    const catalog = catalogOf.get(row.kind)
    if (catalog === undefined || row.nspname === null || visible(row.nspname)) continue
    leave(catalog, row.oid, ref(row.kind, row, row.name))
  }
}

const ref = (kind: string, row: CatalogRow, name: unknown): ObjectRef => ({
  kind,
  ...schemaOf(row['nspname']),
  name: text(name),
})

const relations: Readonly<Record<string, string>> = { v: 'view', m: 'materializedView', f: 'foreignTable' }
