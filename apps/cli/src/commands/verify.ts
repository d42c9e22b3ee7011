import { exitCodes } from '../exit-codes.ts'
import { withLithify } from '../context.ts'
import { printVerify } from '../output/verify.ts'
import { defineCommand } from './command.ts'

export const verify = defineCommand<{ exitCode?: boolean; offline?: boolean }>({
  name: 'verify',
  aliases: ['check'],
  summary: 'compare files, lock file, dump and database',
  examples: ['lithify verify --exit-code   # in CI', 'lithify verify --offline'],
  configure(takes) {
    takes.option('--exit-code', 'answer 2 when anything does not agree').option('--offline', 'look at the files only')
  },
  run: async (context, { exitCode, offline }) =>
    withLithify(context, async (lithify) => {
      const result = await lithify.verify({ offline })
      printVerify(context, result)
      return { result, exitCode: exitCode === true && result.findings.length > 0 ? exitCodes.finding : exitCodes.fine }
    }),
})
