import type { ForeignKey, OperationOf, Options, Plain, Schema, Table } from '@lithify/core'
import { misfit } from '@lithify/core/dialect-kit'
import { columnText } from './column.ts'
import { checkText, foreignKeyText, primaryKeyText, uniqueText } from './constraint.ts'
import { commentText } from './guard.ts'
import { qualified } from './names.ts'

export function createTable({ table, foreignKeys, unlessThere }: OperationOf<'createTable'>, schema: Schema): string {
  const parts = [
    ...table.columns.map(columnText),
    ...periods(table).map((text) => `PERIOD FOR ${text}`),
    ...(table.primaryKey === undefined ? [] : [primaryKeyText(table.primaryKey)]),
    ...table.uniques.map(uniqueText),
    ...table.checks.map(checkText),
    ...foreignKeys.map((key: ForeignKey) => foreignKeyText(key, schema, table)),
  ]
  return `CREATE TABLE ${unlessThere === true ? 'IF NOT EXISTS ' : ''}${qualified(table)} (\n  ${parts.join(',\n  ')}\n)${tail(table)}`
}

/** Periods of time, as MariaDB has them. */
const periods = ({ options }: Table): string[] => {
  const found = options?.['periods']
  return Array.isArray(found) ? found.filter((each) => typeof each === 'string') : []
}

/** The options that are understood one by one, each with the words of its clause. What else the server shows is kept as it stands, in `create`. */
const clauses: Readonly<Record<string, string>> = {
  engine: 'ENGINE',
  charset: 'DEFAULT CHARSET',
  collation: 'COLLATE',
  rowFormat: 'ROW_FORMAT',
}

function tail({ options = {}, comment }: Table): string {
  const { create, partition } = options
  return [
    ...Object.entries(clauses).flatMap(([key, words]) => clause(words, options[key])),
    ...(typeof create === 'string' ? [create] : []),
    ...(comment === undefined || comment === '' ? [] : [`COMMENT=${commentText(comment)}`]),
    ...(typeof partition === 'string' ? [`\n${partition}`] : []),
  ]
    .map((part) => (part.startsWith('\n') ? part : ` ${part}`))
    .join('')
}

const clause = (words: string, value: Plain | undefined): string[] =>
  typeof value === 'string' ? [`${words}=${value}`] : []

export function alterTable(
  { table, options, comment }: OperationOf<'alterTable'>,
  before: Table | undefined,
): string[] {
  const steps = [
    ...(options === undefined ? [] : optionSteps(before?.options ?? {}, options, table.name)),
    ...(comment === undefined ? [] : [`COMMENT=${commentText(comment ?? '')}`]),
  ]
  return steps.length === 0 ? [] : [`ALTER TABLE ${qualified(table)} ${steps.join(', ')}`]
}

function optionSteps(from: Options, to: Options, table: string): string[] {
  const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])]
  return keys
    .filter((key) => JSON.stringify(from[key]) !== JSON.stringify(to[key]))
    .map((key) => {
      const [words, value] = [clauses[key], to[key]]
      if (words !== undefined && typeof value === 'string') return `${words}=${value}`
      throw misfit(
        `MySQL cannot change the option ${key} of the table ${table} in that way.`,
        { table, option: key },
        'LITHIFY_E_UNSUPPORTED',
      )
    })
}
