import { isIndex, isTable, type Index, type Unique } from './model.ts'
import { Schema } from './schema.ts'

/** A unique index as the constraint that it is where the two are one thing. */
export function uniqueOf({ name, keys, options }: Index): Unique {
  return { name, keys, ...(options === undefined ? {} : { options }) }
}

/** The schema with its unique indexes as unique constraints of their tables. */
export function withoutUniqueIndexes(schema: Schema, caseSensitive: boolean): Schema {
  const indexes = schema.objects().filter((object): object is Index => isIndex(object) && object.unique)
  if (indexes.length === 0) return schema
  const changed = schema.clone()
  for (const index of indexes) {
    const table = changed.findTable({ schema: index.schema, name: index.table }, caseSensitive)
    if (table === undefined || !isTable(table)) continue
    changed.remove(index)
    changed.put({ ...table, uniques: [...table.uniques, uniqueOf(index)] })
  }
  return changed
}
