import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { ConnectionConfig, LithifyEvent, RunResult } from '@lithify/core'
import { onTestFinished } from 'vitest'
import type { PostgresOptions } from '../../src/index.ts'

/** What `child.mjs` is told to do. */
export interface Job {
  readonly root: string
  readonly options: PostgresOptions
  readonly connection?: Partial<ConnectionConfig> | undefined
  readonly command?: 'run' | 'rollback' | 'resolve' | 'fresh' | 'dump' | undefined
  readonly arguments?: Readonly<Record<string, unknown>> | undefined
  /** The step at which it ends itself by SIGKILL, from 0. */
  readonly killAt?: number | undefined
}

interface Failure {
  readonly code: string
  readonly message: string
  readonly hint?: string
  readonly data: Readonly<Record<string, unknown>>
}

export interface Ended {
  readonly signal: NodeJS.Signals | null
  readonly stderr: string
  readonly events: readonly LithifyEvent[]
  /** How many steps there were, where it came to its end. */
  readonly steps: number | undefined
  readonly result: RunResult | undefined
  readonly error: Failure | undefined
}

export interface Running {
  readonly ended: Promise<Ended>
  /** Resolves once it reports such an event. */
  saw(test: (event: LithifyEvent) => boolean): Promise<void>
  kill(signal?: NodeJS.Signals): void
}

const child = fileURLToPath(new URL('child.mjs', import.meta.url))

/** Starts a runner in a process of its own. It is gone when the test ends. */
export function start(job: Job): Running {
  const running = spawn(process.execPath, [child, JSON.stringify(job)], { stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void running.kill('SIGKILL'))
  const events: LithifyEvent[] = []
  const waiting = new Set<{ test: (event: LithifyEvent) => boolean; resolve: () => void }>()
  let last: Pick<Ended, 'steps' | 'result' | 'error'> = { steps: undefined, result: undefined, error: undefined }
  let stderr = ''
  running.stderr.on('data', (data: Buffer) => (stderr += data.toString()))
  createInterface(running.stdout).on('line', (line) => {
    const { event, steps, result, error } = JSON.parse(line) as { event?: LithifyEvent } & typeof last
    if (event === undefined) last = { steps, result, error }
    else {
      events.push(event)
      for (const each of waiting) if (each.test(event)) each.resolve()
    }
  })
  const ended = new Promise<Ended>((resolve, reject) => {
    running.on('error', reject)
    running.on('close', (_, signal) => resolve({ signal, stderr, events, ...last }))
  })
  return {
    ended,
    saw: (test) =>
      new Promise((resolve, reject) => {
        if (events.some(test)) resolve()
        waiting.add({ test, resolve })
        void ended.then(() => reject(new Error(`It ended before that: ${stderr}`)))
      }),
    kill: (signal = 'SIGKILL') => void running.kill(signal),
  }
}

export const run = (job: Job): Promise<Ended> => start(job).ended
