import { changeColumn, type Column, type OperationOf, type Schema } from '@lithify/core'
import { misfit } from '@lithify/core/dialect-kit'
import { quote } from '../names.ts'
import { collationText, columnSettings, identityOf, identityText } from './column.ts'
import { commentOnColumn } from './comments.ts'
import { qualified } from './names.ts'

type Alteration = OperationOf<'alterColumn'>

/** Whether the change can be written without knowing the column as it is. */
export function isPlain({ change }: Alteration): boolean {
  return (
    change.options === undefined &&
    change.type === undefined &&
    change.collation === undefined &&
    change.generated === undefined
  )
}

/** A column in place, all in one ALTER TABLE so that its rows are rewritten once at most. */
export function alterColumn(operation: Alteration, schema: Schema): string[] {
  const { table, column: name, change } = operation
  const start = `ALTER COLUMN ${quote(name)}`
  const steps: string[] = isPlain(operation) ? [] : structural(operation, schema, start)
  const retyped = change.type !== undefined && !isPlain(operation)
  if (change.default === null || (change.default !== undefined && retyped))
    steps.unshift(...(steps.includes(`${start} DROP DEFAULT`) ? [] : [`${start} DROP DEFAULT`]))
  if (typeof change.default === 'string') steps.push(`${start} SET DEFAULT ${change.default}`)
  if (change.nullable !== undefined) steps.push(`${start} ${change.nullable ? 'DROP' : 'SET'} NOT NULL`)
  return [
    // Two steps on one default do not go together in one statement.
    ...steps
      .filter((step) => step === `${start} DROP DEFAULT`)
      .map((step) => `ALTER TABLE ${qualified(table)} ${step}`),
    ...together(
      steps.filter((step) => step !== `${start} DROP DEFAULT`),
      `ALTER TABLE ${qualified(table)} `,
    ),
    ...(change.comment === undefined ? [] : [commentOnColumn(table, name, change.comment)]),
  ]
}

const together = (steps: readonly string[], start: string): string[] =>
  steps.length === 0 ? [] : [start + steps.join(', ')]

function structural({ table, column: name, change }: Alteration, schema: Schema, start: string): string[] {
  const before = schema.table(table)?.columns.find((column) => column.name === name)
  if (before === undefined)
    throw misfit(`There is no column ${name} in table ${table.name}.`, { table: table.name, column: name })
  const after = changeColumn(before, change)
  const typed = before.type !== after.type || before.collation !== after.collation
  const defaulted = before.default !== undefined && after.default === before.default
  return [
    ...generatedSteps(before, after, start),
    ...(typed && defaulted ? [`${start} DROP DEFAULT`] : []),
    ...(typed
      ? [
          `${start} TYPE ${after.type}${after.collation === undefined ? '' : ` ${collationText(after.collation, after.options?.['collationSchema'])}`}${using(before, after)}`,
        ]
      : []),
    ...(typed && defaulted ? [`${start} SET DEFAULT ${after.default ?? ''}`] : []),
    ...identitySteps(before, after, table.schema, start),
    ...settingSteps(before, after, start),
  ]
}

/** Values are converted by a cast, since PostgreSQL converts nothing by itself that could fail. A generated column has none of its own. */
const using = (before: Column, after: Column): string =>
  before.generated === undefined && before.type !== after.type ? ` USING ${quote(before.name)}::${after.type}` : ''

function generatedSteps(before: Column, after: Column, start: string): string[] {
  if (JSON.stringify(before.generated) === JSON.stringify(after.generated)) return []
  if (after.generated === undefined) return [`${start} DROP EXPRESSION`]
  if (before.generated === undefined || before.generated.stored !== after.generated.stored) {
    throw misfit(
      `PostgreSQL cannot make the column ${before.name} that exists a generated one.`,
      { column: before.name },
      'LITHIFY_E_UNSUPPORTED',
    )
  }
  return [`${start} SET EXPRESSION AS (${after.generated.expression})`]
}

function identitySteps(before: Column, after: Column, schema: string | undefined, start: string): string[] {
  const [from, to] = [identityOf(before), identityOf(after)]
  if (JSON.stringify(from) === JSON.stringify(to)) return []
  return [
    ...(from === undefined ? [] : [`${start} DROP IDENTITY`]),
    ...(to === undefined ? [] : [`${start} SET NOT NULL`, `${start} ADD ${identityText(to, schema)}`]),
  ]
}

function settingSteps(before: Column, after: Column, start: string): string[] {
  const changed = (key: string): boolean =>
    JSON.stringify(before.options?.[key]) !== JSON.stringify(after.options?.[key])
  const word = (key: string): string => {
    const value = after.options?.[key]
    return typeof value === 'string' ? value : 'DEFAULT'
  }
  return [
    ...(changed('storage') && after.options?.['storage'] === undefined ? [`${start} SET STORAGE DEFAULT`] : []),
    ...(changed('compression') ? [`${start} SET COMPRESSION ${word('compression')}`] : []),
    ...(changed('statistics') && after.options?.['statistics'] === undefined ? [`${start} SET STATISTICS -1`] : []),
    ...(['statistics', 'parameters', 'storage'].some(changed) ? columnSettings(after) : []),
  ]
}
