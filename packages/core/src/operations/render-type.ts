import { isDeepStrictEqual } from 'node:util'
import type { DeclaredType, ResolvedType } from '../dialect.ts'
import { isLithifyError } from '../errors.ts'
import type { Options, Plain } from '../schema/model.ts'
import type { BuilderDialect } from './builder-context.ts'
import { call, type Call } from './render-call.ts'

/** How the type of a column is said, and what of its options is not said with it. */
export interface SaidType {
  /** The builder's method, with what comes after the column's name: `decimal(12, 2)`. */
  readonly method: string
  readonly args: readonly Plain[]
  readonly rest: Options
}

interface Candidate {
  readonly type: DeclaredType
  readonly args: readonly Plain[]
}

const simple = [
  'integer',
  'bigInteger',
  'smallInteger',
  'boolean',
  'text',
  'float',
  'double',
  'date',
  'time',
  'json',
  'uuid',
  'binary',
] as const

/** The declared type that becomes that very type here; the type as the database writes it where none does. */
export function sayType(type: string, options: Options = {}, dialect: BuilderDialect): SaidType {
  for (const { type: declared, args } of candidates(type)) {
    const rest = restOf(resolve(declared, dialect), type, options)
    if (rest !== undefined) return { method: declared.name, args, rest }
  }
  return { method: 'column', args: [type], rest: options }
}

/** Whether a column is what `id()` makes, but for its options that are answered. */
export function sayId(type: string, options: Options = {}, dialect: BuilderDialect): Options | undefined {
  return restOf(resolve({ name: 'id' }, dialect), type, options)
}

/** The same for what `references()` makes. */
export function sayReference(type: string, options: Options = {}, dialect: BuilderDialect): Options | undefined {
  return restOf(dialect.types.reference(), type, options)
}

/** The call that gives a column its options, where there are any to be given. */
export function sayOptions(options: Options): Call[] {
  return Object.keys(options).length === 0 ? [] : [call('options', options)]
}

/** A declared type that stands with its numbers comes before the same with other defaults. */
function* candidates(native: string): Generator<Candidate> {
  for (const name of simple) yield { type: { name }, args: [] }
  const [first, second] = (native.match(/\d+/g) ?? []).map(Number).filter(Number.isSafeInteger)
  if (first !== undefined && second !== undefined)
    yield { type: { name: 'decimal', precision: first, scale: second }, args: [first, second] }
  if (first !== undefined) yield { type: { name: 'decimal', precision: first }, args: [first] }
  yield { type: { name: 'string' }, args: [] }
  if (first !== undefined) yield { type: { name: 'string', length: first }, args: [first] }
  for (const precision of first === undefined ? [undefined] : [undefined, first]) {
    for (const timeZone of [undefined, true]) {
      const settings = { ...(precision !== undefined && { precision }), ...(timeZone && { timeZone }) }
      yield { type: { name: 'timestamp', ...settings }, args: Object.keys(settings).length === 0 ? [] : [settings] }
    }
  }
}

/** What is left to say of the options; `undefined` where it is another type. */
function restOf(resolved: ResolvedType | undefined, type: string, options: Options): Options | undefined {
  if (resolved?.type !== type) return undefined
  const rest = { ...options }
  for (const [key, value] of Object.entries(resolved.options ?? {})) {
    if (!isDeepStrictEqual(rest[key], value)) return undefined
    delete rest[key]
  }
  return rest
}

function resolve(declared: DeclaredType, { types }: BuilderDialect): ResolvedType | undefined {
  try {
    return types.resolve(declared)
  } catch (error) {
    if (isLithifyError(error)) return undefined
    throw error
  }
}
