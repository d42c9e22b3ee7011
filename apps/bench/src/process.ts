import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'

export interface ProcessOptions {
  readonly cwd?: string
  /** The file that it reads as standard input. */
  readonly stdin?: string
  /** The file that takes its standard output, instead of the answer. */
  readonly stdout?: string
}

export interface Finished {
  /** From before it was started until it was gone. */
  readonly ms: number
  readonly stdout: string
}

/** Runs a program to its end, without a shell. Anything but exit code 0 is an error that shows what it said. */
export async function run(program: string, args: readonly string[], options: ProcessOptions = {}): Promise<Finished> {
  const stdin = options.stdin === undefined ? 'ignore' : openSync(options.stdin, 'r')
  const stdout = options.stdout === undefined ? 'pipe' : openSync(options.stdout, 'w')
  try {
    const started = performance.now()
    const child = spawn(program, args, { cwd: options.cwd, env: environment(), stdio: [stdin, stdout, 'pipe'] })
    const said = { stdout: '', stderr: '' }
    let ms = 0
    child.on('exit', () => (ms = performance.now() - started))
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (said.stdout += text))
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (said.stderr += text))
    // After the exit, when everything that it wrote has arrived.
    const [code] = (await once(child, 'close')) as [number | null]
    if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}:\n${said.stderr}${said.stdout}`)
    return { ms, stdout: said.stdout }
  } finally {
    for (const file of [stdin, stdout]) if (typeof file === 'number') closeSync(file)
  }
}

/** The same for all: no colours, no settings for Node, and nothing that makes a tool think of CI. */
function environment(): NodeJS.ProcessEnv {
  const { CI: _ci, NODE_OPTIONS: _options, DATABASE_URL: _url, FORCE_COLOR: _color, ...rest } = process.env
  return { ...rest, NO_COLOR: '1' }
}
