import { compareBytes, refKey, type ObjectRef, type OpaqueObject } from '@lithify/core'
import { qualified } from '../emit/names.ts'
import { quote } from '../names.ts'
import type { AddressBook } from './address-book.ts'
import { catalogs, type Dependency } from './catalog.ts'

/** What goes when an extension goes, although it is not part of it: ALTER … DEPENDS ON EXTENSION. */
export function extensionDependencies(dependencies: readonly Dependency[], book: AddressBook): OpaqueObject[] {
  return dependencies
    .filter(({ deptype, refclassid }) => deptype === 'x' && refclassid === catalogs.extension)
    .flatMap(({ classid, objid, refclassid, refobjid }) => {
      const [object, extension] = [book.get(classid, objid), book.get(refclassid, refobjid)]
      const place = object === undefined ? undefined : placeOf(object)
      if (object === undefined || extension === undefined || place === undefined) return []
      return [dependency(object, extension, place)]
    })
    .toSorted((a, b) => compareBytes(refKey(a), refKey(b)))
}

function dependency(object: ObjectRef, extension: ObjectRef, place: string): OpaqueObject {
  const on = `DEPENDS ON EXTENSION ${quote(extension.name)}`
  return {
    kind: 'extensionDependency',
    ...(object.schema === undefined ? {} : { schema: object.schema }),
    name: `${object.kind} ${object.table === undefined ? '' : `${object.table}.`}${object.name} on ${extension.name}`,
    create: `ALTER ${place} ${on}`,
    drop: `ALTER ${place} NO ${on}`,
    dependsOn: [object, extension],
  }
}

function placeOf({ kind, schema, table, name }: ObjectRef): string | undefined {
  switch (kind) {
    case 'function':
    case 'procedure':
      return `${kind.toUpperCase()} ${quote(schema ?? 'public')}.${name}`
    case 'trigger':
      return `TRIGGER ${quote(name)} ON ${qualified({ schema, name: table ?? '' })}`
    case 'index':
      return `INDEX ${qualified({ schema, name })}`
    case 'materializedView':
      return `MATERIALIZED VIEW ${qualified({ schema, name })}`
    default:
      return undefined
  }
}
