import { tokenize } from '../sql/lexer.ts'

const synonyms: Readonly<Record<string, string>> = {
  'integer': 'int', 'bool': 'tinyint(1)', 'boolean': 'tinyint(1)', 'dec': 'decimal', 'fixed': 'decimal', 'numeric': 'decimal',
  'double precision': 'double', 'real': 'double', 'character varying': 'varchar', 'character': 'char', 'int1': 'tinyint', 'int2': 'smallint',
  'int3': 'mediumint', 'int4': 'int', 'int8': 'bigint', 'middleint': 'mediumint', 'long': 'mediumtext', 'long varchar': 'mediumtext',
  'geomcollection': 'geometrycollection',
} // prettier-ignore

/** What a type without its length has. */
const lengths: Readonly<Record<string, string>> = { decimal: '(10,0)', char: '(1)', binary: '(1)', bit: '(1)' }

/**
 * One spelling of each type. How wide a whole number is shown says nothing about its values; MySQL has given that up, MariaDB shows it. The exception
 * is `tinyint(1)`, which means a boolean to most.
 */
export function normaliseType(type: string): string {
  const text = tokenize(type)
    .map((token) => token.value)
    .join(' ')
    .replaceAll(/ ?([(),]) ?/g, '$1')
    .replace(/\)(?=\w)/, ') ')
  const match = /^([a-z][\w ]*?)(\([^]*?\))?( (?:unsigned|signed|zerofill).*)?$/.exec(text)
  if (match === null) return text
  const [, written = '', length = '', signs = ''] = match
  const name = synonyms[written] ?? written
  const sign = signs.replace(' signed', '')
  if (/^(?:tinyint|smallint|mediumint|int|bigint)$/.test(name)) {
    const shown = (name === 'tinyint' && length === '(1)') || sign.includes('zerofill') ? length : ''
    return `${name}${shown}${sign}`
  }
  if (name === 'year') return 'year'
  if (name === 'decimal' && /^\(\d+\)$/.test(length)) return `decimal${length.slice(0, -1)},0)${sign}`
  const kept = /^(?:datetime|timestamp|time)$/.test(name) && length === '(0)' ? '' : length
  return `${name}${kept === '' ? (lengths[name] ?? '') : kept}${sign}`
}
