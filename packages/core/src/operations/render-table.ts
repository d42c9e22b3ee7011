import type { Column, ForeignKey, Table } from '../schema/model.ts'
import { defaultName, type BuilderDialect } from './builder-context.ts'
import { referenceColumn } from './column-types.ts'
import type { OperationOf } from './operation.ts'
import { call, Callback, plainly, withSettings, type Call, type Chain } from './render-call.ts'
import { sayColumn, sayWishes } from './render-column.ts'
import {
  columnsOf,
  ownSettings,
  sayCheck,
  sayForeignKey,
  sayPrimaryKey,
  sayTable,
  sayTarget,
  sayUnique,
  unlessDefault,
} from './render-constraint.ts'
import { sayId, sayOptions, sayReference } from './render-type.ts'

/**
 * A new table as its author would say it. Of each list of constraints, those that come first and lie on one column each are said on their columns, in
 * whose order the builder takes them; the others are said after the columns.
 */
export function sayCreateTable({ table, foreignKeys }: OperationOf<'createTable'>, dialect: BuilderDialect): Call {
  const onColumns = spread(table, foreignKeys, dialect)
  const chains = table.columns.map((column) => onColumns.chains.get(column.name) ?? sayColumn(column, dialect))
  const rest: Chain[] = [
    ...(onColumns.primaryKey || table.primaryKey === undefined
      ? []
      : [[sayPrimaryKey('primaryKey', table.primaryKey, { nullable: onColumns.nullableKey })]]),
    ...table.uniques.slice(onColumns.uniques).map((unique) => [sayUnique('unique', table.name, unique, dialect)]),
    ...table.checks.slice(onColumns.checks).map((check) => [sayCheck('check', check)]),
    ...foreignKeys.slice(onColumns.foreignKeys).map((key) => [sayForeignKey('foreignKey', key, dialect)]),
    ...(table.comment === undefined ? [] : [[call('comment', table.comment)]]),
    ...sayOptions(table.options ?? {}).map((each) => [each]),
    ...(table.dependsOn === undefined ? [] : [[call('dependsOn', ...table.dependsOn.map(plainly))]]),
  ]
  return call('createTable', sayTable(table), new Callback('t', [...withTimestamps(chains), ...rest], true))
}

interface Spread {
  readonly chains: ReadonlyMap<string, Chain>
  /** How many of each list are said on columns. */
  readonly primaryKey: boolean
  /** Where it is not, and columns of it may hold NULL. */
  readonly nullableKey: true | undefined
  readonly uniques: number
  readonly checks: number
  readonly foreignKeys: number
}

function spread(table: Table, foreignKeys: readonly ForeignKey[], dialect: BuilderDialect): Spread {
  const keys = columnsOf(table.primaryKey?.keys ?? [])
  const primaryKey = keys.length === 1 && table.primaryKey?.name === undefined
  const nullableKey = !primaryKey && table.columns.some(({ name, nullable }) => nullable && keys.includes(name))
  const chains = new Map<string, Chain>()
  let [uniques, checks, references] = [0, 0, 0]
  for (const column of table.columns) {
    const unique = table.uniques[uniques]
    const isUnique = unique?.keys.length === 1 && unique.keys[0]?.column === column.name
    const isChecked = table.checks[checks]?.name === defaultName(table.name, [column.name], 'check', dialect)
    const key = foreignKeys[references]
    const refers = key?.columns.length === 1 && key.columns[0] === column.name && key.references.columns.length === 1
    chains.set(column.name, [
      ...start(column, {
        key: refers ? key : undefined,
        primary: primaryKey && keys[0] === column.name,
        inKey: !nullableKey && keys.includes(column.name),
        dialect,
      }),
      ...(isUnique
        ? [call('unique', ...named(unlessDefault(unique.name, table.name, [column.name], 'unique', dialect)))]
        : []),
      ...(isChecked ? [call('check', table.checks[checks]?.expression ?? '')] : []),
    ])
    if (isUnique) uniques++
    if (isChecked) checks++
    if (refers) references++
  }
  return { chains, primaryKey, nullableKey: nullableKey || undefined, uniques, checks, foreignKeys: references }
}

interface Place {
  readonly key: ForeignKey | undefined
  /** The column is the primary key. */
  readonly primary: boolean
  /** It is part of it, and therefore not null. */
  readonly inKey: boolean
  readonly dialect: BuilderDialect
}

function start(column: Column, { key, primary, inKey, dialect }: Place): Call[] {
  const nullable = inKey || column.nullable
  const idRest =
    primary && key === undefined && !column.nullable ? sayId(column.type, column.options, dialect) : undefined
  if (idRest !== undefined)
    return [
      call('id', ...(column.name === 'id' ? [] : [column.name])),
      ...sayWishes(column, dialect, true),
      ...sayOptions(idRest),
    ]
  const primaryCall = primary ? [call('primary', ...(column.nullable ? [{ nullable: true }] : []))] : []
  if (key === undefined) return [...sayColumn(column, dialect, nullable), ...primaryCall]
  const referenceRest = sayReference(column.type, column.options, dialect)
  if (referenceRest === undefined) {
    const settings = withSettings([sayTarget(key), key.references.columns[0] ?? ''], ownSettings(key, dialect))
    const target = settings.length === 2 && settings[1] === 'id' ? settings.slice(0, 1) : settings
    return [...sayColumn(column, dialect, nullable), ...primaryCall, call('references', ...target), ...actions(key)]
  }
  const name = column.name === referenceColumn(key.references.table) ? undefined : column.name
  const to = key.references.columns[0] === 'id' ? undefined : key.references.columns[0]
  const settings = { column: name, to, nullable: nullable ? undefined : false, ...ownSettings(key, dialect) }
  return [
    call('references', ...withSettings([sayTarget(key)], settings)),
    ...sayWishes(column, dialect, true),
    ...sayOptions(referenceRest),
    ...primaryCall,
    ...actions(key),
  ]
}

function actions({ onDelete, onUpdate, deferrable }: ForeignKey): Call[] {
  return [
    ...(onDelete === undefined ? [] : [call('onDelete', onDelete)]),
    ...(onUpdate === undefined ? [] : [call('onUpdate', onUpdate)]),
    ...(deferrable === undefined
      ? []
      : [call('deferrable', ...(deferrable === 'initiallyImmediate' ? [] : [deferrable]))]),
  ]
}

const named = (name: string | undefined): string[] => (name === undefined ? [] : [name])

/** `created_at` and `updated_at` in one line, where they are what `timestamps()` makes. */
function withTimestamps(chains: readonly Chain[]): Chain[] {
  return chains.flatMap((chain, at): Chain[] => {
    if (isStamp(chain, 'created_at') && isStamp(chains[at + 1], 'updated_at', chain))
      return [[call('timestamps', ...(chain[0]?.args.slice(1) ?? []))]]
    return isStamp(chain, 'updated_at') && isStamp(chains[at - 1], 'created_at', chain) ? [] : [chain]
  })
}

function isStamp(chain: Chain | undefined, name: string, like: Chain | undefined = chain): boolean {
  if (chain === undefined || like === undefined) return false
  const [first, ...rest] = chain
  const isAlike = JSON.stringify(first?.args.slice(1)) === JSON.stringify(like[0]?.args.slice(1))
  const methods = rest.map(({ method }) => method).join()
  return first?.method === 'timestamp' && first.args[0] === name && methods === 'notNull,defaultNow' && isAlike
}
