import type { Check, Column, ForeignKey, Options, Table, Unique } from '@lithify/core'
import { fold, sameName } from '../names.ts'
import { generatedNames, TableNames } from '../generated-names.ts'
import type { ParsedColumn, ParsedForeignKey, ParsedKey, ParsedTable } from './parsed.ts'

/** A table of the model, with its foreign keys, from what its text says. */
export function tableObjects(
  name: string,
  parsed: ParsedTable,
  source: string,
): { table: Table; foreignKeys: ForeignKey[] } {
  const names = statedNames(parsed)
  const table: Table = {
    kind: 'table',
    name,
    columns: parsed.columns.map(columnOf),
    ...(parsed.primaryKey === undefined ? {} : { primaryKey: primaryKeyOf(parsed.primaryKey) }),
    uniques: parsed.uniques.map((unique) => uniqueOf(name, unique, names)),
    checks: parsed.checks.map((check): Check => {
      const generated = generatedNames.check(name, check.column === undefined ? [] : [check.column])
      return { name: names.take(check.name, generated), expression: check.expression, ...bag(check.options) }
    }),
    ...bag({ ...(parsed.withoutRowid ? { withoutRowid: true } : {}), ...(parsed.strict ? { strict: true } : {}) }),
    source,
  }
  return { table, foreignKeys: parsed.foreignKeys.map((key) => foreignKeyOf(name, key, names)) }
}

function statedNames(parsed: ParsedTable): TableNames {
  const parts = [...parsed.uniques, ...parsed.checks, ...parsed.foreignKeys]
  return new TableNames(parts.flatMap((part) => (part.name === undefined ? [] : [part.name])))
}

const bag = (options: Options): { options?: Options } => (Object.keys(options).length === 0 ? {} : { options })

function columnOf(column: ParsedColumn): Column {
  const options: Options = {
    ...(column.autoincrement ? { autoincrement: true } : {}),
    ...(column.onConflict === undefined ? {} : { onConflict: column.onConflict }),
    ...(Object.keys(column.constraintNames).length === 0 ? {} : { constraintNames: column.constraintNames }),
  }
  return {
    name: column.name,
    type: column.type,
    nullable: !column.notNull,
    ...(column.default === undefined ? {} : { default: column.default }),
    ...(column.generated === undefined ? {} : { generated: column.generated }),
    ...(column.collation === undefined || column.collation === 'BINARY' ? {} : { collation: column.collation }),
    ...bag(options),
  }
}

function primaryKeyOf({ name, keys, options }: ParsedKey): NonNullable<Table['primaryKey']> {
  return { ...(name === undefined ? {} : { name }), keys, ...bag(options) }
}

function uniqueOf(table: string, unique: ParsedKey, names: TableNames): Unique {
  const generated = generatedNames.unique(
    table,
    unique.keys.map((key) => key.column ?? ''),
  )
  return { name: names.take(unique.name, generated), keys: unique.keys, ...bag(unique.options) }
}

function foreignKeyOf(table: string, { name, ...key }: ParsedForeignKey, names: TableNames): ForeignKey {
  return { kind: 'foreignKey', table, name: names.take(name, generatedNames.foreignKey(table, key.columns)), ...key }
}

/** References take the spelling of the table and the columns that they mean. */
export function respell(foreignKeys: readonly ForeignKey[], tables: readonly Table[]): ForeignKey[] {
  const byName = new Map(tables.map((table) => [fold(table.name), table]))
  return foreignKeys.map((key) => {
    const parent = byName.get(fold(key.references.table))
    if (parent === undefined) return key
    const columns = key.references.columns.map(
      (name) => parent.columns.find((column) => sameName(column.name, name))?.name ?? name,
    )
    return { ...key, references: { table: parent.name, columns } }
  })
}
