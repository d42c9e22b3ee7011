import type { CompareHooks, Dialect } from '../dialect.ts'
import { compareByteLists, compareBytes } from './byte-order.ts'
import { spellingIn } from './fold.ts'
import type { Column, KeyPart, Options, Plain, PrimaryKey, Table, TableRef } from './model.ts'

/** What bringing the parts of one schema to canonical form needs. */
export interface Canonicaliser {
  readonly compare: CompareHooks
  readonly capabilities: Dialect['capabilities']
  /** `compare.type`, remembered: a schema has few types and many columns. */
  readonly type: (type: string) => string
  /** The table that a reference means, whatever case it is written in where case does not count. */
  readonly find: (ref: TableRef) => Table | undefined
}

/** Plain data without the absent keys. Keys keep the order in which they are written here, which makes the JSON stable. */
export function plain(parts: Readonly<Record<string, Plain | undefined>>): { readonly [key: string]: Plain } {
  const kept: Record<string, Plain> = {}
  for (const key of Object.keys(parts)) {
    const value = parts[key]
    if (value !== undefined) kept[key] = value
  }
  return kept
}

/** A bag with sorted keys; no bag at all when it is empty. */
export function optionsForm(options: Options | undefined): Plain | undefined {
  if (options === undefined) return undefined
  const sorted = sortKeys(options)
  return Object.keys(sorted).length === 0 ? undefined : sorted
}

function sortKeys(bag: { readonly [key: string]: Plain }): { readonly [key: string]: Plain } {
  const entries = Object.entries(bag).filter((entry) => entry[1] !== undefined)
  entries.sort(([a], [b]) => compareBytes(a, b))
  return Object.fromEntries(entries.map(([key, value]) => [key, sortValue(value)]))
}

function sortValue(value: Plain): Plain {
  if (Array.isArray(value)) return value.map(sortValue)
  return typeof value === 'object' && value !== null ? sortKeys(value as { readonly [key: string]: Plain }) : value
}

export function columnForm(column: Column, context: Canonicaliser): Plain {
  const { compare } = context
  return plain({
    name: column.name,
    type: context.type(column.type),
    nullable: column.nullable,
    default: column.default === undefined ? undefined : compare.default(column.default, column),
    generated:
      column.generated === undefined
        ? undefined
        : { expression: compare.expression(column.generated.expression), stored: column.generated.stored },
    collation: column.collation,
    comment: commentForm(column.comment, context),
    options: optionsForm(
      column.options === undefined ? undefined : (compare.columnOptions?.(column.options) ?? column.options),
    ),
  })
}

export function commentForm(comment: string | undefined, context: Canonicaliser): string | undefined {
  return context.capabilities.comments && comment !== '' ? comment : undefined
}

export function keysForm(keys: readonly KeyPart[], table: Table | undefined, context: Canonicaliser): Plain {
  return keys.map((key) =>
    plain({
      column: key.column === undefined ? undefined : columnName(key.column, table, context),
      expression: key.expression === undefined ? undefined : context.compare.expression(key.expression),
      order: key.order,
      collation: key.collation,
      options: optionsForm(key.options),
    }),
  )
}

/** A column's name as its table spells it. */
export function columnName(name: string, table: Table | undefined, context: Canonicaliser): string {
  if (table === undefined || context.capabilities.caseSensitiveNames) return name
  return spellingIn(
    table.columns.map((column) => column.name),
    name,
    false,
  )
}

/** Primary key, uniques and checks. Made-up names are left out; what is left is sorted by content, then by name. */
export function constraintsForm(table: Table, context: Canonicaliser): Readonly<Record<string, Plain | undefined>> {
  const made = context.compare.generatedName
  return {
    primaryKey: table.primaryKey === undefined ? undefined : primaryKeyForm(table.primaryKey, table, context),
    uniques: byContent(
      table.uniques.map(({ name, keys, options }) => ({
        name: made?.('unique', name, table.name, partsOf(keys)) === true ? undefined : name,
        content: { keys: keysForm(keys, table, context), options: optionsForm(options) },
      })),
    ),
    checks: byContent(
      table.checks.map(({ name, expression, options }) => ({
        name: made?.('check', name, table.name, [expression]) === true ? undefined : name,
        content: { expression: context.compare.expression(expression), options: optionsForm(options) },
      })),
    ),
  }
}

function primaryKeyForm({ name, keys, options }: PrimaryKey, table: Table, context: Canonicaliser): Plain {
  const made = name === undefined || context.compare.generatedName?.('primaryKey', name, table.name, partsOf(keys))
  return plain({
    name: made === true ? undefined : name,
    keys: keysForm(keys, table, context),
    options: optionsForm(options),
  })
}

/** What a key is made of, as `generatedName` is told: its columns, or the expressions where it has no column. */
function partsOf(keys: readonly KeyPart[]): string[] {
  return keys.map((key) => key.column ?? key.expression ?? '')
}

interface Named {
  readonly name: string | undefined
  readonly content: Readonly<Record<string, Plain | undefined>>
}

function byContent(constraints: readonly Named[]): Plain | undefined {
  if (constraints.length === 0) return undefined
  // As most tables have them: nothing to sort.
  if (constraints.length === 1) return constraints.map(({ name, content }) => plain({ name, ...content }))
  return constraints
    .map(({ name, content }) => ({
      sort: [JSON.stringify(plain(content)), name ?? ''],
      form: plain({ name, ...content }),
    }))
    .toSorted((a, b) => compareByteLists(a.sort, b.sort))
    .map(({ form }) => form)
}
