import type { Check, OpaqueObject, Table } from '@lithify/core'
import { checkText } from '../../emit/constraint.ts'
import { qualified } from '../../emit/names.ts'
import { quote } from '../../names.ts'
import type { Division, Later } from './division.ts'

export const defaultPiece = (column: string): string => `default ${column}`
export const checkPiece = (name: string): string => `check ${name}`
/** That of a partition. It comes with the check of the table that the partition is a part of. */
export const inheritedCheckPiece = (name: string): string => `inherited check ${name}`

/** A table without some of its defaults and checks, which are added to it later. */
export function divideTable(table: Table, pieces: ReadonlySet<string>): Division {
  const defaults = table.columns.filter((column) => pieces.has(defaultPiece(column.name)))
  const checks = table.checks.filter(({ name }) => pieces.has(checkPiece(name)))
  const later: Later[] = [
    ...defaults.map(({ name, default: expression = 'NULL' }) => ({
      piece: defaultPiece(name),
      object: columnDefault(table, name, expression),
      awaited: false,
    })),
    ...checks.map((check) => ({ piece: checkPiece(check.name), object: checkObject(table, check), awaited: false })),
  ]
  const first: Table = {
    ...table,
    columns: table.columns.map((column) => {
      if (!defaults.includes(column)) return column
      const { default: _, ...rest } = column
      return rest
    }),
    checks: table.checks.filter((check) => !checks.includes(check) && !pieces.has(inheritedCheckPiece(check.name))),
  }
  return { first, later }
}

/** Only of the table itself: its children have their own. */
function columnDefault(table: Table, column: string, expression: string): OpaqueObject {
  const start = `ALTER TABLE ONLY ${qualified(table)} ALTER COLUMN ${quote(column)}`
  return {
    kind: 'columnDefault',
    ...(table.schema === undefined ? {} : { schema: table.schema }),
    table: table.name,
    name: column,
    create: `${start} SET DEFAULT ${expression}`,
    drop: `${start} DROP DEFAULT`,
  }
}

function checkObject(table: Table, check: Check): OpaqueObject {
  const comment = check.options?.['comment']
  return {
    kind: 'check',
    ...(table.schema === undefined ? {} : { schema: table.schema }),
    table: table.name,
    name: check.name,
    create: `ALTER TABLE ${qualified(table)} ADD ${checkText(check)}`,
    drop: `ALTER TABLE ${qualified(table)} DROP CONSTRAINT ${quote(check.name)}`,
    ...(typeof comment === 'string' ? { comment } : {}),
  }
}
