import type { ObjectRef, OpaqueObject, Schema, View } from '@lithify/core'
import { misfit } from '@lithify/core/dialect-kit'
import { quote } from '../names.ts'
import { qualified, quoteList } from './names.ts'
import { underSettings } from './settings.ts'

export function createView(view: View, schema: Schema): string[] {
  const { algorithm, definer, security, checkOption } = view.options ?? {}
  const columns = view.columns === undefined ? '' : ` (${quoteList(view.columns)})`
  const text = [
    'CREATE',
    ...(typeof algorithm === 'string' ? [` ALGORITHM = ${algorithm}`] : []),
    ...(typeof definer === 'string' ? [` DEFINER = ${definer}`] : []),
    ...(typeof security === 'string' ? [` SQL SECURITY ${security}`] : []),
    ` VIEW ${qualified(view)}${columns} AS\n${view.definition}`,
    ...(typeof checkOption === 'string' ? [`\nWITH ${checkOption} CHECK OPTION`] : []),
  ].join('')
  return underSettings([text], view.options, schema)
}

export function createObject(object: OpaqueObject, schema: Schema): string[] {
  const replaced = object.options?.['replaces'] === true ? [`DROP FUNCTION ${quote(object.name)}`] : []
  return underSettings([...replaced, object.create], object.options, schema)
}

export function dropObject(ref: ObjectRef, schema: Schema): string {
  const object = schema.get(ref)
  if (object !== undefined && 'drop' in object) return object.drop
  throw misfit(`There is no ${ref.kind} ${ref.name}.`, { object: ref })
}
