import { list, seconds } from '../arguments.ts'
import { withLithify } from '../context.ts'
import { printSquash } from '../output/squash.ts'
import { defineCommand } from './command.ts'

export const squash = defineCommand<{
  through?: string
  as?: 'migration' | 'dump'
  data?: string[]
  withoutRows?: boolean
  /** `true` where the flag is absent: commander's way with `--no-`. */
  verify?: string | true
  dryRun?: boolean
  lockTimeout?: number
}>({
  name: 'squash',
  aliases: [],
  summary: 'turn many migrations into one verified baseline',
  examples: [
    'lithify squash --dry-run',
    'lithify squash',
    'lithify squash --through 20261102110000_backfill_totals',
    'lithify squash --as dump',
  ],
  configure(takes) {
    takes
      .option('--through <name>', 'squash up to this migration. Default: all')
      .addOption(
        takes.createOption('--as <flavour>', 'what the baseline is. Default: migration').choices(['migration', 'dump']),
      )
      .option('--data <table>', 'take this table’s rows from the database (repeatable, or a comma list)', list)
      .option('--without-rows', 'take no rows that migrations insert')
      .option('--no-verify <reason>', 'do not prove the baseline; the reason is kept in the archive')
      .option('--dry-run', 'touch nothing; print files, operations and SQL')
      .option('--lock-timeout <seconds>', 'how long to wait for another runner', seconds)
  },
  run: async (context, { lockTimeout, verify, ...options }) =>
    withLithify(context, async (lithify, { configFile }) => {
      const { languageLike } = await import('@lithify/core')
      const noVerify = typeof verify === 'string' ? verify : undefined
      const language = languageLike(configFile)
      const result = await lithify.squash({ ...options, noVerify, language, lockTimeoutMs: lockTimeout })
      printSquash(context, result)
      return { result }
    }),
})
