import type { Column, Plain } from '@lithify/core'
import { quote } from '../names.ts'
import { sequenceParameters } from './sequence.ts'
import { defaultSchema, settings } from './names.ts'

interface Identity {
  readonly generation: 'always' | 'byDefault'
  readonly name?: string
  readonly [key: string]: Plain | undefined
}

export const identityOf = (column: Pick<Column, 'options'>): Identity | undefined =>
  column.options?.['identity'] as Identity | undefined

/** A column as CREATE TABLE and ADD COLUMN write it. `table` says in which schema the sequence of an identity belongs. */
export function columnText(column: Column, schema: string | undefined): string {
  return [
    quote(column.name),
    column.type,
    ...clause('COMPRESSION', column.options?.['compression']),
    ...(column.collation === undefined ? [] : [collationText(column.collation, column.options?.['collationSchema'])]),
    ...columnConstraints(column, schema),
  ].join(' ')
}

/** What follows the type of a column. */
export function columnConstraints(column: Column, schema: string | undefined): string[] {
  const identity = identityOf(column)
  return [
    ...(column.options?.['ownDefault'] === 'inherited' ? [] : generatedText(column)),
    ...(identity === undefined ? [] : [identityText(identity, schema)]),
    ...(column.default === undefined ? [] : [`DEFAULT ${column.default}`]),
    ...notNullText(column),
  ]
}

export const generatedText = ({ generated }: Column): string[] =>
  generated === undefined
    ? []
    : [`GENERATED ALWAYS AS (${generated.expression}) ${generated.stored ? 'STORED' : 'VIRTUAL'}`]

/** Compression, where a column is not declared but comes with a query. */
export function compressionSetting(column: Column): string[] {
  const compression = column.options?.['compression']
  return typeof compression === 'string' ? [`ALTER COLUMN ${quote(column.name)} SET COMPRESSION ${compression}`] : []
}

/** What `columnText` cannot say and ALTER TABLE can. */
export function columnSettings(column: Column): string[] {
  const statistics = column.options?.['statistics']
  const parameters = settings(column.options?.['parameters'])
  const storage = column.options?.['storage']
  const start = `ALTER COLUMN ${quote(column.name)}`
  return [
    // Not part of a new column before PostgreSQL 16.
    ...(typeof storage === 'string' ? [`${start} SET STORAGE ${storage}`] : []),
    ...(typeof statistics === 'number' ? [`${start} SET STATISTICS ${statistics}`] : []),
    ...(parameters === '' ? [] : [`${start} SET (${parameters})`]),
  ]
}

export function identityText(identity: Identity, schema: string | undefined): string {
  const { generation, name, ...rest } = identity
  const parameters = sequenceParameters(rest as Readonly<Record<string, Plain>>)
  const parts = [
    ...(name === undefined ? [] : [`SEQUENCE NAME ${quote(schema ?? defaultSchema)}.${quote(name)}`]),
    ...(parameters === '' ? [] : [parameters]),
    ...(typeof rest['unlogged'] === 'boolean' ? [rest['unlogged'] ? 'UNLOGGED' : 'LOGGED'] : []),
  ]
  const how = generation === 'always' ? 'ALWAYS' : 'BY DEFAULT'
  return `GENERATED ${how} AS IDENTITY${parts.length === 0 ? '' : ` (${parts.join(' ')})`}`
}

export function collationText(collation: string, schema: unknown): string {
  return `COLLATE ${typeof schema === 'string' ? `${quote(schema)}.` : ''}${quote(collation)}`
}

export interface NotNull {
  readonly [key: string]: Plain | undefined
  readonly name?: string
  readonly noInherit?: boolean
  readonly notValid?: boolean
}

export const notNullOf = (column: Column): NotNull => (column.options?.['notNull'] as NotNull | undefined) ?? {}

function notNullText(column: Column): string[] {
  const { name, noInherit, notValid } = notNullOf(column)
  if (column.nullable || notValid === true) return []
  return [`${name === undefined ? '' : `CONSTRAINT ${quote(name)} `}NOT NULL${noInherit === true ? ' NO INHERIT' : ''}`]
}

const clause = (word: string, value: Plain | undefined): string[] =>
  typeof value === 'string' ? [`${word} ${value}`] : []
