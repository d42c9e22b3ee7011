import type { ForeignKey, Options, Plain, Table, TableRef } from '@lithify/core'
import { quote } from '../names.ts'
import { columnSettings, columnText, notNullOf } from './column.ts'
import { objectComment, tableComments } from './comments.ts'
import { checkText, foreignKeyText, keyText } from './constraint.ts'
import { parameters, qualified } from './names.ts'

type Place = { readonly schema?: string; readonly name: string; readonly bound?: string }

/** In a new table PostgreSQL would take it for checked, since there are no rows. */
const isUnchecked = (constraint: { readonly options?: Options | undefined }): boolean =>
  constraint.options?.['notValid'] === true

/** The statements that create a table. */
export function createTable(table: Table, foreignKeys: readonly ForeignKey[]): string[] {
  const options = table.options ?? {}
  const alter = (what: string): string => `ALTER TABLE ${qualified(table)} ${what}`
  const only = (what: string): string => `ALTER TABLE ONLY ${qualified(table)} ${what}`
  const later = table.checks.filter(isUnchecked)
  const partition = options['partitionOf'] as Place | undefined
  return [
    createText(table, options, foreignKeys),
    ...inheritedColumns(table).map(only),
    ...table.columns.flatMap(columnSettings).map(only),
    ...later.map((check) => alter(`ADD ${checkText(check)}`)),
    ...foreignKeys.filter(isUnchecked).map((key) => alter(`ADD ${foreignKeyText(key)}`)),
    ...table.columns.flatMap((column) => {
      const { name, notValid } = notNullOf(column)
      return notValid === true
        ? [
            alter(
              `ADD ${name === undefined ? '' : `CONSTRAINT ${quote(name)} `}NOT NULL ${quote(column.name)} NOT VALID`,
            ),
          ]
        : []
    }),
    ...tableSettings(options).map(alter),
    ...(partition === undefined
      ? []
      : [
          `ALTER TABLE ONLY ${qualified(partition)} ATTACH PARTITION ${qualified(table)} ${partition.bound ?? 'DEFAULT'}`,
        ]),
    ...tableComments(table),
    ...foreignKeys.flatMap(objectComment),
  ]
}

function createText(table: Table, options: Options, foreignKeys: readonly ForeignKey[]): string {
  const type = options['ofType']
  const typed = typeof type === 'string'
  const columns = table.columns.filter((column) => column.options?.['inherited'] !== true)
  const parts = [
    ...(typed ? columns.flatMap(typedColumn) : columns.map((column) => columnText(column, table.schema))),
    ...(table.primaryKey === undefined ? [] : [keyText('PRIMARY KEY', table.primaryKey)]),
    ...table.uniques.map((unique) => keyText('UNIQUE', unique)),
    ...table.checks.filter((check) => !isUnchecked(check)).map(checkText),
    ...foreignKeys.filter((key) => !isUnchecked(key)).map(foreignKeyText),
  ]
  const body = parts.length === 0 ? (typed ? '' : ' ()') : ` (\n  ${parts.join(',\n  ')}\n)`
  return `CREATE ${options['unlogged'] === true ? 'UNLOGGED ' : ''}TABLE ${qualified(table)}${typed ? ` OF ${type}` : ''}${body}${tail(options)}`
}

/** The columns of a typed table come with its type: only what the table adds to them is said. */
function typedColumn(column: Table['columns'][number]): string[] {
  const parts = [
    ...(column.default === undefined ? [] : [`DEFAULT ${column.default}`]),
    ...(column.nullable ? [] : ['NOT NULL']),
  ]
  return parts.length === 0 ? [] : [`${quote(column.name)} WITH OPTIONS ${parts.join(' ')}`]
}

function tail(options: Options): string {
  const inherits = options['inherits'] as readonly TableRef[] | undefined
  const text = (key: string, word: string, write = (value: string): string => value): string =>
    typeof options[key] === 'string' ? ` ${word} ${write(options[key])}` : ''
  return [
    inherits === undefined ? '' : ` INHERITS (${inherits.map(qualified).join(', ')})`,
    text('partitionBy', 'PARTITION BY'),
    text('accessMethod', 'USING', quote),
    parameters(options['parameters']),
    text('tablespace', 'TABLESPACE', quote),
  ].join('')
}

/** A child takes its columns from its parents; defaults and NOT NULL can be its own. */
function inheritedColumns(table: Table): string[] {
  return table.columns.flatMap((column) => {
    if (column.options?.['inherited'] !== true) return []
    const start = `ALTER COLUMN ${quote(column.name)}`
    return [
      ...(column.default === undefined ? [] : [`${start} SET DEFAULT ${column.default}`]),
      ...(column.options['ownNotNull'] === true ? [`${start} SET NOT NULL`] : []),
    ]
  })
}

function tableSettings(options: Options): string[] {
  const identity: Plain | undefined = options['replicaIdentity']
  return [
    ...(options['rowSecurity'] === true ? ['ENABLE ROW LEVEL SECURITY'] : []),
    ...(options['forceRowSecurity'] === true ? ['FORCE ROW LEVEL SECURITY'] : []),
    ...(typeof identity === 'string' ? [`REPLICA IDENTITY ${identity.toUpperCase()}`] : []),
    ...(typeof options['replicaIdentityKey'] === 'string'
      ? [`REPLICA IDENTITY USING INDEX ${quote(options['replicaIdentityKey'])}`]
      : []),
    ...(typeof options['clusterOn'] === 'string' ? [`CLUSTER ON ${quote(options['clusterOn'])}`] : []),
  ]
}
