import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

const child = fileURLToPath(new URL('child.mjs', import.meta.url))

/** Starts `child.mjs`. What it prints comes when it has ended. */
export function start(
  root: string,
  database: string,
  command: string,
  killAt?: number,
): { readonly ended: Promise<Ended>; kill(): void } {
  const args = [child, root, database, command, ...(killAt === undefined ? [] : [String(killAt)])]
  const running = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  running.stdout.on('data', (data: Buffer) => (stdout += data.toString()))
  running.stderr.on('data', (data: Buffer) => (stderr += data.toString()))
  const ended = new Promise<Ended>((resolve, reject) => {
    running.on('error', reject)
    running.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
  return { ended, kill: () => void running.kill('SIGKILL') }
}

export function run(...args: Parameters<typeof start>): Promise<Ended> {
  return start(...args).ended
}
