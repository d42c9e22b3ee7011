import type { LockFileResult } from '@lithify/core'
import type { Context } from '../context.ts'

export function printLock({ printer, drawing }: Context, result: LockFileResult): void {
  const changes = [
    ...result.added.map((name) => `+ ${drawing.label(name)}`),
    ...result.updated.map((name) => `~ ${drawing.label(name)}`),
    ...result.removed.map((name) => `− ${drawing.label(name)}`),
  ]
  printer.entry('done', result.path)
  for (const change of changes) printer.line('    ', ['dim', change])
  printer.line(result.changed ? 'written: commit it' : 'unchanged')
}
