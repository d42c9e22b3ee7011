import type { Column, OperationOf, Schema, Table } from '@lithify/core'
import { misfit } from '@lithify/core/dialect-kit'
import { readsColumn, rename } from '../compare/rename.ts'
import { quote } from '../names.ts'
import { columnText } from './column.ts'
import { checkText } from './constraint.ts'
import { qualified } from './names.ts'

/**
 * MariaDB rewrites the checks and generated columns that read a column. MySQL refuses instead, so that they are taken away before, and come back with
 * the new name: in comments that MariaDB does not run.
 */
export function renameColumn({ table: ref, column, to }: OperationOf<'renameColumn'>, schema: Schema): string[] {
  const alter = `ALTER TABLE ${qualified(ref)}`
  const renamed = `RENAME COLUMN ${quote(column)} TO ${quote(to)}`
  const table = schema.table(ref)
  const follow = (text: string): string => rename(text, { what: 'column', table: ref.name, from: column, to, owner: true }) ?? text // prettier-ignore
  const checks = table?.checks.filter(({ expression }) => readsColumn(expression, column)) ?? []
  const computed = table?.columns.filter(({ generated }) => generated !== undefined && readsColumn(generated.expression, column)) ?? [] // prettier-ignore
  const [before, after] = [[] as string[], [] as string[]]
  for (const each of table === undefined ? [] : computed) {
    const { generated, ...plain } = each
    const again = { ...each, generated: { ...generated, expression: follow(generated?.expression ?? '') } } as Column
    if (generated?.stored === true) {
      before.push(onMysql(`${alter} MODIFY COLUMN ${columnText(plain)}`))
      after.push(onMysql(`${alter} MODIFY COLUMN ${columnText(again)}`))
    } else {
      refuseKeys(table as Table, each.name, schema)
      before.push(onMysql(`${alter} DROP COLUMN ${quote(each.name)}`))
      after.push(onMysql(`${alter} ADD COLUMN ${columnText(again)} ${placeOf(table as Table, each, { column, to })}`))
    }
  }
  const dropped = checks.map(({ name }) => `${onMysql(`DROP CHECK ${quote(name)},`)} `)
  const added = checks.map((check) => ` ${onMysql(`, ADD ${checkText({ ...check, expression: follow(check.expression) })}`)}`) // prettier-ignore
  return [...before, `${alter} ${dropped.join('')}${renamed}${added.join('')}`, ...after]
}

/** MariaDB takes numbers between 5.7 and 10 for those of MySQL alone. */
const onMysql = (text: string): string => `/*!80000 ${text} */`

function placeOf({ columns }: Table, column: Column, change: { column: string; to: string }): string {
  const before = columns[columns.indexOf(column) - 1]?.name
  if (before === undefined) return 'FIRST'
  return `AFTER ${quote(before.toLowerCase() === change.column.toLowerCase() ? change.to : before)}`
}

/** They would go with the column. */
function refuseKeys(table: Table, column: string, schema: Schema): void {
  const keys = [...table.uniques, ...schema.indexesOn(table)]
  const name = column.toLowerCase()
  const found = keys.find((key) => key.keys.some((part) => part.column?.toLowerCase() === name))
  if (found === undefined) return
  throw misfit(
    `The index ${found.name} has the generated column ${column}, which reads the column that is renamed. Drop it first, and create it again afterwards.`,
    { table: table.name, index: found.name, column },
    'LITHIFY_E_UNSUPPORTED',
  )
}
