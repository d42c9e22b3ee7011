import { inspect } from 'node:util'
import type { CommanderError } from 'commander'
import type { LithifyError } from '@lithify/core'

/** Whatever was thrown, in the one form in which it is shown and put into JSON. */
export interface Problem {
  readonly code: string
  readonly message: string
  readonly hint?: string | undefined
  readonly data: Readonly<Record<string, unknown>>
  /** The stack with its causes, for `--debug`. */
  readonly detail: string
}

export function problemOf(thrown: unknown): Problem {
  const detail = inspect(thrown, { depth: 4 })
  if (isLithifyError(thrown)) {
    const { code, message, hint, data } = thrown
    return { code, message, hint, data, detail }
  }
  if (isCommanderError(thrown)) return { ...usage(thrown), data: {}, detail }
  if (isSystemError(thrown)) {
    const data = { systemCode: thrown.code, path: thrown.path }
    return { code: 'LITHIFY_E_FILE', message: thrown.message, hint: undefined, data, detail }
  }
  return {
    code: 'LITHIFY_E_INTERNAL',
    message: thrown instanceof Error ? thrown.message : String(thrown),
    hint: 'This is a defect in lithify. The same command with --debug shows where; please report what it prints.',
    data: {},
    detail,
  }
}

// The brand of core's errors. Asking core itself would load it for every mistyped command.
const brand = Symbol.for('lithify.error')

function isLithifyError(thrown: unknown): thrown is LithifyError {
  return typeof thrown === 'object' && thrown !== null && (thrown as Record<symbol, unknown>)[brand] === true
}

function isCommanderError(thrown: unknown): thrown is CommanderError {
  return thrown instanceof Error && 'code' in thrown && String(thrown.code).startsWith('commander.')
}

function isSystemError(thrown: unknown): thrown is NodeJS.ErrnoException {
  return thrown instanceof Error && 'syscall' in thrown && 'code' in thrown && typeof thrown.code === 'string'
}

/** Commander puts what is wrong on the first line and its suggestion, in parentheses, on the second. */
function usage(error: CommanderError): { code: string; message: string; hint: string } {
  const [first = '', second = ''] = error.message.replace(/^error: /, '').split('\n')
  const suggestion = second.replace(/^\((.*)\)$/, '$1')
  return {
    code: 'LITHIFY_E_USAGE',
    message: first,
    hint:
      suggestion === ''
        ? 'lithify --help  lists the commands; lithify COMMAND --help  lists what one takes.'
        : suggestion,
  }
}
