import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { asAccount } from './account.ts'

/** Runs a program as the servers' account, to its end. */
export async function run(program: string, args: readonly string[]): Promise<void> {
  await promisify(execFile)(program, args, { ...asAccount, env: { PATH: process.env['PATH'], LC_ALL: 'C' } })
}
