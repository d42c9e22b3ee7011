import type { OpaqueObject } from '@lithify/core'
import { qualified } from '../../emit/names.ts'
import { quoteString } from '../../names.ts'
import { catalogs } from '../catalog.ts'
import type { Piece } from '../address-book.ts'
import type { Division } from './division.ts'

const definitionPiece = 'definition'

export const definitionOf: Piece = (refclassid) => (refclassid === catalogs.namespace ? undefined : definitionPiece)

/** A type of which only the name is there, for the functions that it is made of, and the type itself. */
export function divideType(object: OpaqueObject): Division {
  const { schema, name } = object
  const place = qualified(object)
  const first: OpaqueObject = {
    kind: 'shellType',
    ...(schema === undefined ? {} : { schema }),
    name,
    create: `CREATE TYPE ${place}`,
    // It is gone with the type.
    drop: `DROP TYPE IF EXISTS ${place}`,
  }
  return { first, later: [{ piece: definitionPiece, object: { ...object, drop: dropText(place) }, awaited: true }] }
}

/** The type takes the functions that it is made of along, since neither can be dropped without the other. */
export const goesWithType = (object: OpaqueObject): OpaqueObject => ({
  ...object,
  drop: object.drop.replace(/^DROP FUNCTION (?!IF EXISTS )/, 'DROP FUNCTION IF EXISTS '),
})

/** The server drops a type and its functions together only with CASCADE, so that it is made sure first that nothing else goes too. */
function dropText(place: string): string {
  let tag = 'drop'
  while (place.includes(`$${tag}$`)) tag += '_'
  return `DO $${tag}$
DECLARE
  other text;
BEGIN
  WITH RECURSIVE own(classid, objid) AS (
    SELECT 'pg_catalog.pg_type'::pg_catalog.regclass::oid, ${quoteString(place)}::pg_catalog.regtype::oid
    UNION
    SELECT d.classid, d.objid FROM own JOIN pg_catalog.pg_depend d ON d.refclassid = own.classid AND d.refobjid = own.objid
    WHERE d.deptype = 'i' OR d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND EXISTS (SELECT FROM pg_catalog.pg_depend back
      WHERE back.classid = own.classid AND back.objid = own.objid AND back.refclassid = d.classid AND back.refobjid = d.objid)
  )
  SELECT pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid) INTO other
  FROM pg_catalog.pg_depend d JOIN own ON own.classid = d.refclassid AND own.objid = d.refobjid
  WHERE (d.classid, d.objid) NOT IN (SELECT classid, objid FROM own) LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'dependent_objects_still_exist',
      MESSAGE = pg_catalog.format('cannot drop the type %s because something else depends on it: %s', ${quoteString(place)}, other);
  END IF;
  DROP TYPE ${place} CASCADE;
END
$${tag}$`
}
