/** One contender in one case: runs once, checks what came out, and answers how long the work alone took, in milliseconds. */
export interface Runner {
  readonly name: string
  run(): Promise<number>
}

export interface Bounds {
  readonly rounds: number
  /** So many rounds are made even when they take longer than the budget. */
  readonly atLeast: number
  readonly budgetMs: number
  /** A first round that does not count: what it reads comes from memory afterwards. Default: yes. */
  readonly warmUp?: boolean
}

/** The times of each runner, in the order of the runners; the n-th time of each comes from the same round. */
export type Times = readonly (readonly number[])[]

/**
 * Runs all in turn, round after round (A B C, B C A, …), so that what slows the machine down for a while slows all of them, and
 * who comes after whom changes.
 */
export async function interleave(
  runners: readonly Runner[],
  bounds: Bounds,
  onRun: (text: string) => void,
): Promise<Times> {
  const times = runners.map((): number[] => [])
  if (bounds.warmUp !== false) for (const runner of runners) await turn(runner, 'warm-up', onRun)
  const started = performance.now()
  for (let round = 0; round < bounds.rounds; round++) {
    const spent = performance.now() - started
    if (round >= bounds.atLeast && spent + spent / round > bounds.budgetMs) break
    for (let place = 0; place < runners.length; place++) {
      const index = (place + round) % runners.length
      const runner = runners[index] as Runner
      times[index]?.push(await turn(runner, `${round + 1}/${bounds.rounds}`, onRun))
    }
  }
  return times
}

async function turn(runner: Runner, label: string, onRun: (text: string) => void): Promise<number> {
  onRun(`${runner.name} ${label}`)
  return runner.run()
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/** How many times as long as the reference: the median over the rounds, each compared within itself. */
export function ratio(values: readonly number[], reference: readonly number[]): number {
  return median(values.map((value, round) => value / (reference[round] ?? Number.NaN)))
}

/** How much longer than the reference, in milliseconds, in the same way. */
export function excess(values: readonly number[], reference: readonly number[]): number {
  return median(values.map((value, round) => value - (reference[round] ?? Number.NaN)))
}
