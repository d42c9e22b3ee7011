import type { Problem } from '../problem.ts'
import type { Piece, Printer } from './printer.ts'

/**
 * An error for people: the code and where it happened, the lines around it, what to do next.
 *
 *     LITHIFY_E_STATEMENT  database/migrations/20261103080000_add_tax.sql:14:9
 *     › 14 │   rate numric(5,2) not null
 *          │        ^ type "numric" does not exist
 *     Mend the file, then:  lithify run
 */
export function printProblem(printer: Printer, problem: Problem, debug: boolean): void {
  const { data } = problem
  const excerpt = Array.isArray(data['excerpt']) ? data['excerpt'].map(String) : []
  const reason = typeof data['reason'] === 'string' ? data['reason'] : problem.message
  const place = placeOf(data)
  const code: Piece = ['red', problem.code]
  if (place === undefined) printer.error(code, '  ', problem.message)
  else {
    printer.error(code, '  ', place)
    for (const line of excerpt) printer.error(line)
    // The excerpt ends with the reason under its caret.
    if (excerpt.length === 0) printer.error(reason)
  }
  if (problem.hint !== undefined) printer.error(problem.hint)
  if (debug) printer.error(['dim', problem.detail])
}

function placeOf(data: Problem['data']): string | undefined {
  const { file, line, column } = data
  if (typeof file !== 'string' || typeof line !== 'number') return undefined
  return typeof column === 'number' ? `${file}:${line}:${column}` : `${file}:${line}`
}
