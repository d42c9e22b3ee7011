import type { Column } from '@lithify/core'
import { unquote } from '../sql/unquote.ts'
import { normaliseExpression } from './expression.ts'
import { normaliseType } from './type.ts'

const number = /^(?:tinyint|smallint|mediumint|int|bigint|decimal|float|double|year)\b/
const moment = /^(?:current_timestamp|now|localtime|localtimestamp)(?:\((\d?)\))?$/

/** A default in one spelling: MySQL shows numbers as strings, both fill up decimals, and each has its own word for the present moment. */
export function normaliseDefault(expression: string, column: Pick<Column, 'type'>): string {
  const text = normaliseExpression(expression)
  const type = normaliseType(column.type)
  const now = moment.exec(text)
  if (now !== null) return `current_timestamp${/\(\d\)/.exec(type)?.[0] ?? ''}`
  if (!number.test(type)) return text
  const value = text.startsWith("'") ? unquote(text) : text === 'true' ? '1' : text === 'false' ? '0' : text
  return decimal(value) ?? text
}

/** Without zeros that change nothing. Not by way of a double, which has fewer digits than a decimal. */
function decimal(value: string): string | undefined {
  const match = /^([-+]?)0*(\d+)(?:\.(\d*?)0*)?$/.exec(value.trim())
  if (match === null) return undefined
  const [, sign = '', whole = '', fraction = ''] = match
  const digits = `${whole}${fraction === '' ? '' : `.${fraction}`}`
  return `${sign === '-' && /[1-9]/.test(digits) ? '-' : ''}${digits}`
}
