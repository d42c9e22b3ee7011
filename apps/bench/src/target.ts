import { excess, median, ratio } from './measure.ts'
import { duration, type Target } from './table.ts'

/** At most so many times as long as the reference: judged by what is printed, to two places. */
export function within(factor: number, times: readonly number[], reference: readonly number[], what: string): Target {
  const text = factor === 1 ? `no slower than ${what}` : `≤ ${factor}× ${what}`
  return { text, met: Number(ratio(times, reference).toFixed(2)) <= factor }
}

/** At most so many milliseconds longer than the reference. */
export function withinMs(ms: number, times: readonly number[], reference: readonly number[], what: string): Target {
  return { text: `≤ ${what} + ${duration(ms)}`, met: excess(times, reference) <= ms }
}

/** Faster than each of the others. Those that did not run do not count, and a target against nobody is none. */
export function fasterThan(times: readonly number[], others: readonly (readonly number[])[], what: string): Target[] {
  const present = others.filter((other) => other.length > 0)
  return present.length === 0
    ? []
    : [{ text: `faster than ${what}`, met: present.every((other) => median(times) < median(other)) }]
}
