import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const bin = fileURLToPath(new URL('../../bin/lithify.js', import.meta.url))

export interface StartOptions {
  readonly cwd?: string
  /** Over an environment in which nothing that lithify looks at is set. `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly stdin?: 'closed' | 'empty'
}

export interface Answer {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly child: ChildProcess
  readonly answer: Promise<Answer>
}

/** Starts the built CLI as a process of its own. */
export function start(args: readonly string[], { cwd, env, stdin = 'empty' }: StartOptions = {}): Running {
  const child = spawn(process.execPath, [bin, ...args], {
    cwd,
    env: cleanEnvironment(env),
    stdio: [stdin === 'closed' ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  })
  child.stdin?.end()
  return { child, answer: answerOf(child) }
}

export function answerOf(child: ChildProcess): Promise<Answer> {
  let stdout = ''
  let stderr = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
}

const looked = [
  'CI',
  'NO_COLOR',
  'FORCE_COLOR',
  'DATABASE_URL',
  'NODE_OPTIONS',
  'NODE_PATH',
  'NODE_V8_COVERAGE',
  'TERM',
]

export function cleanEnvironment(env: StartOptions['env'] = {}): NodeJS.ProcessEnv {
  const rest = Object.entries(process.env).filter(([name]) => !looked.includes(name) && !name.startsWith('VITEST'))
  return { ...Object.fromEntries(rest), ...env }
}

/** What differs from run to run and machine to machine, made the same. */
export function steady(text: string): string {
  return text
    .replace(/ +\d+(\.\d+)? (ms|s)$/gm, '  TIME')
    .replace(/SQLite 3\.\d+(\.\d+)?/g, 'SQLite 3.x')
    .replace(/\d{4}-\d{2}-\d{2} \d{2}:\d{2}/g, 'WHEN')
}
