import { LithifyError, type DeclaredType, type ResolvedType, type Types } from '@lithify/core'
import { quoteString } from './names.ts'

/** Spelled as `format_type` spells them, so that nothing has to be translated when they are read back. */
export const types: Types = { resolve, reference: () => ({ type: 'bigint' }), literal, now: () => 'CURRENT_TIMESTAMP' }

const plain = {
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
} as const

function resolve(declared: DeclaredType): ResolvedType {
  switch (declared.name) {
    case 'id':
      return { type: 'bigint', options: { identity: { generation: 'byDefault' } } }
    case 'string':
      return { type: `character varying(${declared.length ?? 255})` }
    case 'decimal':
      return {
        type: `numeric(${declared.precision ?? 10},${declared.scale ?? (declared.precision === undefined ? 2 : 0)})`,
      }
    case 'timestamp': {
      const precision = declared.precision === undefined ? '' : `(${declared.precision})`
      return { type: `timestamp${precision} ${declared.timeZone === true ? 'with' : 'without'} time zone` }
    }
    case 'native':
      return { type: declared.type }
    default: {
      const type = plain[declared.name]
      if (type !== undefined) return { type }
      throw new LithifyError(
        'LITHIFY_E_UNSUPPORTED',
        `PostgreSQL has no type for ${JSON.stringify((declared as { name: string }).name)}.`,
      )
    }
  }
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
