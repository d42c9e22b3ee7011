import type { SquashResult, UnsquashResult } from '@lithify/core'
import type { Context } from '../context.ts'
import { contents } from './dump.ts'
import { finish } from './result.ts'
import { count } from './text.ts'

export function printSquash(context: Context, result: SquashResult): void {
  finish(context, result)
  const { printer, drawing } = context
  const made = contents(result)
  printer.line(
    `  ${count(result.squashed.length, 'migration')} → ${result.path}`,
    made === '' ? '' : ['dim', ` (${made})`],
  )
  if (result.dryRun) for (const name of result.squashed) printer.line('    ', ['dim', `− ${drawing.label(name)}`])
  if (result.data.length > 0) {
    const tables = result.data.map(({ table, rows }) => `${table} (${count(rows, 'row')})`)
    printer.line(
      `  ${count(tables.length, 'table')} ${tables.length === 1 ? 'is' : 'are'} filled by migrations or named: ${tables.join(', ')}: kept in the baseline`,
    )
  }
  if (!result.finished) printer.line(`  proof: ${proofOf(result)}`)
  if (result.dryRun) {
    for (const line of (result.text ?? '').trimEnd().split('\n')) printer.line('      ', ['dim', line])
    for (const statement of result.statements ?? [])
      for (const line of `${statement};`.split('\n')) printer.line('      ', ['dim', line])
    return printer.line('dry run: nothing was touched')
  }
  if (result.finished) printer.line('  finished what had been interrupted, and squashed nothing else')
  if (result.archive !== undefined)
    printer.line(`  archived ${count(result.squashed.length, 'file')} in ${result.archive}/`)
  printer.line('Commit the baseline, the archive and lithify.lock together.  Undo:  lithify unsquash')
}

function proofOf({ proof, squashed, as }: SquashResult): string {
  const baseline = as === 'dump' ? 'the dump' : 'the baseline'
  if (proof.kind === 'none') return `none was asked for: ${proof.reason ?? ''}`
  if (proof.kind === 'live')
    return `loaded ${baseline} in a scratch database, compared with the connected one: no difference`
  return `replayed ${squashed.length} in scratch A, loaded ${baseline} in scratch B: no difference`
}

export function printUnsquash(context: Context, result: UnsquashResult): void {
  finish(context, result)
  const { printer, drawing } = context
  printer.line(`  ${drawing.label(result.baseline)} → ${count(result.files.length, 'migration')}`)
  for (const file of result.files.slice(0, shown)) printer.line('    ', ['dim', `+ ${file}`])
  if (result.files.length > shown) printer.line('    ', ['dim', `and ${result.files.length - shown} more`])
  if (result.dryRun) return printer.line('dry run: nothing was touched')
  printer.line(
    `${count(result.files.length, 'file')} back from ${result.archive}/, which is gone: commit all of it together`,
  )
}

/** More names than this would push everything else off the screen. */
const shown = 12
