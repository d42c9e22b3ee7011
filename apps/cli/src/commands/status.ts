import { exitCodes } from '../exit-codes.ts'
import { withLithify } from '../context.ts'
import { printStatus } from '../output/status.ts'
import { defineCommand } from './command.ts'

export const status = defineCommand<{ exitCode?: boolean }>({
  name: 'status',
  aliases: ['migration:status'],
  summary: 'show what is applied and what is pending',
  configure(takes) {
    takes.option('--exit-code', 'answer 2 unless every migration is applied')
  },
  run: async (context, options) =>
    withLithify(context, async (lithify) => {
      const result = await lithify.status()
      printStatus(context, result)
      const finding = options.exitCode === true && !result.clean
      return { result, exitCode: finding ? exitCodes.finding : exitCodes.fine }
    }),
})
