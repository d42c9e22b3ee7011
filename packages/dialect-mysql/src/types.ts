import { LithifyError, type Types } from '@lithify/core'
import { typeResolver } from '@lithify/core/dialect-kit'
import { quoteString } from './names.ts'

/** Spelled as both servers show them, so that nothing has to be translated when they are read back. */
export const types: Types = {
  resolve: typeResolver('MySQL', {
    id: { type: 'bigint', options: { autoIncrement: true } },
    string: (length) => `varchar(${length})`,
    decimal: (precision, scale) => `decimal(${precision},${scale})`,
    // A `datetime` is what was written, a `timestamp` a moment, shown in the session's time zone.
    timestamp: ({ precision = 0, timeZone }) =>
      `${timeZone === true ? 'timestamp' : 'datetime'}${precision === 0 ? '' : `(${precision})`}`,
    smallInteger: 'smallint',
    integer: 'int',
    bigInteger: 'bigint',
    boolean: 'tinyint(1)',
    // As long as a text is elsewhere: `text` ends at 64 KB.
    text: 'longtext',
    float: 'float',
    double: 'double',
    date: 'date',
    time: 'time',
    json: 'json',
    uuid: 'char(36)',
    binary: 'longblob',
  }),
  reference: () => ({ type: 'bigint' }),
  literal,
  now: () => 'CURRENT_TIMESTAMP',
  // Unlike the others, this one moves on during a statement and a transaction.
  clock: () => 'CAST(FLOOR(UNIX_TIMESTAMP(SYSDATE(3)) * 1000) AS SIGNED)',
}

function literal(value: string | number | bigint | boolean | null): string {
  if (value === null) return 'NULL'
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (typeof value === 'string') return quoteString(value)
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new LithifyError('LITHIFY_E_UNSUPPORTED', `MySQL has no number ${value}.`)
  }
  return String(value)
}
