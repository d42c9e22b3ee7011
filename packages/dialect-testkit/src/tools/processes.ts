import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

export type Program = ChildProcessByStdio<null, Readable, null>

/** Another process that runs a script, in which `args` are the arguments. Who starts it sees to its end. */
export function program(script: string, ...args: readonly string[]): Program {
  return spawn(process.execPath, ['-e', `const args = process.argv.slice(1)\n${script}`, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

/** Waits until it prints that line. */
export async function said(child: Program, line: string): Promise<void> {
  for await (const each of createInterface(child.stdout)) if (each === line) return
  throw new Error(`The process ended before it said ${line}.`)
}

/** Ends it without a warning, as a crash would. */
export async function killed(child: Program): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
}
