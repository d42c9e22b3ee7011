import { seconds } from '../arguments.ts'
import { withLithify } from '../context.ts'
import { printResolve } from '../output/resolve.ts'
import { defineCommand } from './command.ts'

export const resolve = defineCommand<{
  applied?: string
  rolledBack?: string
  statement?: boolean
  clean?: boolean
  lockTimeout?: number
}>({
  name: 'resolve',
  aliases: [],
  summary: 'settle a migration or a load that was cut short',
  examples: [
    'lithify resolve --applied 20261101090000_add_invoices --statement   # the statement that was reached took effect',
    'lithify resolve --rolled-back 20261101090000_add_invoices           # all of it was undone by hand',
    'lithify resolve --clean                                             # drop what a dump has made that was loaded in part',
  ],
  configure(takes) {
    takes
      .addOption(
        takes
          .createOption('--applied <name>', 'this migration is applied: it was finished by hand')
          .conflicts(['rolledBack', 'clean']),
      )
      .addOption(
        takes
          .createOption('--rolled-back <name>', 'nothing of this migration is there any more: it was undone by hand')
          .conflicts(['applied', 'clean']),
      )
      .option('--statement', 'say it of the statement only that was reached; lithify run --resume does the rest')
      .addOption(
        takes
          .createOption('--clean', 'drop what the load of a dump has made')
          .conflicts(['applied', 'rolledBack', 'statement']),
      )
      .option('--lock-timeout <seconds>', 'how long to wait for another runner', seconds)
  },
  run: async (context, { lockTimeout, ...options }) =>
    withLithify(context, async (lithify) => {
      const result = await lithify.resolve({ ...options, lockTimeoutMs: lockTimeout })
      printResolve(context, result)
      return { result }
    }),
})
