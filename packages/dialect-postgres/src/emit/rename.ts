import type { OperationOf, Schema, Table } from '@lithify/core'
import { findTable } from '@lithify/core/dialect-kit'
import { quote } from '../names.ts'
import { identityOf } from './column.ts'
import { identityName } from './generated-names.ts'
import { qualified } from './names.ts'

/** With the sequences of its identity columns: the server leaves them their old names, which nobody would know. */
export function renameTable({ table, to }: OperationOf<'renameTable'>, schema: Schema): string[] {
  const found = findTable(table, schema)
  return [
    `ALTER TABLE ${qualified(table)} RENAME TO ${quote(to)}`,
    ...found.columns.flatMap((column) => sequenceRename(found, column.name, { table: to, column: column.name })),
  ]
}

export function renameColumn({ table, column, to }: OperationOf<'renameColumn'>, schema: Schema): string[] {
  return [
    `ALTER TABLE ${qualified(table)} RENAME COLUMN ${quote(column)} TO ${quote(to)}`,
    ...sequenceRename(findTable(table, schema), column, { table: table.name, column: to }),
  ]
}

function sequenceRename(table: Table, name: string, to: { table: string; column: string }): string[] {
  const column = table.columns.find((candidate) => candidate.name === name)
  const identity = column === undefined ? undefined : identityOf(column)
  if (identity === undefined || identity.name !== undefined) return []
  const [before, after] = [identityName(table.name, name), identityName(to.table, to.column)]
  return before === after
    ? []
    : [`ALTER SEQUENCE ${qualified({ schema: table.schema, name: before })} RENAME TO ${quote(after)}`]
}
