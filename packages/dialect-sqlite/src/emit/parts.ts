import {
  LithifyError,
  type Check,
  type Column,
  type ForeignKey,
  type KeyPart,
  type Options,
  type Table,
  type Unique,
} from '@lithify/core'
import { referentialActions } from '@lithify/core/dialect-kit'
import { quote } from '../names.ts'
import { tokenize } from '../sql/lexer.ts'
import { isOperator, wrapped } from '../sql/normalise.ts'

/** A column's definition, as CREATE TABLE and ADD COLUMN have it. `key` is what stands for an inline primary key. */
export function columnText(column: Column, key = ''): string {
  const options = column.options ?? {}
  const names = (options['constraintNames'] ?? {}) as Readonly<Record<string, string>>
  const named = (part: string, text: string): string =>
    names[part] === undefined ? text : `CONSTRAINT ${quote(names[part])} ${text}`
  const parts = [quote(column.name), column.type]
  if (!column.nullable) parts.push(named('notNull', `NOT NULL${conflictText(options)}`))
  if (key !== '') parts.push(key)
  if (column.default !== undefined) parts.push(named('default', `DEFAULT ${defaultText(column.default)}`))
  if (column.collation !== undefined) parts.push(named('collate', `COLLATE ${collationText(column.collation)}`))
  if (column.generated !== undefined) {
    const { expression, stored } = column.generated
    parts.push(named('generated', `GENERATED ALWAYS AS (${expression}) ${stored ? 'STORED' : 'VIRTUAL'}`))
  }
  return parts.filter((part) => part !== '').join(' ')
}

/** A default that is more than a literal has to stand in parentheses. */
function defaultText(expression: string): string {
  return isConstantDefault(expression) || isCurrent(expression) ? expression : `(${expression})`
}

/** Whether a default is one literal, perhaps signed. */
export function isConstantDefault(expression: string): boolean {
  const tokens = tokenize(expression)
  const signed = isOperator(tokens[0], '-') || isOperator(tokens[0], '+')
  const token = tokens[signed ? 1 : 0]
  if (token === undefined || tokens.length !== (signed ? 2 : 1)) return false
  if (token.type === 'number') return true
  return (
    !signed &&
    (token.type === 'string' ||
      token.type === 'blob' ||
      (token.type === 'word' && /^(null|true|false)$/.test(token.value)))
  )
}

const isCurrent = (expression: string): boolean => /^\s*current_(date|time|timestamp)\s*$/i.test(expression)

export function primaryKeyText(table: Table): string {
  const key = table.primaryKey
  if (key === undefined) return ''
  return `${constraintName(key.name)}PRIMARY KEY ${keysText(key.keys)}${conflictText(key.options)}`
}

/** The primary key of one column, written at the column. */
export function inlinePrimaryKeyText(table: Table, column: Column): string {
  const key = table.primaryKey
  if (key === undefined) return ''
  const descending = key.keys[0]?.order === 'desc' ? ' DESC' : ''
  return `${constraintName(key.name)}PRIMARY KEY${descending}${conflictText(key.options)}${column.options?.['autoincrement'] === true ? ' AUTOINCREMENT' : ''}`
}

export function uniqueText(unique: Unique, named: boolean): string {
  return `${constraintName(named ? unique.name : undefined)}UNIQUE ${keysText(unique.keys)}${conflictText(unique.options)}`
}

export function checkText(check: Check, named: boolean): string {
  return `${constraintName(named ? check.name : undefined)}CHECK (${check.expression})${conflictText(check.options)}`
}

export function foreignKeyText(key: ForeignKey, named: boolean): string {
  const { table, columns } = key.references
  const parts = [
    `${constraintName(named ? key.name : undefined)}FOREIGN KEY (${key.columns.map(quote).join(', ')})`,
    `REFERENCES ${quote(table)}${columns.length === 0 ? '' : ` (${columns.map(quote).join(', ')})`}`,
  ]
  if (key.onDelete !== undefined && key.onDelete !== 'noAction')
    parts.push(`ON DELETE ${referentialActions[key.onDelete]}`)
  if (key.onUpdate !== undefined && key.onUpdate !== 'noAction')
    parts.push(`ON UPDATE ${referentialActions[key.onUpdate]}`)
  if (key.match !== undefined) parts.push(`MATCH ${key.match.toUpperCase()}`)
  if (key.deferrable !== undefined)
    parts.push(`DEFERRABLE INITIALLY ${key.deferrable === 'initiallyDeferred' ? 'DEFERRED' : 'IMMEDIATE'}`)
  return parts.join(' ')
}

export function keysText(keys: readonly KeyPart[]): string {
  return `(${keys.map(keyText).join(', ')})`
}

function keyText(key: KeyPart): string {
  if (key.column === undefined && key.expression === undefined)
    throw new LithifyError('LITHIFY_E_OPERATION', 'A part of a key is neither a column nor an expression.')
  const what = key.column === undefined ? expressionText(key.expression as string) : quote(key.column)
  return `${what}${key.collation === undefined ? '' : ` COLLATE ${collationText(key.collation)}`}${key.order === 'desc' ? ' DESC' : ''}`
}

/** A call stands as it is, anything else in parentheses, so that a COLLATE after it belongs to the whole. */
function expressionText(expression: string): string {
  const tokens = tokenize(expression)
  return wrapped(tokens) || (tokens[0]?.type === 'word' && wrapped(tokens.slice(1))) ? expression : `(${expression})`
}

const collationText = (collation: string): string => (/^[A-Za-z_]\w*$/.test(collation) ? collation : quote(collation))

const constraintName = (name: string | undefined): string => (name === undefined ? '' : `CONSTRAINT ${quote(name)} `)

function conflictText(options: Options | undefined): string {
  const action = options?.['onConflict']
  return typeof action === 'string' ? ` ON CONFLICT ${action.toUpperCase()}` : ''
}
