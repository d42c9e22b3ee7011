import type { ForeignKey, Options, Plain, PrimaryKey, Table, TableRef, Unique } from '@lithify/core'
import { quote } from '../names.ts'
import { columnConstraints, columnSettings, columnText, compressionSetting, notNullOf } from './column.ts'
import { objectComment, tableComments } from './comments.ts'
import { checkText, foreignKeyText, keyText } from './constraint.ts'
import { inheritance, isInherited, type Inheritance } from './inherit.ts'
import { parameters, qualified } from './names.ts'

type Place = { readonly schema?: string; readonly name: string; readonly bound?: string }

/** In a new table PostgreSQL would take it for checked, since there are no rows. */
const isUnchecked = (constraint: { readonly options?: Options | undefined }): boolean =>
  constraint.options?.['notValid'] === true

const columnsText = ({ keys }: PrimaryKey | Unique): string => JSON.stringify(keys.map(({ column }) => column))

/** Of two constraints on the same columns a new table would get only one. */
function findTwins({ primaryKey, uniques }: Table): Unique[] {
  const seen = new Set(primaryKey === undefined ? [] : [columnsText(primaryKey)])
  return uniques.filter((unique) => {
    const columns = columnsText(unique)
    const isSeen = seen.has(columns)
    seen.add(columns)
    return isSeen
  })
}

/** The statements that create a table. */
export function createTable(table: Table, foreignKeys: readonly ForeignKey[]): string[] {
  const options = table.options ?? {}
  const alter = (what: string): string => `ALTER TABLE ${qualified(table)} ${what}`
  const only = (what: string): string => `ALTER TABLE ONLY ${qualified(table)} ${what}`
  const later = table.checks.filter(isUnchecked)
  const twins = findTwins(table)
  const partition = options['partitionOf'] as Place | undefined
  const parents = inheritance(table)
  return [
    ...parents.before,
    createText(declared(table, parents), parents.from, { twins, foreignKeys }),
    ...parents.after,
    ...inheritedColumns(table).map(only),
    ...(isBare(table) ? table.columns.flatMap(compressionSetting).map(only) : []),
    ...table.columns.flatMap(columnSettings).map(only),
    ...later.map((check) => alter(`ADD ${checkText(check)}`)),
    ...twins.map((unique) => alter(`ADD ${keyText('UNIQUE', unique)}`)),
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

function createText(
  table: Table,
  parents: readonly TableRef[],
  { twins, foreignKeys }: { readonly twins: readonly Unique[]; readonly foreignKeys: readonly ForeignKey[] },
): string {
  const options = table.options ?? {}
  const type = options['ofType']
  const typed = typeof type === 'string'
  const { columns } = table
  const parts = [
    ...(typed
      ? columns.flatMap((column) => typedColumn(column, table.schema))
      : columns.map((column) => columnText(column, table.schema))),
    ...(table.primaryKey === undefined ? [] : [keyText('PRIMARY KEY', table.primaryKey)]),
    ...table.uniques.filter((unique) => !twins.includes(unique)).map((unique) => keyText('UNIQUE', unique)),
    ...table.checks.filter((check) => !isUnchecked(check)).map(checkText),
    ...foreignKeys.filter((key) => !isUnchecked(key)).map(foreignKeyText),
  ]
  const body = parts.length === 0 ? (typed ? '' : ' ()') : ` (\n  ${parts.join(',\n  ')}\n)`
  const foreign = options['foreign'] === undefined ? '' : 'FOREIGN '
  return `CREATE ${options['unlogged'] === true ? 'UNLOGGED ' : ''}${foreign}TABLE ${qualified(table)}${typed ? ` OF ${type}` : ''}${body}${tail(options, parents)}`
}

/** Compression is said later where a column comes with a type, or could be at odds with a parent's. */
const isBare = ({ options }: Table): boolean =>
  typeof options?.['ofType'] === 'string' || options?.['inherits'] !== undefined

/** The table as far as CREATE TABLE says it. */
function declared(table: Table, { from }: Inheritance): Table {
  // As most tables are: all of it.
  if (!isBare(table) && table.options?.['ownOrder'] !== true && !table.columns.some(isInherited)) return table
  const shaped = from.length > 0 && table.options?.['ownOrder'] === true
  const columns = table.columns.filter((column) => !isInherited(column))
  return {
    ...table,
    columns: columns.map(({ options: { compression, ...rest } = {}, ...column }) => ({
      ...column,
      options: {
        ...rest,
        ...(compression === undefined || isBare(table) ? {} : { compression }),
        ...(shaped ? { ownDefault: 'inherited' } : table.options?.['ownOrder'] === true ? { ownDefault: '' } : {}),
      },
    })),
  }
}

/** The columns of a typed table come with its type: only what the table adds to them is said. */
function typedColumn(column: Table['columns'][number], schema: string | undefined): string[] {
  const parts = columnConstraints(column, schema)
  return parts.length === 0 ? [] : [`${quote(column.name)} WITH OPTIONS ${parts.join(' ')}`]
}

function tail(options: Options, parents: readonly TableRef[]): string {
  const text = (key: string, word: string, write = (value: string): string => value): string =>
    typeof options[key] === 'string' ? ` ${word} ${write(options[key])}` : ''
  return [
    parents.length === 0 ? '' : ` INHERITS (${parents.map(qualified).join(', ')})`,
    typeof options['foreign'] === 'string' ? ` ${options['foreign']}` : '',
    text('partitionBy', 'PARTITION BY'),
    text('accessMethod', 'USING', quote),
    parameters(options['parameters']),
    text('tablespace', 'TABLESPACE', quote),
  ].join('')
}

/** A child takes its columns from its parents; defaults and NOT NULL can be its own. */
function inheritedColumns(table: Table): string[] {
  return table.columns.flatMap((column) => {
    const start = `ALTER COLUMN ${quote(column.name)}`
    const without =
      column.options?.['ownDefault'] === 'none' && table.options?.['ownOrder'] !== true ? [`${start} DROP DEFAULT`] : []
    if (!isInherited(column)) return without
    return [
      ...without,
      ...(column.default === undefined ? [] : [`${start} SET DEFAULT ${column.default}`]),
      ...(column.options?.['ownNotNull'] === true ? [`${start} SET NOT NULL`] : []),
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
