import type { Dialect } from '../dialect.ts'
import { canonical, canonicalIdentity, type CanonicalObject } from './canonical.ts'
import { changesBetween, type Change } from './changes.ts'
import { refLabel, type ObjectRef } from './model.ts'
import type { Schema } from './schema.ts'

export type SchemaDifference =
  | { readonly kind: 'added'; readonly ref: ObjectRef }
  | { readonly kind: 'removed'; readonly ref: ObjectRef }
  | { readonly kind: 'changed'; readonly ref: ObjectRef; readonly changes: readonly Change[] }
  /** The options of the database itself. */
  | { readonly kind: 'database'; readonly changes: readonly Change[] }

/**
 * What has to happen to `from` to make it `to`, both in canonical form. Empty exactly when their fingerprints are equal.
 * Constraints whose names were made up are told apart by their content, so a changed one is one removed and one added.
 */
export function compareSchemas(
  from: Schema,
  to: Schema,
  dialect: Pick<Dialect, 'compare' | 'capabilities'>,
): SchemaDifference[] {
  const before = canonical(from, dialect)
  const after = canonical(to, dialect)
  const differences: SchemaDifference[] = []
  const options = changesBetween(before.options, after.options)
  if (options.length > 0) differences.push({ kind: 'database', changes: options })

  const left = byIdentity(before.objects)
  const right = byIdentity(after.objects)
  for (const [key, object] of left) {
    const other = right.get(key)
    if (other === undefined) {
      differences.push({ kind: 'removed', ref: refOfForm(object) })
      continue
    }
    const changes = changesBetween(object, other)
    if (changes.length > 0) differences.push({ kind: 'changed', ref: refOfForm(other), changes })
  }
  for (const [key, object] of right) if (!left.has(key)) differences.push({ kind: 'added', ref: refOfForm(object) })
  return differences
}

/** The differences as text for people, one line each; empty when there are none. */
export function describeDifferences(differences: readonly SchemaDifference[]): string {
  return differences.flatMap(describe).join('\n')
}

function describe(difference: SchemaDifference): string[] {
  if (difference.kind === 'added') return [`+ ${refLabel(difference.ref)}`]
  if (difference.kind === 'removed') return [`- ${refLabel(difference.ref)}`]
  const title = difference.kind === 'database' ? '~ database' : `~ ${refLabel(difference.ref)}`
  return [title, ...difference.changes.map((change) => `    ${describeChange(change)}`)]
}

function describeChange({ path, from, to }: Change): string {
  if (from === undefined) return `${path}: ${show(to)} added`
  if (to === undefined) return `${path}: ${show(from)} removed`
  return `${path}: ${show(from)} → ${show(to)}`
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function byIdentity(objects: readonly CanonicalObject[]): Map<string, CanonicalObject> {
  const found = new Map<string, CanonicalObject>()
  for (const object of objects) {
    const identity = canonicalIdentity(object)
    // Two constraints of made-up names may be the very same; each needs its counterpart.
    let copy = 0
    while (found.has(JSON.stringify([...identity, copy]))) copy++
    found.set(JSON.stringify([...identity, copy]), object)
  }
  return found
}

/** An object without a name is named by what it does: `foreignKey orders.(customer_id) → customers`. */
function refOfForm(form: CanonicalObject): ObjectRef {
  const { kind, schema, table, name } = form as unknown as ObjectRef & { readonly name: string | undefined }
  return { kind, schema, table, name: name ?? contentName(form) }
}

function contentName(form: CanonicalObject): string {
  const { columns, references } = form as unknown as { columns?: string[]; references?: { table: string } }
  return `(${columns?.join(', ') ?? ''})${references === undefined ? '' : ` → ${references.table}`}`
}
