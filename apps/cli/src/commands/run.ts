import { seconds, wholeNumber } from '../arguments.ts'
import { withLithify } from '../context.ts'
import { printRun } from '../output/run.ts'
import { fromHere } from '../project/paths.ts'
import { defineCommand } from './command.ts'

export const run = defineCommand<{
  to?: string
  step?: number
  dryRun?: boolean
  schemaPath?: string
  strict?: boolean
  allowMissing?: boolean
  frozen?: boolean
  lockTimeout?: number
  singleTransaction?: boolean
  resume?: boolean
}>({
  name: 'run',
  aliases: ['migration:run', 'migrate', 'up'],
  summary: 'apply what is pending; boot an empty database from its dump',
  examples: [
    'lithify run --dry-run',
    'lithify run --to 20261101090000_add_invoices',
    'lithify run --frozen --strict   # in CI',
  ],
  configure(takes) {
    takes
      .option('--to <name>', 'stop after this migration')
      .option('--step <n>', 'apply this many at most', wholeNumber(1))
      .option('--dry-run', 'touch nothing; print what would be done')
      .option('--schema-path <file>', 'boot an empty database from this dump')
      .addOption(
        takes
          .createOption('--resume', 'go on with a migration or a load that was cut short')
          .conflicts(['dryRun', 'singleTransaction']),
      )
      .option('--strict', 'refuse migrations that sort before an applied one')
      .option('--allow-missing', 'run although applied migrations have no file any more')
      .option('--frozen', 'fail when lithify.lock would have to change')
      .option('--lock-timeout <seconds>', 'how long to wait for another runner', seconds)
      .option('--single-transaction', 'apply everything in one transaction: all of it or nothing')
  },
  run: async (context, { schemaPath, lockTimeout, ...options }) =>
    withLithify(context, async (lithify) => {
      const result = await lithify.run({ ...options, schemaPath: fromHere(schemaPath), lockTimeoutMs: lockTimeout })
      printRun(context, result)
      return { result }
    }),
})
