import type { Check, ForeignKey, KeyPart, Plain, PrimaryKey, TableRef, Unique } from '../schema/model.ts'
import { defaultName, type BuilderDialect } from './builder-context.ts'
import { call, plainly, withSettings, type Argument, type Call } from './render-call.ts'

/** A table as its name alone, where it is in no schema of its own. */
export function sayTable({ schema, name }: TableRef): string | { readonly schema: string; readonly name: string } {
  return schema === undefined ? name : { schema, name }
}

/** Columns by name; what else a key says is not told, so whoever compares notices. */
export function columnsOf(keys: readonly KeyPart[]): string[] {
  return keys.map(({ column }) => column ?? '')
}

export function sayPrimaryKey(
  method: string,
  { keys, name }: PrimaryKey,
  { before = [], nullable }: { readonly before?: readonly Argument[]; readonly nullable?: true | undefined } = {},
): Call {
  return call(method, ...withSettings([...before, columnsOf(keys)], { name, nullable }))
}

export function sayUnique(
  method: string,
  table: string,
  { keys, name }: Unique,
  dialect: BuilderDialect,
  ...before: readonly Argument[]
): Call {
  const columns = columnsOf(keys)
  return call(
    method,
    ...withSettings([...before, columns], { name: unlessDefault(name, table, columns, 'unique', dialect) }),
  )
}

export function sayCheck(method: string, { name, expression }: Check, ...before: readonly Argument[]): Call {
  return call(method, ...before, name, expression)
}

export function sayForeignKey(
  method: string,
  key: ForeignKey,
  dialect: BuilderDialect,
  ...before: readonly Argument[]
): Call {
  const target = { table: sayTarget(key), columns: key.references.columns }
  const { onDelete, onUpdate, deferrable } = key
  return call(
    method,
    ...withSettings([...before, key.columns, target], { ...ownSettings(key, dialect), onDelete, onUpdate, deferrable }),
  )
}

/** What of a foreign key is said as settings wherever it is said. */
export function ownSettings(
  key: ForeignKey,
  dialect: BuilderDialect,
): { readonly [setting: string]: Plain | undefined } {
  const { match, options } = key
  const dependsOn = key.dependsOn === undefined ? undefined : plainly(key.dependsOn)
  return { name: unlessDefault(key.name, key.table, key.columns, 'foreign', dialect), match, options, dependsOn }
}

/** The table that a foreign key refers to. By its name alone it is meant in the schema of the table that refers to it. */
export function sayTarget({ schema, references }: ForeignKey): Plain {
  const { table: name } = references
  if (references.schema === schema) return name
  return references.schema === undefined ? { name } : { schema: references.schema, name }
}

export function unlessDefault(
  name: string,
  table: string,
  columns: readonly string[],
  part: 'unique' | 'foreign' | 'index',
  dialect: BuilderDialect,
): string | undefined {
  return name === defaultName(table, columns, part, dialect) ? undefined : name
}
