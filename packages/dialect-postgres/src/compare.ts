import type { CompareHooks, OpaqueObject } from '@lithify/core'
import { normaliseExpression } from './compare/expression.ts'
import { normaliseQuery } from './compare/query.ts'
import { spell, tokens } from './compare/tokens.ts'
import { normaliseType } from './compare/type.ts'
import { rename } from './compare/rename.ts'
import { generatedName } from './emit/generated-names.ts'
import { qualified } from './emit/names.ts'
import { quoteString } from './names.ts'

export const compare: CompareHooks = {
  type: normaliseType,
  default: normaliseExpression,
  expression: normaliseExpression,
  query: normaliseQuery,
  create: (create) => tokens(create).map(spell).join(' '),
  // A table keeps the name of its key when it gets another name itself, so that more than its own is made up.
  generatedName: (part, name, table) =>
    part === 'primaryKey' && (name === generatedName(table, undefined, 'pkey') || /_pkey\d*$/.test(name)),
  rename,
  alter,
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
