import type { VerifyResult } from '@lithify/core'
import type { Context } from '../context.ts'
import { finish } from './result.ts'
import { count } from './text.ts'

export function printVerify(context: Context, result: VerifyResult): void {
  finish(context, result)
  const { printer } = context
  for (const what of result.checked) printer.entry('done', what)
  for (const { code, message, hint } of result.findings) {
    printer.error('  ', ['red', '✗'], ' ', ['red', code], '  ', message)
    if (hint !== undefined) printer.error('    ', hint)
  }
  printer.line(
    result.findings.length === 0
      ? 'all agree'
      : `${count(result.findings.length, 'finding')}: files and database do not agree`,
  )
}
