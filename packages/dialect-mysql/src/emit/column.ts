import type { Column, Plain } from '@lithify/core'
import { quote, quoteString } from '../names.ts'
import { commentText } from './guard.ts'
import { tokenize } from '../sql/lexer.ts'

/** A column as CREATE TABLE, ADD COLUMN and MODIFY COLUMN write it: all of it, since what is not said is gone. */
export function columnText(column: Column): string {
  const { name, type, nullable, generated, collation, comment, options = {} } = column
  return [
    quote(name),
    type,
    ...(options['compressed'] === true ? ['COMPRESSED'] : []),
    ...text('CHARACTER SET', options['charset']),
    ...text('COLLATE', collation),
    ...(generated === undefined
      ? []
      : [`GENERATED ALWAYS AS (${generated.expression}) ${generated.stored ? 'STORED' : 'VIRTUAL'}`]),
    ...text('GENERATED ALWAYS AS ROW', options['row']),
    ...text('SRID', options['srid']),
    ...(nullable ? (/^timestamp\b/i.test(type) ? ['NULL'] : []) : ['NOT NULL']),
    ...(column.default === undefined ? [] : [`DEFAULT ${defaultText(column.default, type)}`]),
    ...(typeof options['onUpdate'] === 'string' ? [`ON UPDATE ${moment(options['onUpdate'], type)}`] : []),
    ...(options['autoIncrement'] === true ? ['AUTO_INCREMENT'] : []),
    ...(options['invisible'] === true ? ['INVISIBLE'] : []),
    ...(options['unversioned'] === true ? ['WITHOUT SYSTEM VERSIONING'] : []),
    ...(typeof options['engineAttribute'] === 'string'
      ? [`ENGINE_ATTRIBUTE ${quoteString(options['engineAttribute'])}`]
      : []),
    ...(comment === undefined || comment === '' ? [] : [`COMMENT ${commentText(comment)}`]),
    ...(typeof options['check'] === 'string' ? [`CHECK (${options['check']})`] : []),
    ...(typeof options['more'] === 'string' ? [options['more']] : []),
  ].join(' ')
}

const text = (word: string, value: Plain | undefined): string[] =>
  typeof value === 'string' || typeof value === 'number' ? [`${word} ${value}`] : []

/** Types whose defaults MySQL takes as expressions only. */
const long =
  /^(?:tiny|medium|long)?(?:text|blob)\b|^(?:json|geometry|point|linestring|polygon|multi\w+|geomcollection|geometrycollection|vector)\b/i

/** A literal stands as it is, an expression in parentheses. */
export function defaultText(expression: string, type: string): string {
  const now = moment(expression, type)
  if (isMoment(now)) return now
  if (/^null$/i.test(expression.trim())) return 'NULL'
  return isLiteral(expression) && !long.test(type) ? expression : `(${expression})`
}

const isMoment = (expression: string): boolean =>
  /^(?:current_timestamp|now|localtime|localtimestamp)\s*(?:\(\s*\d?\s*\))?$/i.test(expression.trim())

/** The present moment has to have as many digits as its column. */
function moment(expression: string, type: string): string {
  if (!isMoment(expression) || !/^(?:datetime|timestamp)\b/i.test(type) || /\(\s*\d/.test(expression)) return expression
  return `CURRENT_TIMESTAMP${/\(\s*[1-6]\s*\)/.exec(type)?.[0] ?? ''}`
}

/** A number with its sign, a string with its introducer, a word such as TRUE. */
function isLiteral(expression: string): boolean {
  const tokens = tokenize(expression)
  const [first, second] = tokens
  if (tokens.length === 1)
    return first?.type === 'string' || first?.type === 'number' || /^(?:true|false)$/.test(first?.value ?? '')
  if (tokens.length !== 2 || second === undefined) return false
  return (
    (/^[+-]$/.test(first?.value ?? '') && second.type === 'number') ||
    (/^_\w+$/.test(first?.value ?? '') && second.type === 'string')
  )
}
