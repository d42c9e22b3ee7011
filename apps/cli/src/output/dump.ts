import type { DumpResult } from '@lithify/core'
import type { Context } from '../context.ts'
import { finish } from './result.ts'
import { count } from './text.ts'

export function printDump(context: Context, result: DumpResult): void {
  finish(context, result)
  const { printer } = context
  printer.fit([result.dumpLabel, result.metaLabel])
  printer.entry('dump', result.dumpLabel, contents(result))
  printer.entry('dump', result.metaLabel, count(result.migrations, 'migration'))
  for (const { table, rows } of result.data) printer.line('    ', ['dim', `with ${count(rows, 'row')} of ${table}`])
  if (result.privileges) printer.line('    ', ['dim', 'with owners and grants'])
  for (const file of result.pruned) printer.line('  ', ['dim', `− ${file}`])
  printer.line(ending(result))
}

function ending({ changed, pruned }: DumpResult): string {
  if (pruned.length > 0)
    return `${count(pruned.length, 'file')} pruned: commit the dump, the manifest and the removals together`
  return changed ? 'written: commit both files' : 'unchanged'
}

/** `2 tables, 1 index, 3 viewLogs`: a kind's name is the dialect's own. */
export function contents({ objects }: Pick<DumpResult, 'objects'>): string {
  const kinds = Object.entries(objects).filter(([, number]) => number > 0)
  return kinds.map(([kind, number]) => count(number, spaced(kind), plural(spaced(kind)))).join(', ')
}

/** `foreignKey` as people say it. */
function spaced(kind: string): string {
  return kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

function plural(noun: string): string {
  if (noun.endsWith('x')) return `${noun}es`
  return noun.endsWith('y') && !noun.endsWith('ey') ? `${noun.slice(0, -1)}ies` : `${noun}s`
}
