import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { asAccount } from './account.ts'

interface RunOptions {
  readonly env?: NodeJS.ProcessEnv | undefined
  /** What it reads from its standard input. */
  readonly input?: string | undefined
}

/** Runs a program as the servers' account, to its end. Answers what it printed. */
export async function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const env = { PATH: process.env['PATH'], ...options.env, LC_ALL: 'C' }
  const running = promisify(execFile)(program, args, { ...asAccount, env, maxBuffer: 1 << 26 })
  running.child.stdin?.on('error', () => undefined).end(options.input)
  return (await running).stdout
}
