import { resolveBinary } from 'dbmate'
import type { Input } from '../jobs.ts'
import { run } from '../process.ts'

/** dbmate is a Go program inside an npm package for each platform: `undefined` where there is none. */
export function findDbmate(): string | undefined {
  try {
    return resolveBinary()
  } catch {
    return undefined
  }
}

/** The time of the whole process. */
export async function migrate(binary: string, { database, folder }: Input): Promise<number> {
  const args = ['--url', database, '--migrations-dir', folder, '--no-dump-schema', 'up']
  return (await run(binary, args)).ms
}
