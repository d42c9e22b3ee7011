import type { CompareHooks, OpaqueObject, Options } from '@lithify/core'
import { normaliseExpression } from './compare/expression.ts'
import { normaliseQuery } from './compare/query.ts'
import { remembered } from './compare/remembered.ts'
import { spell, tokens } from './compare/tokens.ts'
import { normaliseType } from './compare/type.ts'
import { rename } from './compare/rename.ts'
import type { NotNull } from './emit/column.ts'
import { generatedName } from './emit/generated-names.ts'
import { qualified } from './emit/names.ts'
import { quoteString } from './names.ts'

const expression = remembered(normaliseExpression)

export const compare: CompareHooks = {
  type: normaliseType,
  default: expression,
  expression,
  query: normaliseQuery,
  create: (create) => tokens(create).map(spell).join(' '),
  // A table keeps the name of its key when it gets another name itself, so that more than its own is made up.
  generatedName: (part, name, table) =>
    part === 'primaryKey' && (name === generatedName(table, undefined, 'pkey') || /_pkey\d*$/.test(name)),
  columnOptions,
  rename,
  alter,
}

/** PostgreSQL 18 gives NOT NULL a name, which stays when its table or column gets another one. Older versions know of none. */
function columnOptions({ notNull, ...options }: Options): Options {
  if (notNull === undefined) return options
  const { name, ...rest } = notNull as NotNull
  const kept = { ...rest, ...(name === undefined || /_not_null\d*$/.test(name) ? {} : { name }) }
  return Object.keys(kept).length === 0 ? options : { ...options, notNull: kept }
}

/** An enum can gain labels anywhere; it cannot lose one. */
function alter(from: OpaqueObject, to: OpaqueObject): readonly string[] | undefined {
  if (from.kind !== 'enum' || to.kind !== 'enum') return undefined
  const [before, after] = [labels(from), labels(to)]
  if (before.length === 0 || JSON.stringify(after.filter((label) => before.includes(label))) !== JSON.stringify(before))
    return undefined
  return after.flatMap((label, at) => {
    if (before.includes(label)) return []
    const previous = after[at - 1]
    const place =
      previous === undefined
        ? `BEFORE ${quoteString(after.find((each) => before.includes(each)) ?? '')}`
        : `AFTER ${quoteString(previous)}`
    return [`ALTER TYPE ${qualified(to)} ADD VALUE ${quoteString(label)} ${place}`]
  })
}

const labels = ({ options }: OpaqueObject): readonly string[] =>
  (options?.['labels'] as readonly string[] | undefined) ?? []
