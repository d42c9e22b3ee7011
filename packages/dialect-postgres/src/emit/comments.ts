import type { ForeignKey, Index, OpaqueObject, Table, TableRef, View } from '@lithify/core'
import { quote, quoteString } from '../names.ts'
import { defaultSchema, qualified } from './names.ts'
import { notNullOf } from './column.ts'

const text = (comment: string | null | undefined): string =>
  comment === null || comment === undefined || comment === '' ? 'NULL' : quoteString(comment)

export const commentOnTable = (table: TableRef, comment: string | null | undefined): string =>
  `COMMENT ON TABLE ${qualified(table)} IS ${text(comment)}`

export const commentOnColumn = (table: TableRef, column: string, comment: string | null | undefined): string =>
  `COMMENT ON COLUMN ${qualified(table)}.${quote(column)} IS ${text(comment)}`

export const commentOnConstraint = (table: TableRef, name: string, comment: unknown): string[] =>
  typeof comment === 'string' ? [`COMMENT ON CONSTRAINT ${quote(name)} ON ${qualified(table)} IS ${text(comment)}`] : []

/** The index of a constraint can have a comment of its own. */
export const commentOnIndex = (index: TableRef, comment: unknown): string[] =>
  typeof comment === 'string' ? [`COMMENT ON INDEX ${qualified(index)} IS ${text(comment)}`] : []

/** Every comment of a new table. */
export function tableComments(table: Table): string[] {
  const { primaryKey, uniques, checks } = table
  const constraints = [...(primaryKey === undefined ? [] : [primaryKey]), ...uniques, ...checks]
  return [
    ...(has(table.comment) ? [commentOnTable(table, table.comment)] : []),
    ...table.columns.flatMap((column) =>
      has(column.comment) ? [commentOnColumn(table, column.name, column.comment)] : [],
    ),
    ...constraints.flatMap(({ name, options }) =>
      name === undefined
        ? []
        : [
            ...commentOnConstraint(table, name, options?.['comment']),
            ...commentOnIndex({ schema: table.schema, name }, options?.['indexComment']),
          ],
    ),
    ...table.columns.flatMap((column) => {
      const { name, comment } = notNullOf(column) as { name?: string; comment?: string }
      return name === undefined ? [] : commentOnConstraint(table, name, comment)
    }),
  ]
}

const has = (comment: string | undefined): boolean => comment !== undefined && comment !== ''

const words: Readonly<Record<string, string>> = {
  baseType: 'TYPE',
  enum: 'TYPE',
  compositeType: 'TYPE',
  rangeType: 'TYPE',
  viewShell: 'VIEW',
  materializedView: 'MATERIALIZED VIEW',
  partitionTrigger: 'TRIGGER',
  foreignTable: 'FOREIGN TABLE',
  accessMethod: 'ACCESS METHOD',
  operatorClass: 'OPERATOR CLASS',
  operatorFamily: 'OPERATOR FAMILY',
  textSearchParser: 'TEXT SEARCH PARSER',
  textSearchTemplate: 'TEXT SEARCH TEMPLATE',
  textSearchDictionary: 'TEXT SEARCH DICTIONARY',
  textSearchConfiguration: 'TEXT SEARCH CONFIGURATION',
  foreignDataWrapper: 'FOREIGN DATA WRAPPER',
  eventTrigger: 'EVENT TRIGGER',
}

/** The comment of anything but a table. */
export function objectComment(object: Index | ForeignKey | View | OpaqueObject): string[] {
  const { kind, schema, table, name, comment } = object
  if (comment === undefined || comment === '') return []
  const host = table === undefined ? undefined : { schema, name: table }
  if (kind === 'foreignKey' || kind === 'exclusion' || kind === 'check')
    return host === undefined ? [] : commentOnConstraint(host, name, comment)
  if (kind === 'domainCheck' && host !== undefined)
    return [`COMMENT ON CONSTRAINT ${quote(name)} ON DOMAIN ${qualified(host)} IS ${text(comment)}`]
  return [`COMMENT ON ${words[kind] ?? kind.toUpperCase()} ${target(object, host)} IS ${text(comment)}`]
}

function target({ kind, schema, name }: Index | View | OpaqueObject | ForeignKey, host: TableRef | undefined): string {
  switch (kind) {
    case 'schema':
    case 'extension':
    case 'language':
    case 'accessMethod':
    case 'foreignDataWrapper':
    case 'server':
    case 'publication':
    case 'subscription':
    case 'eventTrigger':
      return quote(name)
    case 'transform':
    case 'cast':
      return name
    case 'function':
    case 'procedure':
    case 'aggregate':
    case 'operator':
    case 'operatorClass':
    case 'operatorFamily':
      return `${quote(schema ?? defaultSchema)}.${name}`
    case 'trigger':
    case 'partitionTrigger':
    case 'rule':
    case 'policy':
      return host === undefined ? quote(name) : `${quote(name)} ON ${qualified(host)}`
    default:
      return qualified({ schema, name })
  }
}
