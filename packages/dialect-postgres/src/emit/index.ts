import type { Index, KeyPart, TableRef, View } from '@lithify/core'
import { quote } from '../names.ts'
import { collationText } from './column.ts'
import { objectComment } from './comments.ts'
import { parameters, qualified, quoteList, settings } from './names.ts'

/** The statements that create an index. */
export function createIndex(index: Index): string[] {
  const options = index.options ?? {}
  const host = qualified({ schema: index.schema, name: index.table })
  const place = qualified({ schema: index.schema, name: index.name })
  const include = options['include'] as readonly string[] | undefined
  const attachedTo = options['attachedTo'] as TableRef | undefined
  const statistics = (options['statistics'] as readonly (readonly [number, number])[] | undefined) ?? []
  const text = [
    `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX ${quote(index.name)} ON ${options['only'] === true ? 'ONLY ' : ''}${host}`,
    ...(typeof options['method'] === 'string' ? [` USING ${quote(options['method'])}`] : []),
    ` (${index.keys.map(keyPart).join(', ')})`,
    ...(include === undefined ? [] : [` INCLUDE (${quoteList(include)})`]),
    ...(options['nullsNotDistinct'] === true ? [' NULLS NOT DISTINCT'] : []),
    parameters(options['parameters']),
    ...(typeof options['tablespace'] === 'string' ? [` TABLESPACE ${quote(options['tablespace'])}`] : []),
    ...(index.where === undefined ? [] : [` WHERE ${index.where}`]),
  ].join('')
  return [
    text,
    ...(attachedTo === undefined ? [] : [`ALTER INDEX ${qualified(attachedTo)} ATTACH PARTITION ${place}`]),
    ...statistics.map(([column, target]) => `ALTER INDEX ${place} ALTER COLUMN ${column} SET STATISTICS ${target}`),
    ...(options['clustered'] === true ? [`ALTER TABLE ${host} CLUSTER ON ${quote(index.name)}`] : []),
    ...(options['replicaIdentity'] === true
      ? [`ALTER TABLE ${host} REPLICA IDENTITY USING INDEX ${quote(index.name)}`]
      : []),
    ...objectComment(index),
  ]
}

function keyPart({ column, expression, order, collation, options }: KeyPart): string {
  const operators = options?.['operatorClass'] as readonly [string, string] | undefined
  const operatorSettings = settings(options?.['parameters'])
  const nulls = options?.['nulls']
  return [
    column === undefined ? `(${expression ?? ''})` : quote(column),
    ...(collation === undefined ? [] : [collationText(collation, options?.['collationSchema'])]),
    ...(operators === undefined
      ? []
      : [`${operators.map(quote).join('.')}${operatorSettings === '' ? '' : ` (${operatorSettings})`}`]),
    ...(order === 'desc' ? ['DESC'] : []),
    ...(typeof nulls === 'string' ? [`NULLS ${nulls.toUpperCase()}`] : []),
  ].join(' ')
}

/** The statements that create a view. */
export function createView(view: View): string[] {
  const columns = view.columns === undefined ? '' : ` (${quoteList(view.columns)})`
  const also = (view.options?.['also'] as readonly string[] | undefined) ?? []
  return [
    `CREATE VIEW ${qualified(view)}${columns}${parameters(view.options?.['parameters'])} AS\n${view.definition}`,
    ...also,
    ...objectComment(view),
  ]
}
