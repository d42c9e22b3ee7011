import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

/** What `child.mjs` is told to do. */
export interface Job {
  readonly root: string
  readonly url: string
  readonly command?: string | undefined
  readonly arguments?: Readonly<Record<string, unknown>> | undefined
  readonly connection?: Readonly<Record<string, unknown>> | undefined
  /** It ends itself by SIGKILL at this step, from 0. */
  readonly killAt?: number | undefined
  /** It ends itself by SIGKILL after it has sent a message that has this text in it. */
  readonly killAtText?: string | undefined
  /** So many milliseconds after that. */
  readonly inside?: number | undefined
}

export interface Ended {
  readonly signal: NodeJS.Signals | null
  readonly stderr: string
  readonly result: Readonly<Record<string, unknown>> | undefined
  readonly error: { readonly code: string; readonly message: string; readonly hint?: string } | undefined
}

const child = fileURLToPath(new URL('child.mjs', import.meta.url))

/** A runner in a process of its own, until it ends. */
export const run = (job: Job): Promise<Ended> => start(job).ended

export interface Running {
  /** By SIGKILL. */
  kill(): void
  readonly ended: Promise<Ended>
}

export function start(job: Job): Running {
  const running = spawn(process.execPath, [child, JSON.stringify(job)], { stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void running.kill('SIGKILL'))
  let [stdout, stderr] = ['', '']
  running.stdout.on('data', (data: Buffer) => (stdout += data.toString()))
  running.stderr.on('data', (data: Buffer) => (stderr += data.toString()))
  const ended = new Promise<Ended>((resolve, reject) => {
    running.on('error', reject)
    running.on('close', (_, signal) => {
      const told = stdout === '' ? {} : (JSON.parse(stdout) as Partial<Ended>)
      resolve({ signal, stderr, result: told.result, error: told.error })
    })
  })
  return { kill: () => void running.kill('SIGKILL'), ended }
}
