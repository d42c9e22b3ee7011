import type { ResolveResult } from '@lithify/core'
import type { Context } from '../context.ts'
import { finish } from './result.ts'
import { count } from './text.ts'

export function printResolve(context: Context, result: ResolveResult): void {
  finish(context, result)
  context.printer.line(settled(result))
}

function settled({ settled: how, unfinished, dropped }: ResolveResult): string {
  const { name, direction } = unfinished
  const goOn = direction === 'down' ? 'lithify rollback --resume' : 'lithify run --resume'
  switch (how) {
    case 'applied':
      return `${name} counts as applied`
    case 'rolledBack':
      return `${name} counts as not applied`
    case 'statementApplied':
      return `the statement counts as done. Go on:  ${goOn}`
    case 'statementRolledBack':
      return `the statement counts as not done. Go on:  ${goOn}`
    case 'cleaned':
      return `${count(dropped, 'object')} dropped that ${name} had made. Begin anew:  lithify run`
  }
}
