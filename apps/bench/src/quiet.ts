import { duration, type Row } from './table.ts'

/** How much the slowest run of a reference may differ from its fastest before its case says little. */
const allowed = 1.5

/** The cases whose reference did not run evenly: something else used the machine or its disk. */
export function unquiet(rows: readonly Row[]): string[] {
  return rows
    .filter(({ times, reference }) => times.length > 1 && times === reference)
    .filter(({ times }) => Math.max(...times) > allowed * Math.min(...times))
    .map(({ case: label, contender, times }) => {
      const [fastest, slowest] = [Math.min(...times), Math.max(...times)].map(duration)
      return `${label}: the machine was not quiet, ${contender} itself took from ${fastest} to ${slowest}.`
    })
}
