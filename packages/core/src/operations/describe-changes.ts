import { createTwoFilesPatch } from 'diff'
import type { Dialect } from '../dialect.ts'
import { isLithifyError } from '../errors.ts'
import { compareSchemas, describeDifferences } from '../schema/compare.ts'
import { isTable, refLabel, type ObjectRef } from '../schema/model.ts'
import { Schema } from '../schema/schema.ts'
import { createOperation } from './from-schema.ts'

type EmittingDialect = Pick<Dialect, 'compare' | 'capabilities' | 'emit'>

/** More than anybody reads at once. What comes first is what is at the root of the rest often enough. */
const mostLines = 200

/**
 * How two schemas differ, for people: the objects, one line each and below it what of them, and then the SQL of those that are in both, as a unified
 * diff. The lines say what would have to happen to `from` to make it `to`. None exactly when the schemas are the same.
 */
export function describeChanges(from: Schema, to: Schema, dialect: EmittingDialect): string[] {
  const differences = compareSchemas(from, to, dialect)
  if (differences.length === 0) return []
  const lines = describeDifferences(differences).split('\n')
  for (const difference of differences) {
    if (difference.kind === 'changed') lines.push(...unified(difference.ref, from, to, dialect))
  }
  if (lines.length <= mostLines) return lines
  return [...lines.slice(0, mostLines), `… and ${lines.length - mostLines} lines more`]
}

function unified(ref: ObjectRef, from: Schema, to: Schema, dialect: EmittingDialect): string[] {
  const [before, after] = [from, to].map((schema) => sqlOf(ref, schema, dialect))
  if (before === undefined || after === undefined || before === after) return []
  const label = refLabel(ref)
  const patch = createTwoFilesPatch(label, label, before, after, undefined, undefined, { context: 3 })
  // Above the first hunk there is a ruler and the two names, which are one here.
  const lines = patch.trimEnd().split('\n')
  return ['', label, ...lines.slice(lines.findIndex((line) => line.startsWith('@@')))]
}

/** What creates an object, with the foreign keys of a table where they are part of it. */
function sqlOf(ref: ObjectRef, schema: Schema, dialect: EmittingDialect): string | undefined {
  const object = schema.get(ref)
  if (object === undefined) return undefined
  const operation = createOperation(object)
  const inline = dialect.capabilities.inlineForeignKeys && isTable(object)
  const whole =
    operation.kind === 'createTable' && inline
      ? { ...operation, foreignKeys: schema.foreignKeysOn({ schema: object.schema, name: object.name }) }
      : operation
  try {
    return `${dialect
      .emit(whole, new Schema())
      .map(({ text }) => text)
      .join(';\n')}\n`
  } catch (error) {
    // The lines about the objects say it already; nothing is the worse for it where the dialect cannot write one alone.
    if (isLithifyError(error)) return undefined
    throw error
  }
}
