import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { onTestFinished } from 'vitest'

const driver = createRequire(import.meta.url).resolve('better-sqlite3')

/** Runs a program in a process of its own; it finds the driver as `Database` and its arguments as `args`. */
export function program(code: string, ...args: string[]): ChildProcess {
  const text = `const Database = require(${JSON.stringify(driver)}); const args = process.argv.slice(1);\n${code}`
  const child = spawn(process.execPath, ['-e', text, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

/** Waits until the process has printed a line. */
export async function said(child: ChildProcess, line: string): Promise<void> {
  let output = ''
  for await (const chunk of child.stdout as NodeJS.ReadableStream) {
    output += String(chunk)
    if (output.includes(line)) return
  }
  throw new Error(`the process ended having said ${JSON.stringify(output)}`)
}

export async function killed(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
}

/** A writer that dies in the middle of a transaction whose pages have reached the file already. */
export async function killedWriter(file: string): Promise<void> {
  const child = program(
    `const db = new Database(args[0]); db.pragma('cache_size = 1'); db.exec('BEGIN');
     const insert = db.prepare("INSERT INTO t VALUES (?)"); for (let i = 0; i < 20000; i++) insert.run('x'.repeat(500));
     console.log('ready'); setInterval(() => {}, 1000);`,
    file,
  )
  await said(child, 'ready')
  await killed(child)
}
