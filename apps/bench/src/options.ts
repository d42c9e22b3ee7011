import { parseArgs } from 'node:util'
import { caseNames, type CaseName } from './cases/names.ts'

export interface Options {
  /** Small sizes and few rounds: less than a minute. */
  readonly quick: boolean
  readonly only: readonly CaseName[]
  /** Instead of a case's own sizes, where it is about a server. */
  readonly sizes: readonly number[]
  /** A file for the figures, every run's included. */
  readonly json: string | undefined
}

export const usage = `npm run bench -- [options]

  --quick         small sizes, few rounds: less than a minute
  --only CASE     ${caseNames.join(', ')}; may be repeated
  --size N        this size instead of a case's own, on servers: hundreds; may be repeated
  --json FILE     write every figure there too
  --help          show this

Prints a table in markdown on stdout, what it is doing on stderr. Databases are made in the system's temporary folder
(TMPDIR chooses another) and removed afterwards.`

export function parseOptions(args: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      size: { type: 'string', multiple: true, default: [] },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return undefined
  const only = values.only.map((name) => {
    const found = caseNames.find((each) => each === name)
    if (found === undefined) throw new Error(`There is no case ${name}: ${caseNames.join(', ')}`)
    return found
  })
  const sizes = values.size.map((size) => {
    if (!/^[1-9]\d*00$/.test(size)) throw new Error(`A size is a number of hundreds, not ${size}`)
    return Number(size)
  })
  return { quick: values.quick, only, sizes, json: values.json }
}
