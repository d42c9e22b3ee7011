import type { RefreshResult, RollbackResult } from '@lithify/core'
import type { Context } from '../context.ts'
import { printPlan } from './plan.ts'
import { finish } from './result.ts'
import { standing } from './run.ts'

export function printRollback(context: Context, result: RollbackResult): void {
  finish(context, result)
  if (result.dryRun) return printPlan(context, result.planned, result.statements, 'would be rolled back')
  context.printer.line(undone(result.rolledBack.length, result.total))
}

export function printRefresh(context: Context, result: RefreshResult): void {
  finish(context, result)
  context.printer.line(
    `${result.rolledBack.length} rolled back; ${standing(result.run.total, result.run.pending.length)}`,
  )
}

function undone(rolledBack: number, total: number): string {
  return `${rolledBack === 0 ? 'none' : rolledBack} rolled back, ${total === 0 ? 'none' : total} still applied`
}
