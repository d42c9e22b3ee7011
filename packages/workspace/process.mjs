import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../', import.meta.url))

/** Runs Node with these arguments, its output on our terminal, deaf unless told otherwise. Resolves to the exit code. */
export function node(args, { env = process.env, cwd = root, stdin = 'ignore' } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, env, stdio: [stdin, 'inherit', 'inherit'] })
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 1))
  })
}

/**
 * Runs Node with these arguments and keeps its output back: good news is one line, bad news is the whole log.
 * `beat(seconds)` is called every second, for those who wait.
 */
export function nodeQuietly(args, { env = process.env, cwd = root, beat } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    const log = []
    child.stdout.on('data', (chunk) => log.push(chunk))
    child.stderr.on('data', (chunk) => log.push(chunk))
    const start = Date.now()
    const timer = beat && setInterval(() => beat(Math.round((Date.now() - start) / 1000)), 1000)
    child.on('error', reject)
    child.on('close', (code) => {
      clearInterval(timer)
      resolve({ code: code ?? 1, log: Buffer.concat(log).toString(), seconds: (Date.now() - start) / 1000 })
    })
  })
}

/** Ends this process with the log of what failed and what to do about it. */
export function fail(what, log, hint) {
  if (log) process.stderr.write(log.endsWith('\n') ? log : `${log}\n`)
  console.error(`✗ ${what}`)
  if (hint) console.error(`  ${hint}`)
  process.exit(1)
}
