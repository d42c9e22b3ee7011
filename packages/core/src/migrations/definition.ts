import { LithifyError } from '../errors.ts'
import { isBaseline } from '../operations/baseline.ts'
import { labelOf } from './label.ts'
import type { MigrationFile } from './migration-file.ts'
import { nearest } from './nearest.ts'

/** What a migration in code exports, checked. */
export interface CheckedDefinition {
  readonly description?: string
  readonly transaction?: boolean
  readonly allowEmpty?: boolean
  readonly up: (builder: never) => unknown
  readonly down?: ((builder: never) => unknown) | false
}

const example = `Write:  export default migration({ up(m) { … }, down(m) { … } })  with  import { migration } from 'lithify'`

const checks: Record<
  keyof CheckedDefinition,
  { readonly expected: string; readonly fits: (value: unknown) => boolean }
> = {
  description: { expected: 'a text', fits: (value) => value === undefined || typeof value === 'string' },
  transaction: { expected: 'true or false', fits: (value) => value === undefined || typeof value === 'boolean' },
  allowEmpty: { expected: 'true or false', fits: (value) => value === undefined || typeof value === 'boolean' },
  up: { expected: 'a function', fits: (value) => typeof value === 'function' },
  down: {
    expected: 'a function or false',
    fits: (value) => value === undefined || value === false || typeof value === 'function',
  },
}

/**
 * Finds the migration in what a module exports: its default, `migration`, or the module itself with `up` and `down`.
 * @throws LithifyError `LITHIFY_E_MIGRATION_INVALID`
 */
export function readDefinition(exported: unknown, file: MigrationFile, root: string): CheckedDefinition {
  // CommonJS seen through an import, or ES modules through a compiler, may be one `default` further down.
  const inner = property(exported, 'default')
  const candidates = [
    inner,
    property(inner, 'default'),
    property(exported, 'migration'),
    property(inner, 'migration'),
    exported,
  ]
  const found = candidates.find((candidate) => property(candidate, 'up') !== undefined)
  if (!isObject(found)) throw invalid(file, root, describe(exported, inner))
  for (const [key, { expected, fits }] of Object.entries(checks)) {
    if (!fits(found[key])) throw invalid(file, root, `has a \`${key}\` that is not ${expected}`)
  }
  // A `dwon` that nobody reads would make a migration irreversible without a word.
  for (const key of found === exported || isBaseline(found) ? [] : Object.keys(found)) {
    const meant = key in checks ? undefined : nearest(key, Object.keys(checks))
    if (meant) throw invalid(file, root, `has a \`${key}\`; \`${meant}\` was probably meant`)
  }
  return found as unknown as CheckedDefinition
}

function describe(exported: unknown, inner: unknown): string {
  const names = isObject(exported)
    ? Object.keys(exported).filter((name) => name !== '__esModule' && name !== 'module.exports')
    : []
  if (names.length === 0 || (isObject(inner) && names.length === 1 && Object.keys(inner).length === 0))
    return 'exports nothing'
  if (typeof inner === 'function')
    return /^class\b/.test(String(inner)) ? 'exports a class, not a migration' : 'exports a function, not a migration'
  if (inner !== undefined) return 'has a default export without `up`'
  return `exports ${names.slice(0, 3).join(', ')}, and no migration`
}

function invalid(file: MigrationFile, root: string, problem: string): LithifyError {
  const label = labelOf(file.path, root)
  return new LithifyError('LITHIFY_E_MIGRATION_INVALID', `${label} ${problem}.`, {
    data: { name: file.name, file: label },
    hint: example,
  })
}

function property(value: unknown, key: string): unknown {
  return isObject(value) ? value[key] : undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
