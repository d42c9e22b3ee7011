import { fileURLToPath } from 'node:url'

import { LithifyError, messageOf } from '../errors.ts'
import { labelOf } from './label.ts'
import type { MigrationFile } from './migration-file.ts'

interface Place {
  readonly path: string
  readonly line?: number
  readonly column?: number
}

// Babel, in jiti: "ParseError: Unexpected token\n /path/to/file.ts:4:2", its columns counted from 0.
const parseError = /^ParseError: (?<problem>[^\n]*?)\s*\n\s*(?<path>.+):(?<line>\d+):(?<column>\d+)\s*$/
// Node, for CommonJS, at the head of the stack: "/path/to/file.cjs:3\n".
const syntaxError = /^(?<path>\/.+|[A-Za-z]:\\.+):(?<line>\d+)\n/
const missing = /Cannot find (?:module|package) '(?<what>[^']+)'/

/** The error for a migration that could not be evaluated, with its place as far as Node or jiti tell it. */
export function loadError(file: MigrationFile, root: string, cause: unknown): LithifyError {
  const message = messageOf(cause)
  const place = parsePlace(message) ?? stackPlace(cause, file.path) ?? { path: file.path }
  const label = labelOf(place.path, root)
  const where = [label, place.line, place.column].filter((part) => part !== undefined).join(':')
  const problem = parseError.exec(message)?.groups?.['problem'] ?? (message.split('\n')[0] || 'it threw')
  return new LithifyError('LITHIFY_E_MIGRATION_LOAD', `${where}: ${problem}`, {
    data: { name: file.name, file: label, line: place.line, column: place.column },
    hint: hintFor(message),
    cause,
  })
}

function parsePlace(message: string): Place | undefined {
  const found = parseError.exec(message)?.groups
  if (!found) return undefined
  return { path: found['path'] ?? '', line: Number(found['line']), column: Number(found['column']) + 1 }
}

function stackPlace(cause: unknown, path: string): Place | undefined {
  const stack = cause instanceof Error ? (cause.stack ?? '') : ''
  const syntax = syntaxError.exec(stack)?.groups
  if (syntax) return { path: syntax['path'] ?? path, line: Number(syntax['line']) }
  // jiti keeps the lines of a file but not its columns.
  const compiled = /[\\/]jiti[\\/]/.test(stack)
  for (const line of stack.split('\n')) {
    const frame = /^\s+at (?:.*\()?(?<file>(?:file:\/\/)?.+?)(?:\?v=[0-9a-f]+)?:(?<line>\d+):(?<column>\d+)\)?$/.exec(
      line,
    )?.groups
    if (frame?.['file'] === undefined) continue
    const url = frame['file'].startsWith('file://')
    if ((url ? fileURLToPath(frame['file']) : frame['file']) !== path) continue
    return { path, line: Number(frame['line']), ...(compiled ? {} : { column: Number(frame['column']) }) }
  }
  return undefined
}

function hintFor(message: string): string {
  const what = missing.exec(message)?.groups?.['what']
  if (what === undefined) return 'Mend the file and repeat the command. Nothing of it was run.'
  if (/^(?:\.|\/|[A-Za-z]:|file:)/.test(what)) return `Check the path of the import: ${what} does not exist.`
  return `npm install ${what
    .split('/')
    .slice(0, what.startsWith('@') ? 2 : 1)
    .join('/')}`
}
