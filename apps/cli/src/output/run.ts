import type { FreshResult, RunResult } from '@lithify/core'
import type { Context } from '../context.ts'
import { printPlan } from './plan.ts'
import { finish } from './result.ts'
import { count } from './text.ts'

export function printRun(context: Context, result: RunResult): void {
  finish(context, result)
  if (result.dryRun) {
    for (const { name, replaced } of result.adopted)
      context.printer.entry('dump', `would adopt ${context.drawing.label(name)} in place of ${count(replaced, 'row')}`)
    return printPlan(context, result.pending, result.statements, 'would be applied')
  }
  context.printer.line(standing(result.total, result.pending.length))
}

export function printFresh(context: Context, result: FreshResult): void {
  finish(context, result)
  const dropped = result.dropped === 0 ? 'nothing to drop' : `${count(result.dropped, 'object')} dropped`
  context.printer.line(`${dropped}; ${standing(result.total, result.pending.length)}`)
}

/** `302 applied, none pending` */
export function standing(applied: number, pending: number): string {
  return `${applied === 0 ? 'none' : applied} applied, ${pending === 0 ? 'none' : pending} pending`
}
