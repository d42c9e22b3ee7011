import type { Profiler } from 'node:inspector'

export type Frame = Profiler.Profile['nodes'][number]['callFrame']

/** One stack, the running function first, and how long it was seen. */
export interface Sampled {
  readonly frames: readonly Frame[]
  readonly ms: number
}

/** Starting and ending the profile takes time itself. */
const profiler = /^node:(?:internal\/)?inspector/

export function readProfile(json: string): { readonly total: number; readonly stacks: readonly Sampled[] } {
  const { nodes, samples = [], timeDeltas = [] } = JSON.parse(json) as Profiler.Profile
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const parents = new Map(nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node.id] as const)))
  const times = new Map<number, number>()
  for (const [index, id] of samples.entries()) times.set(id, (times.get(id) ?? 0) + (timeDeltas[index] ?? 0) / 1000)
  const stacks = [...times].map(([id, ms]) => {
    const frames: Frame[] = []
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      const frame = byId.get(at)?.callFrame
      if (frame !== undefined) frames.push(frame)
    }
    return { frames, ms }
  })
  const own = stacks.filter(({ frames }) => !frames.some(({ url }) => profiler.test(url)))
  return { total: own.reduce((sum, { ms }) => sum + ms, 0), stacks: own }
}
