import { seconds } from '../arguments.ts'
import { withLithify } from '../context.ts'
import { printUnsquash } from '../output/squash.ts'
import { defineCommand } from './command.ts'

export const unsquash = defineCommand<{ dryRun?: boolean; lockTimeout?: number }>({
  name: 'unsquash',
  aliases: [],
  summary: 'undo the last squash: bring back files and history',
  examples: ['lithify unsquash --dry-run', 'lithify unsquash'],
  configure(takes) {
    takes
      .option('--dry-run', 'touch nothing; print what would be done')
      .option('--lock-timeout <seconds>', 'how long to wait for another runner', seconds)
  },
  run: async (context, { lockTimeout, ...options }) =>
    withLithify(context, async (lithify) => {
      const result = await lithify.unsquash({ ...options, lockTimeoutMs: lockTimeout })
      printUnsquash(context, result)
      return { result }
    }),
})
