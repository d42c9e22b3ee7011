import { exitCodes } from '../exit-codes.ts'
import { withLithify } from '../context.ts'
import { printStatus } from '../output/status.ts'
import { defineCommand } from './command.ts'

export const status = defineCommand<{ exitCode?: boolean }>({
  name: 'status',
  aliases: ['migration:status'],
  summary: 'show what is applied and what is pending',
  configure(takes) {
    takes.option('--exit-code', 'answer 2 when a migration is pending, changed, missing or out of order')
  },
  run: async (context, options) =>
    withLithify(context, async (lithify) => {
      const result = await lithify.status()
      printStatus(context, result)
      const { pending, changed, missing, outOfOrder } = result.counts
      const finding = options.exitCode === true && pending + changed + missing + outOfOrder > 0
      return { result, exitCode: finding ? exitCodes.finding : exitCodes.fine }
    }),
})
