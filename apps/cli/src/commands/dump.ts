import { list } from '../arguments.ts'
import { withLithify } from '../context.ts'
import { printDump } from '../output/dump.ts'
import { fromHere } from '../project/paths.ts'
import { defineCommand } from './command.ts'

export const dump = defineCommand<{
  path?: string
  prune?: boolean
  data?: string[]
  forgetData?: boolean
  privileges?: boolean
  withoutRows?: boolean
  allowUncovered?: boolean
}>({
  name: 'dump',
  aliases: ['schema:dump'],
  summary: 'write the live schema to one SQL file with a manifest',
  examples: ['lithify dump', 'lithify dump --data countries,roles', 'lithify dump --prune'],
  configure(takes) {
    takes
      .option('--path <file>', 'where to write, instead of the connection’s dump')
      .option('--prune', 'then remove the migration files that the dump embeds')
      .option('--data <table>', 'include this table’s rows (repeatable, or a comma list)', list)
      .option('--forget-data', 'leave out rows that only the dump in place asks for')
      .option('--privileges', 'include owners and grants; later dumps keep them')
      .option('--no-privileges', 'leave out owners and grants that the dump in place holds')
      .option('--without-rows', 'prune although migrations insert rows that the dump does not hold')
      .option('--allow-uncovered', 'leave out what cannot be represented, instead of refusing')
  },
  run: async (context, { path, ...options }) =>
    withLithify(context, async (lithify) => {
      const result = await lithify.dump({ ...options, path: fromHere(path) })
      printDump(context, result)
      return { result }
    }),
})
