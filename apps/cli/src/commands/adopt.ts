import { seconds } from '../arguments.ts'
import { withLithify } from '../context.ts'
import { printAdopt } from '../output/adopt.ts'
import { defineCommand } from './command.ts'

export const adopt = defineCommand<{
  through?: string
  despiteDifferences?: boolean
  dryRun?: boolean
  lockTimeout?: number
}>({
  name: 'adopt',
  aliases: [],
  summary: 'take over a database that was built by other means',
  examples: ['lithify adopt --dry-run', 'lithify adopt', 'lithify adopt --through 20261102110000_backfill_totals'],
  configure(takes) {
    takes
      .option('--through <name>', 'the database is the outcome of the migrations up to this one. Default: all')
      .option('--despite-differences', 'record them as applied although the database is not what they make')
      .option('--dry-run', 'compare, and write nothing')
      .option('--lock-timeout <seconds>', 'how long to wait for another runner', seconds)
  },
  run: async (context, { lockTimeout, ...options }) =>
    withLithify(context, async (lithify) => {
      const result = await lithify.adopt({ ...options, lockTimeoutMs: lockTimeout })
      printAdopt(context, result)
      return { result }
    }),
})
