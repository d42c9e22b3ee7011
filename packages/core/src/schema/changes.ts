import type { Plain } from './model.ts'

/** One place in which two canonical forms differ. */
export interface Change {
  /** `columns.email.type`, `primaryKey.keys[0].order`, `columns (order)`. */
  readonly path: string
  /** Absent: it was not there. */
  readonly from?: Plain
  /** Absent: it is no longer there. */
  readonly to?: Plain
}

type Bag = { readonly [key: string]: Plain }

/** Where two pieces of plain data differ, as deep down as both have something. */
export function changesBetween(from: Bag, to: Bag, path = ''): Change[] {
  const keys = new Set([...Object.keys(from), ...Object.keys(to)])
  return [...keys].flatMap((key) => changesOf(from[key], to[key], path === '' ? key : `${path}.${key}`))
}

function changesOf(from: Plain | undefined, to: Plain | undefined, path: string): Change[] {
  if (from === undefined && to === undefined) return []
  if (from === undefined) return [{ path, to: to as Plain }]
  if (to === undefined) return [{ path, from }]
  if (isList(from) && isList(to))
    return isConstraints(path) ? constraintChanges(from, to, path) : listChanges(from, to, path)
  if (isBag(from) && isBag(to)) return changesBetween(from, to, path)
  return from === to ? [] : [{ path, from, to }]
}

/** Lists of named things are compared by name, and their order apart; other lists by position. */
function listChanges(from: readonly Plain[], to: readonly Plain[], path: string): Change[] {
  const left = byName(from)
  const right = byName(to)
  if (left === undefined || right === undefined) return itemChanges(from, to, path)
  // What an author expects who adds and removes by name: what stays keeps its place, what is new comes last.
  const kept = [...left.keys()].filter((name) => right.has(name))
  const expected = [...kept, ...[...right.keys()].filter((name) => !left.has(name))]
  const order = [...right.keys()]
  const moved = expected.some((name, at) => name !== order[at])
  const changes = namedChanges(left, right, path)
  return moved ? [...changes, { path: `${path} (order)`, from: [...left.keys()], to: order }] : changes
}

function namedChanges(left: ReadonlyMap<string, Plain>, right: ReadonlyMap<string, Plain>, path: string): Change[] {
  const names = new Set([...left.keys(), ...right.keys()])
  return [...names].flatMap((name) => changesOf(left.get(name), right.get(name), `${path}.${name}`))
}

function itemChanges(from: readonly Plain[], to: readonly Plain[], path: string): Change[] {
  if (!from.some(isBag) && !to.some(isBag))
    return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ path, from, to }]
  const length = Math.max(from.length, to.length)
  return Array.from({ length }, (_, at) => changesOf(from[at], to[at], `${path}[${at}]`)).flat()
}

const nameless = (list: readonly Plain[]): string[] =>
  list.filter((item) => nameOf(item) === undefined).map((item) => JSON.stringify(item))

const named = (list: readonly Plain[]): Map<string, Plain> =>
  new Map(list.flatMap((item) => (nameOf(item) === undefined ? [] : [[nameOf(item) as string, item]])))

/** Uniques and checks have no order; those without a name are equal by content or not at all. */
function constraintChanges(from: readonly Plain[], to: readonly Plain[], path: string): Change[] {
  const [left, right] = [nameless(from), nameless(to)]
  return [
    ...namedChanges(named(from), named(to), path),
    ...without(left, right).map((item) => ({ path, from: JSON.parse(item) as Plain })),
    ...without(right, left).map((item) => ({ path, to: JSON.parse(item) as Plain })),
  ]
}

/** The items of a list that have no counterpart in the other. */
function without(list: readonly string[], other: readonly string[]): string[] {
  const rest = [...other]
  return list.filter((item) => {
    const at = rest.indexOf(item)
    if (at >= 0) rest.splice(at, 1)
    return at < 0
  })
}

const isConstraints = (path: string): boolean => path === 'uniques' || path === 'checks'
const isList = (value: Plain): value is readonly Plain[] => Array.isArray(value)
const isBag = (value: Plain): value is Bag => typeof value === 'object' && value !== null && !Array.isArray(value)

function nameOf(item: Plain): string | undefined {
  return isBag(item) && typeof item['name'] === 'string' ? item['name'] : undefined
}

function byName(list: readonly Plain[]): Map<string, Plain> | undefined {
  const found = named(list)
  return list.length > 0 && found.size === list.length ? found : undefined
}
