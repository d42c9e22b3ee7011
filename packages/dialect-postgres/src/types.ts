import { LithifyError, type Types } from '@lithify/core'
import { typeResolver } from '@lithify/core/dialect-kit'
import { quoteString } from './names.ts'

/** Spelled as `format_type` spells them, so that nothing has to be translated when they are read back. */
export const types: Types = {
  resolve: typeResolver('PostgreSQL', {
    id: { type: 'bigint', options: { identity: { generation: 'byDefault' } } },
    string: (length) => `character varying(${length})`,
    decimal: (precision, scale) => `numeric(${precision},${scale})`,
    timestamp: ({ precision, timeZone }) =>
      `timestamp${precision === undefined ? '' : `(${precision})`} ${timeZone === true ? 'with' : 'without'} time zone`,
    smallInteger: 'smallint',
    integer: 'integer',
    bigInteger: 'bigint',
    boolean: 'boolean',
    text: 'text',
    float: 'real',
    double: 'double precision',
    date: 'date',
    time: 'time without time zone',
    json: 'jsonb',
    uuid: 'uuid',
    binary: 'bytea',
  }),
  reference: () => ({ type: 'bigint' }),
  literal,
  now: () => 'CURRENT_TIMESTAMP',
  // Without time zone, the column holds what the clocks showed where the session was.
  instant: (column) => `CAST(${column} AS timestamp with time zone)`,
  moment: (iso) => `${quoteString(iso)}::timestamp with time zone`,
  clock,
}

function clock(): string {
  return 'pg_catalog.floor(extract(epoch FROM pg_catalog.clock_timestamp()) * 1000)::bigint'
}

function literal(value: string | number | bigint | boolean | null): string {
  if (value === null) return 'NULL'
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (typeof value === 'string') {
    if (!value.includes('\0')) return quoteString(value)
    throw new LithifyError('LITHIFY_E_UNSUPPORTED', 'PostgreSQL cannot store a text with a NUL character.', {
      hint: 'Use the type binary.',
    })
  }
  if (typeof value === 'number' && !Number.isFinite(value)) return `'${String(value)}'`
  return String(value)
}
