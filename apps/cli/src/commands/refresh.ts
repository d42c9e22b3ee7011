import { confirmation } from '../confirmation.ts'
import { withLithify } from '../context.ts'
import { printRefresh } from '../output/rollback.ts'
import { fromHere } from '../project/paths.ts'
import { defineCommand } from './command.ts'
import { rebuildOptions, type RebuildOptions } from './rebuild-options.ts'

export const refresh = defineCommand<RebuildOptions>({
  name: 'refresh',
  aliases: ['migration:refresh'],
  summary: 'undo every migration, then apply them again',
  configure: rebuildOptions,
  run: async (context, { schemaPath, lockTimeout, ...options }) =>
    withLithify(context, async (lithify) => {
      const confirm = confirmation(context)
      const result = await lithify.refresh({
        ...options,
        schemaPath: fromHere(schemaPath),
        lockTimeoutMs: lockTimeout,
        confirm,
      })
      printRefresh(context, result)
      return { result }
    }),
})
