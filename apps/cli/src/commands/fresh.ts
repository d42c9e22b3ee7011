import { confirmation } from '../confirmation.ts'
import { withLithify } from '../context.ts'
import { printFresh } from '../output/run.ts'
import { fromHere } from '../project/paths.ts'
import { defineCommand } from './command.ts'
import { rebuildOptions, type RebuildOptions } from './rebuild-options.ts'

export const fresh = defineCommand<RebuildOptions>({
  name: 'fresh',
  aliases: ['migration:fresh'],
  summary: 'drop everything, then build the database anew',
  examples: ['lithify fresh --force', 'lithify fresh --schema-path database/snapshots/schema.sql'],
  configure: rebuildOptions,
  run: async (context, { schemaPath, lockTimeout, ...options }) =>
    withLithify(context, async (lithify) => {
      const confirm = confirmation(context)
      const result = await lithify.fresh({
        ...options,
        schemaPath: fromHere(schemaPath),
        lockTimeoutMs: lockTimeout,
        confirm,
      })
      printFresh(context, result)
      return { result }
    }),
})
