import { excess, median, ratio } from './measure.ts'

/** One line of the table: one contender in one case. */
export interface Row {
  readonly case: string
  readonly contender: string
  /** In milliseconds. Empty: it did not run, and `note` says why. */
  readonly times: readonly number[]
  /** The times that it is compared with, round by round; its own where it is the reference. */
  readonly reference: readonly number[]
  readonly targets: readonly Target[]
  /** The most memory that a run of it took, in bytes, where that was looked at. */
  readonly peakMemory?: number | undefined
  readonly note?: string | undefined
}

export interface Target {
  readonly text: string
  readonly met: boolean
}

const columns = ['case', 'contender', 'median (spread)', 'ratio', 'target', 'result', 'memory'] as const

export function markdown(rows: readonly Row[]): string {
  const cells = rows.map((row, index) => [row.case === rows[index - 1]?.case ? '' : row.case, ...describe(row)])
  const widths = columns.map((name, column) => Math.max(name.length, ...cells.map((line) => line[column]?.length ?? 0)))
  const line = (values: readonly string[]): string =>
    `| ${values.map((value, column) => value.padEnd(widths[column] ?? 0)).join(' | ')} |`
  return [line(columns), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line)].join('\n')
}

function describe({ contender, times, reference, targets, note, peakMemory }: Row): string[] {
  if (times.length === 0) return [contender, '—', '—', '—', note ?? 'not run', '—']
  const compared =
    times === reference ? '1' : `${ratio(times, reference).toFixed(2)} (${signed(excess(times, reference))})`
  return [
    contender,
    spread(times),
    compared,
    joined(targets.map(({ text }) => text)),
    joined(targets.map(({ met }) => (met ? 'met' : 'MISSED'))),
    peakMemory === undefined ? '—' : `${Math.round(peakMemory / 2 ** 20)} MiB`,
  ]
}

/** The median, the fastest and the slowest, and of how many. */
function spread(times: readonly number[]): string {
  return `${duration(median(times))} (${duration(Math.min(...times))}–${duration(Math.max(...times))}, ${times.length}×)`
}

export function duration(ms: number): string {
  if (Math.abs(ms) >= 1000) return `${(ms / 1000).toFixed(2)} s`
  return `${ms.toFixed(Math.abs(ms) < 100 ? 1 : 0)} ms`
}

const signed = (ms: number): string => `${ms < 0 ? '−' : '+'}${duration(Math.abs(ms))}`

const joined = (texts: readonly string[]): string => (texts.length === 0 ? '—' : texts.join('; '))
