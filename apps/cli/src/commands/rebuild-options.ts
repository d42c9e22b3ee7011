import type { Command as Arguments } from 'commander'
import { seconds } from '../arguments.ts'

/** What the commands that build a database anew take. */
export interface RebuildOptions {
  schemaPath?: string
  frozen?: boolean
  lockTimeout?: number
}

export function rebuildOptions(takes: Arguments): void {
  takes
    .option('--schema-path <file>', 'build from this dump')
    .option('--frozen', 'fail when lithify.lock would have to change')
    .option('--lock-timeout <seconds>', 'how long to wait for another runner', seconds)
}
