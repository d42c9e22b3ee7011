import { seconds } from '../arguments.ts'
import { confirmation } from '../confirmation.ts'
import { withLithify } from '../context.ts'
import { printRollback } from '../output/rollback.ts'
import { defineCommand } from './command.ts'

export const reset = defineCommand<{ lockTimeout?: number }>({
  name: 'reset',
  aliases: ['migration:reset'],
  summary: 'undo every migration',
  configure(takes) {
    takes.option('--lock-timeout <seconds>', 'how long to wait for another runner', seconds)
  },
  run: async (context, { lockTimeout }) =>
    withLithify(context, async (lithify) => {
      const result = await lithify.reset({ lockTimeoutMs: lockTimeout, confirm: confirmation(context) })
      printRollback(context, result)
      return { result }
    }),
})
