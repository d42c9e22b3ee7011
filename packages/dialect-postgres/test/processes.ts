import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { onTestFinished } from 'vitest'

type Child = ChildProcessByStdio<null, Readable, null>

/** Another process that runs a script, in which `args` are the arguments. It is ended with the test. */
export function program(script: string, ...args: readonly string[]): Child {
  const child = spawn(process.execPath, ['-e', `const args = process.argv.slice(1)\n${script}`, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

/** Waits until it prints that line. */
export async function said(child: Child, line: string): Promise<void> {
  for await (const each of createInterface(child.stdout)) if (each === line) return
  throw new Error(`The process ended before it said ${line}.`)
}

export async function killed(child: Child): Promise<void> {
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
}
