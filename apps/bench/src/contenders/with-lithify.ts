import { open, type ConfiguredDialect, type Lithify } from '@lithify/core'
import type { Job } from '../jobs.ts'

/** Opens lithify on a project and a database, works with it, and closes it. */
export function withLithify(
  dialectFor: (database: string) => ConfiguredDialect,
  work: (lithify: Lithify) => Promise<unknown>,
): Job {
  return ({ database, folder }) =>
    async () => {
      const config = { connections: { primary: { dialect: dialectFor(database) } } }
      const lithify = await open(config, { root: folder })
      try {
        await work(lithify)
      } finally {
        await lithify.close()
      }
    }
}
