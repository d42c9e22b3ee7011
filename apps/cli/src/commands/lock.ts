import { withLithify } from '../context.ts'
import { printLock } from '../output/lock.ts'
import { defineCommand } from './command.ts'

export const lock = defineCommand<{ check?: boolean }>({
  name: 'lock',
  aliases: [],
  summary: 'write lithify.lock from the migration files',
  configure(takes) {
    takes.option('--check', 'write nothing; fail when it would change')
  },
  run: async (context, options) =>
    withLithify(context, async (lithify) => {
      const result = await lithify.lockMigrations(options)
      printLock(context, result)
      return { result }
    }),
})
