import type { OpaqueObject, Uncovered } from '@lithify/core'
import type { CatalogRow, ServerFacts } from '../catalog.ts'

/** A row of the query over all {@link ObjectKind}s. */
export interface ObjectRow extends CatalogRow {
  readonly kind: string
  /** Nothing for what belongs to the whole database. */
  readonly nspname: string | null
  readonly name: string
  /** What `details` asked for, by key. */
  readonly details: Readonly<Record<string, unknown>> | null
  readonly comment: string | null
}

/** An entry of a catalog, as pg_depend names it. */
export type Address = readonly [catalog: number, oid: number]

/**
 * A kind of object that has a catalog of its own. All of them are read in one query, in which `x` is the row of that catalog; what came with the server or
 * belongs to an extension is left out, and so is what is not in the scope. What `pg_depend` says of an object is found by its address.
 */
export interface ObjectKind {
  readonly kind: string
  /** The catalog's own number, from `catalogs`. */
  readonly catalog: number
  /** What follows FROM: the catalog as `x`, and what it is joined with. */
  readonly from: string
  /** `x.oid` when absent. */
  readonly oid?: string
  /** The object's name, as an expression: it has to tell the object from all others of its kind and schema. */
  readonly name: string
  /** The number of its schema, where it has one. */
  readonly namespace?: string
  /** Where it has none: the name of the schema with which it is looked at, as an expression. */
  readonly scope?: string
  readonly where?: string
  /** What else `objectOf` needs, each an expression that becomes JSON. */
  details?(version: number, facts: ServerFacts): Readonly<Record<string, string>>
  /**
   * The object, or why it is not represented; nothing for what comes with something else. `visible` tells whether a table is in the scope.
   */
  objectOf(
    row: ObjectRow,
    visible: (namespace: unknown, name?: unknown) => boolean,
  ): OpaqueObject | Uncovered | undefined
  /** Entries of other catalogs that are parts of the object, so that their dependencies are its own. */
  parts?(row: ObjectRow): readonly Address[]
}
