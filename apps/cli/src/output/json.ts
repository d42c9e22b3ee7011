import type { Problem } from '../problem.ts'

/** The version of the documents below. It changes when a key goes away or changes its meaning. */
const version = 1

type Answer = { readonly ok: true; readonly result: unknown } | { readonly ok: false; readonly error: Problem }

/** The one document that `--json` prints. Passwords are taken out of every string in it. */
export function jsonDocument(
  command: string | null,
  answer: Answer,
  options: { redact: (text: string) => string; debug: boolean },
): string {
  const body = answer.ok
    ? { ok: true, result: answer.result }
    : { ok: false, error: errorBody(answer.error, options.debug) }
  const plain = (_key: string, value: unknown): unknown => {
    if (typeof value === 'string') return options.redact(value)
    return typeof value === 'bigint' ? value.toString() : value
  }
  return `${JSON.stringify({ version, command, ...body }, plain, 2)}\n`
}

function errorBody({ code, message, hint, data, detail }: Problem, debug: boolean): Record<string, unknown> {
  return { code, message, hint, data, ...(debug ? { detail } : {}) }
}
