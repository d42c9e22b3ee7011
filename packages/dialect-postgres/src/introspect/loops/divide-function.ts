import type { OpaqueObject } from '@lithify/core'
import { catalogs, list, text, type CatalogRow } from '../catalog.ts'
import type { Piece } from '../address-book.ts'
import type { Division } from './division.ts'

const bodyPiece = 'body'

/**
 * What of a function's dependencies is its body's: what is no part of its signature. Only a body that the server has parsed has any. The catalog
 * does not tell the defaults of arguments from the body; of those nothing but relations, and the function itself, is sure to be the body's.
 */
export function bodyOf(row: CatalogRow): Piece | undefined {
  if (typeof row['body'] !== 'string') return undefined
  const signature = new Set((row['signature'] as readonly unknown[]).map(Number))
  const onlyRelations = row['has_defaults'] === true
  return (refclassid, refobjid) => {
    if (refclassid === catalogs.class || (refclassid === catalogs.proc && refobjid === row.oid)) return bodyPiece
    if (onlyRelations || refclassid === catalogs.namespace || refclassid === catalogs.language) return undefined
    return refclassid === catalogs.type && signature.has(refobjid) ? undefined : bodyPiece
  }
}

/** A function that returns nothing, and the body that it gets later. */
export function divideFunction(object: OpaqueObject, row: CatalogRow): Division {
  const body = text(row['body'])
  const head = object.create.slice(0, object.create.length - body.length)
  const results = list(row['results'])
  const shell = `${head}BEGIN ATOMIC\n SELECT ${results.length === 0 ? 'NULL' : results.map((type) => `NULL::${type}`).join(', ')};\nEND`
  const later: OpaqueObject = {
    kind: `${object.kind}Body`,
    ...(object.schema === undefined ? {} : { schema: object.schema }),
    name: object.name,
    create: replace(object.create),
    drop: replace(shell),
  }
  return { first: { ...object, create: shell }, later: [{ piece: bodyPiece, object: later, awaited: true }] }
}

const replace = (create: string): string => create.replace(/^CREATE /, 'CREATE OR REPLACE ')
