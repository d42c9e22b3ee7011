import { withLithify } from '../context.ts'
import { printLock } from '../output/lock.ts'
import { defineCommand } from './command.ts'

export const lock = defineCommand<object>({
  name: 'lock',
  aliases: [],
  summary: 'write lithify.lock from the migration files',
  run: async (context) =>
    withLithify(context, async (lithify) => {
      const result = await lithify.lockMigrations()
      printLock(context, result)
      return { result }
    }),
})
