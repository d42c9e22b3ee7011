import type { Check, ForeignKey, Index, KeyPart, PrimaryKey, Schema, Table, Unique } from '@lithify/core'
import { misfit, referentialActions } from '@lithify/core/dialect-kit'
import { quote } from '../names.ts'
import { commentText } from './guard.ts'
import { qualified, quoteList } from './names.ts'

export const primaryKeyText = ({ keys, options }: PrimaryKey): string =>
  `PRIMARY KEY (${keyParts(keys)})${indexOptions(options)}`

export const uniqueText = ({ name, keys, options }: Unique): string =>
  `UNIQUE KEY ${quote(name)} (${keyParts(keys)})${indexOptions(options)}`

export const keyParts = (keys: readonly KeyPart[]): string => keys.map(keyPart).join(', ')

function keyPart({ column, expression, order, options }: KeyPart): string {
  const length = options?.['length']
  return [
    column === undefined ? `(${expression ?? ''})` : quote(column),
    ...(typeof length === 'number' ? [`(${length})`] : []),
    ...(options?.['withoutOverlaps'] === true ? [' WITHOUT OVERLAPS'] : []),
    ...(order === 'desc' ? [' DESC'] : []),
  ].join('')
}

/** What stands behind the columns of a key. */
export function indexOptions(options: Index['options']): string {
  const word = (key: string, text: string): string => {
    const value = options?.[key]
    return typeof value === 'string' ? ` ${text} ${value}` : ''
  }
  const comment = options?.['comment']
  return [
    word('using', 'USING'),
    typeof options?.['keyBlockSize'] === 'number' ? ` KEY_BLOCK_SIZE ${options['keyBlockSize']}` : '',
    word('parser', 'WITH PARSER'),
    typeof comment === 'string' ? ` COMMENT ${commentText(comment)}` : '',
    // One is MySQL's word, the other MariaDB's.
    options?.['invisible'] === true ? ' INVISIBLE' : '',
    options?.['ignored'] === true ? ' IGNORED' : '',
    typeof options?.['more'] === 'string' ? ` ${options['more']}` : '',
  ].join('')
}

export const checkText = ({ name, expression, options }: Check): string =>
  `CONSTRAINT ${quote(name)} CHECK (${expression})${options?.['notEnforced'] === true ? ' NOT ENFORCED' : ''}`

/** @param host The table that it is created with, in case it points to itself. */
export function foreignKeyText(key: ForeignKey, schema: Schema, host?: Table): string {
  const { references, onDelete = 'noAction', onUpdate = 'noAction', match, deferrable } = key
  if (deferrable !== undefined)
    throw misfit(
      `MySQL has no deferrable foreign keys such as ${key.name}.`,
      { foreignKey: key.name },
      'LITHIFY_E_UNSUPPORTED',
    )
  const target = { schema: references.schema, name: references.table }
  const columns = references.columns.length > 0 ? references.columns : primaryColumns(target, schema, host)
  return [
    `CONSTRAINT ${quote(key.name)} FOREIGN KEY (${quoteList(key.columns)}) REFERENCES ${qualified(target)} (${quoteList(columns)})`,
    ...(match === undefined ? [] : [`MATCH ${match.toUpperCase()}`]),
    ...(onDelete === 'noAction' ? [] : [`ON DELETE ${referentialActions[onDelete]}`]),
    ...(onUpdate === 'noAction' ? [] : [`ON UPDATE ${referentialActions[onUpdate]}`]),
  ].join(' ')
}

/** The server wants them named. */
function primaryColumns(
  ref: { schema: string | undefined; name: string },
  schema: Schema,
  host: Table | undefined,
): string[] {
  const isHost = host !== undefined && host.name === ref.name && host.schema === ref.schema
  const columns = (isHost ? host : schema.table(ref))?.primaryKey?.keys.map(({ column = '' }) => column)
  if (columns !== undefined) return columns
  throw misfit(`There is no table ${ref.name} with a primary key to point to.`, { table: ref.name })
}
