import type { OpaqueObject } from '@lithify/core'
import { qualified } from '../../emit/names.ts'
import { quote } from '../../names.ts'
import type { Piece } from '../address-book.ts'
import { catalogs, schemaOf, text, type CatalogRow } from '../catalog.ts'
import { domainCheckPiece, domainChecks, domainDefaultPiece, domainOf } from '../types.ts'
import type { Division, Later } from './division.ts'

/** A domain's own dependencies are those of its default, but for the type that it is made of and that type's collation. */
export function domainPiece(row: CatalogRow): Piece {
  return (refclassid, refobjid) =>
    refclassid === catalogs.namespace || refclassid === catalogs.collation || refobjid === row['base_oid']
      ? undefined
      : domainDefaultPiece
}

/** A domain without its default or some of its checks, which are added to it later. */
export function divideDomain(row: CatalogRow, pieces: ReadonlySet<string>): Division {
  const name = text(row['typname'])
  const host = schemaOf(row['nspname'])
  const alter = `ALTER DOMAIN ${qualified({ ...host, name })}`
  const made = (kind: string, part: string, create: string, drop: string, comment: string | null): OpaqueObject => ({
    kind,
    ...host,
    table: name,
    name: part,
    create: `${alter} ${create}`,
    drop: `${alter} ${drop}`,
    ...(comment === null ? {} : { comment }),
  })
  const checks = domainChecks(row).flatMap(([, check, definition, , , comment]): Later[] => {
    const piece = domainCheckPiece(check)
    const constraint = `CONSTRAINT ${quote(check)}`
    return pieces.has(piece)
      ? [
          {
            piece,
            object: made('domainCheck', check, `ADD ${constraint} ${definition}`, `DROP ${constraint}`, comment),
            awaited: false,
          },
        ]
      : []
  })
  const byDefault: Later = {
    piece: domainDefaultPiece,
    object: made('domainDefault', name, `SET DEFAULT ${text(row['expression'])}`, 'DROP DEFAULT', null),
    awaited: false,
  }
  return { first: domainOf(row, pieces), later: [...(pieces.has(domainDefaultPiece) ? [byDefault] : []), ...checks] }
}
