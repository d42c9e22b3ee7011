import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { randomBytes } from 'node:crypto'
import { text } from 'node:stream/consumers'
import type { MysqlAccess } from '@lithify/test-servers'

/** Runs a script with the native client. Answers what it printed; fails where it does. */
export async function runClient(
  { url, client }: MysqlAccess,
  script: string,
  ...flags: readonly string[]
): Promise<string> {
  const [program = '', ...args] = client
  const { hostname, port, username, password } = new URL(url)
  const connection = [
    `--host=${hostname}`,
    `--port=${port}`,
    `--user=${username}`,
    `--password=${password}`,
    '--protocol=TCP',
  ]
  const all = [
    ...args,
    '--no-defaults',
    ...connection,
    '--batch',
    '--skip-column-names',
    '--comments',
    '--default-character-set=utf8mb4',
    ...flags,
  ]
  const child = spawn(program, all, { stdio: ['pipe', 'pipe', 'pipe'] })
  child.stdin.on('error', () => undefined).end(script)
  const [printed, said, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  if (code !== 0) throw new Error(said)
  return printed
}

/** The statements that the native client finds in a script: those that the server says it was sent. */
export async function clientStatements(server: MysqlAccess, script: string): Promise<string[]> {
  const mark = randomBytes(8).toString('hex')
  await runClient(server, `SET GLOBAL log_output = 'TABLE'; SET GLOBAL general_log = ON;`)
  await runClient(server, `SELECT '${mark}';\n${script}`, '--force').catch(() => undefined)
  // Every statement of every other test would be written down too.
  await runClient(server, 'SET GLOBAL general_log = OFF')
  const log = await runClient(
    server,
    `SELECT HEX(argument) FROM mysql.general_log WHERE command_type = 'Query' AND thread_id = (SELECT thread_id FROM mysql.general_log WHERE argument = 'SELECT ''${mark}''')`,
  )
  const sent = log
    .trim()
    .split('\n')
    .map((hex) => Buffer.from(hex, 'hex').toString())
  return sent.slice(sent.findIndex((each) => each.includes(mark)) + 1)
}
