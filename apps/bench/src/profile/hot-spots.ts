import { readFileSync } from 'node:fs'
import { readProfile, type Sampled } from './read.ts'
import { placeOf, packageOf } from './place.ts'

/** Where CPU profiles spent their time: the packages that caused it, and the functions that it was in. */
export function hotSpots(paths: readonly string[]): string {
  const profiles = paths.map((path) => readProfile(readFileSync(path, 'utf8')))
  const stacks = profiles.flatMap((profile) => profile.stacks)
  const total = profiles.reduce((sum, profile) => sum + profile.total, 0)
  const of = paths.length === 1 ? 'one profile' : `${paths.length} profiles`
  return `By ${of}, for ${shares(stacks, causeOf, total, 6)}; in ${shares(stacks, functionOf, total, 8)}.`
}

/** The labels that took the most time. */
function shares(stacks: readonly Sampled[], label: (sampled: Sampled) => string, total: number, count: number): string {
  const times = new Map<string, number>()
  for (const sampled of stacks) times.set(label(sampled), (times.get(label(sampled)) ?? 0) + sampled.ms)
  const most = [...times].toSorted((a, b) => b[1] - a[1]).slice(0, count)
  return most.map(([name, ms]) => `${name} ${Math.round((100 * ms) / total)} %`).join(', ')
}

/** Whose code asked for it: the nearest function of a package, going up from the function that was running. */
function causeOf({ frames }: Sampled): string {
  const [top] = frames
  const owner = frames.find(({ url }) => url.startsWith('file:'))
  if (owner !== undefined) return packageOf(owner.url)
  if (frames.some(({ url }) => url.startsWith('node:internal/modules/'))) return 'loading modules'
  return special[top?.functionName ?? ''] ?? 'Node itself'
}

function functionOf({ frames }: Sampled): string {
  const [top] = frames
  if (top === undefined) return 'Node itself'
  const name = top.functionName === '' ? '(anonymous)' : top.functionName
  if (top.url !== '') return `${name} (${placeOf(top)})`
  return special[name] ?? `${name} (native)`
}

const special: Readonly<Record<string, string>> = {
  '(program)': 'Node itself',
  '(garbage collector)': 'garbage collection',
  '(idle)': 'waiting',
}
