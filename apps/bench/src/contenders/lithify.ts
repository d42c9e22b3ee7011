import { open, type Lithify } from '@lithify/core'
import { sqlite } from '@lithify/dialect-sqlite'
import type { Job } from '../jobs.ts'

/** Applies what is pending, or boots an empty database from its dump: `lithify run`. */
export const migrate: Job = using((lithify) => lithify.run())

export const dump: Job = using((lithify) => lithify.dump())

/** Writes lithify.lock, which a project has in version control. */
export const lock: Job = using((lithify) => lithify.lockMigrations())

function using(work: (lithify: Lithify) => Promise<unknown>): Job {
  return ({ database, folder }) =>
    async () => {
      const config = { connections: { primary: { dialect: sqlite({ filename: database }) } } }
      const lithify = await open(config, { root: folder })
      try {
        await work(lithify)
      } finally {
        await lithify.close()
      }
    }
}
