const aliases: Readonly<Record<string, string>> = {
  int: 'integer',
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  varchar: 'character varying',
  char: 'character',
  bool: 'boolean',
  float: 'double precision',
  float4: 'real',
  float8: 'double precision',
  decimal: 'numeric',
  timestamptz: 'timestamp with time zone',
  timestamp: 'timestamp without time zone',
  timetz: 'time with time zone',
  time: 'time without time zone',
  varbit: 'bit varying',
}

/** A type as `format_type` spells it, in `public` without its schema. */
export function normaliseType(type: string): string {
  const text = type.includes('"')
    ? type.trim()
    : type
        .trim()
        .toLowerCase()
        .replaceAll(/\s+/g, ' ')
        .replaceAll(/ ?([(),[\]]) ?/g, '$1')
  const bare = text.replace(/^(?:"?public"?|pg_catalog)\./, '')
  const [, word = '', modifier = '', rest = ''] = /^([a-z0-9_]+)(\([^)]*\))?(.*)$/s.exec(bare) ?? []
  const long = aliases[word]
  if (long === undefined) return spaced(bare)
  if (/^ ?(varying|with|without|precision)/.test(rest)) {
    return spaced(word === 'char' ? `character${modifier}${rest}` : bare)
  }
  const [first = '', ...others] = long.split(' ')
  const timed = others[0] === 'with' || others[0] === 'without'
  return spaced(timed ? `${first}${modifier} ${others.join(' ')}${rest}` : `${long}${modifier}${rest}`)
}

/** `timestamp(3) with time zone`, and `character` for `character(1)`. */
const spaced = (text: string): string => text.replaceAll(/\)(?=[a-z])/g, ') ').replace(/^character\(1\)/, 'character')
