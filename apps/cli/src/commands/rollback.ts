import { seconds, wholeNumber } from '../arguments.ts'
import { confirmation } from '../confirmation.ts'
import { withLithify } from '../context.ts'
import { printRollback } from '../output/rollback.ts'
import { defineCommand } from './command.ts'

export const rollback = defineCommand<{
  batch?: number
  step?: number
  to?: string
  dryRun?: boolean
  resume?: boolean
  lockTimeout?: number
}>({
  name: 'rollback',
  aliases: ['migration:rollback', 'down'],
  summary: 'undo the last batch, or as much as is asked for',
  examples: [
    'lithify rollback',
    'lithify rollback --step 1',
    'lithify rollback --to 20261101090000_add_invoices   # which stays',
  ],
  configure(takes) {
    takes
      .addOption(
        takes
          .createOption('--batch <n>', 'undo the batches after this one; 0 undoes all')
          .argParser(wholeNumber(0))
          .conflicts(['step', 'to']),
      )
      .addOption(
        takes
          .createOption('--step <n>', 'undo this many migrations')
          .argParser(wholeNumber(1))
          .conflicts(['batch', 'to']),
      )
      .addOption(
        takes.createOption('--to <name>', 'undo what was applied after this migration').conflicts(['batch', 'step']),
      )
      .addOption(
        takes
          .createOption('--resume', 'go on with a rollback that was cut short, and no further')
          .conflicts(['batch', 'step', 'to', 'dryRun']),
      )
      .option('--dry-run', 'touch nothing; print what would be done')
      .option('--lock-timeout <seconds>', 'how long to wait for another runner', seconds)
  },
  run: async (context, { lockTimeout, ...options }) =>
    withLithify(context, async (lithify) => {
      const result = await lithify.rollback({ ...options, lockTimeoutMs: lockTimeout, confirm: confirmation(context) })
      printRollback(context, result)
      return { result }
    }),
})
