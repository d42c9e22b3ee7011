import type { Column, Options, Table, TableRef } from '@lithify/core'
import { quote } from '../names.ts'
import { collationText, generatedText } from './column.ts'
import { qualified } from './names.ts'

/** How a table comes to its parents. */
export interface Inheritance {
  /** The tables that CREATE TABLE itself inherits from. */
  readonly from: readonly TableRef[]
  readonly before: readonly string[]
  readonly after: readonly string[]
}

const nothing: Inheritance = { from: [], before: [], after: [] }

/**
 * INHERITS puts the columns of the parents first. A table that has them in another order is adopted by its parents when it is there; what it
 * shall have from them alone, it has from a table made for that meanwhile, because what a table declares stays its own.
 */
export function inheritance(table: Table): Inheritance {
  const parents = table.options?.['inherits'] as readonly TableRef[] | undefined
  if (parents === undefined) return nothing
  if (table.options?.['ownOrder'] !== true) return { from: parents, before: [], after: [] }
  const place = qualified(table)
  const adoption = parents.map((parent) => `ALTER TABLE ${place} INHERIT ${qualified(parent)}`)
  const checks = (table.options['inheritedChecks'] as readonly InheritedCheck[] | undefined) ?? []
  if (checks.length === 0 && !table.columns.some(isInherited)) return { from: [], before: [], after: adoption }
  const shape = { schema: table.schema, name: 'lithify shape' }
  return {
    from: [shape],
    before: [shapeText(shape, table.columns, checks)],
    after: [...adoption, `ALTER TABLE ${place} NO INHERIT ${qualified(shape)}`, `DROP TABLE ${qualified(shape)}`],
  }
}

export const isInherited = ({ options }: { readonly options?: Options | undefined }): boolean =>
  options?.['inherited'] === true

interface InheritedCheck {
  readonly name: string
  readonly expression: string
}

function shapeText(shape: TableRef, columns: readonly Column[], checks: readonly InheritedCheck[]): string {
  const parts = [
    ...columns.map((column) =>
      [
        quote(column.name),
        column.type,
        ...(column.collation === undefined
          ? []
          : [collationText(column.collation, column.options?.['collationSchema'])]),
        ...generatedText(column),
        ...(isInherited(column) && !column.nullable && column.options?.['ownNotNull'] !== true ? ['NOT NULL'] : []),
      ].join(' '),
    ),
    ...checks.map(({ name, expression }) => `CONSTRAINT ${quote(name)} CHECK (${expression})`),
  ]
  return `CREATE TABLE ${qualified(shape)} (\n  ${parts.join(',\n  ')}\n)`
}
