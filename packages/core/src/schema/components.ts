/** Which nodes of a graph lie on common circles. */
export interface Components {
  readonly count: number
  /** The component of each node. */
  readonly of: readonly number[]
  /** The nodes of each component. */
  readonly members: readonly (readonly number[])[]
}

/** The strongly connected components (Tarjan), without recursion: a chain of 10,000 tables must not exhaust the stack. */
export function findComponents(size: number, next: (node: number) => readonly number[]): Components {
  const index = new Int32Array(size).fill(-1)
  const low = new Int32Array(size)
  const of = Array.from({ length: size }, () => -1)
  const members: number[][] = []
  const open: number[] = []
  let counter = 0

  const enter = (node: number): Frame => {
    index[node] = low[node] = counter++
    open.push(node)
    return { node, edges: next(node), at: 0 }
  }
  const close = (root: number): void => {
    const found: number[] = []
    for (;;) {
      const node = open.pop() as number
      of[node] = members.length
      found.push(node)
      if (node === root) break
    }
    members.push(found)
  }

  for (let start = 0; start < size; start++) {
    if (index[start] !== -1) continue
    const path = [enter(start)]
    while (path.length > 0) {
      const frame = path[path.length - 1] as Frame
      const to = frame.edges[frame.at++]
      if (to === undefined) {
        path.pop()
        const parent = path[path.length - 1]
        if (parent !== undefined) low[parent.node] = Math.min(low[parent.node] as number, low[frame.node] as number)
        if (low[frame.node] === index[frame.node]) close(frame.node)
      } else if (index[to] === -1) {
        path.push(enter(to))
      } else if (of[to] === -1) {
        low[frame.node] = Math.min(low[frame.node] as number, index[to] as number)
      }
    }
  }
  return { count: members.length, of, members }
}

interface Frame {
  readonly node: number
  readonly edges: readonly number[]
  at: number
}
