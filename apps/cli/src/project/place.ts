import { pathToFileURL } from 'node:url'
import { messageOf } from '@lithify/core'

export interface Place {
  readonly reason: string
  readonly line?: number | undefined
  readonly column?: number | undefined
}

// Babel, in jiti: "ParseError: Unexpected token\n /path/to/file.ts:4:2". It counts columns from 0.
const parseError = /^ParseError: (?<reason>[^\n]*?)\s*\n\s*.+:(?<line>\d+):(?<column>\d+)\s*$/

/** Where in a file an evaluation failed, as far as Node or jiti tell it. */
export function placeOf(thrown: unknown, file: string): Place {
  const message = messageOf(thrown)
  const parsed = parseError.exec(message)?.groups
  if (parsed)
    return { reason: parsed['reason'] ?? '', line: Number(parsed['line']), column: Number(parsed['column']) + 1 }
  const stack = thrown instanceof Error ? (thrown.stack ?? '').split('\n') : []
  const native = pathToFileURL(file).href
  const frame = stack.find((line) => line.includes(`${native}:`)) ?? stack.find((line) => line.includes(`${file}:`))
  const [, line, column] = /:(\d+)(?::(\d+))?\)?$/.exec(frame ?? '') ?? []
  if (line === undefined) return { reason: message }
  // jiti keeps the lines of a file but not its columns.
  const exact = frame?.includes(native) === true && column !== undefined
  return { reason: message, line: Number(line), column: exact ? Number(column) : undefined }
}
