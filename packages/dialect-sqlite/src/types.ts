import { LithifyError, type Types } from '@lithify/core'
import { typeResolver } from '@lithify/core/dialect-kit'
import { quoteString } from './names.ts'

/**
 * A declared type in SQLite is a name from which an affinity is derived, so the names here are chosen by the affinity they bring:
 * whatever must come back as it was written has TEXT affinity (`json` would be NUMERIC and turn the text '1' into a number, and
 * a `uuid` of digits too), while `boolean`, `date`, `time` and `datetime` are NUMERIC, which leaves ISO texts and integers alone.
 * `numeric` keeps 15 significant digits of a fraction: SQLite has no exact decimals.
 */
export const types: Types = {
  resolve: typeResolver('SQLite', {
    id: { type: 'integer', options: { autoincrement: true } },
    string: (length) => `varchar(${length})`,
    decimal: (precision, scale) => `numeric(${precision},${scale})`,
    timestamp: () => 'datetime',
    smallInteger: 'smallint',
    integer: 'integer',
    bigInteger: 'bigint',
    boolean: 'boolean',
    text: 'text',
    float: 'float',
    double: 'double',
    date: 'date',
    time: 'time',
    json: 'text',
    uuid: 'char(36)',
    binary: 'blob',
  }),
  reference: () => ({ type: 'integer' }),
  literal,
  now: () => 'CURRENT_TIMESTAMP',
  clock,
}

/** The days since noon in Greenwich on November 24, 4714 B.C., of which 2440587.5 had gone by when 1970 began. */
function clock(): string {
  return `CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER)`
}

const smallestInteger = -(2n ** 63n)
const largestInteger = 2n ** 63n - 1n

function literal(value: string | number | bigint | boolean | null): string {
  if (value === null) return 'NULL'
  if (typeof value === 'string') return quoteString(value)
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (typeof value === 'number') {
    if (value === Infinity) return '9e999'
    if (value === -Infinity) return '-9e999'
    if (!Number.isNaN(value)) return String(value)
    throw new LithifyError('LITHIFY_E_UNSUPPORTED', 'SQLite cannot store NaN.', { hint: 'Use null.' })
  }
  if (value >= smallestInteger && value <= largestInteger) return String(value)
  throw new LithifyError('LITHIFY_E_UNSUPPORTED', `SQLite integers have 64 bits: ${value} does not fit.`, {
    hint: 'Store it as text.',
  })
}
