import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { createConnection } from 'mysql2/promise'
import { describe, expect, onTestFinished, test } from 'vitest'
import { mysqlServerNames, startMysql, type MysqlServer } from '../src/index.ts'
import { isOfLine } from '../src/mysql/names.ts'
import { findPrograms } from '../src/mysql/programs.ts'

async function ask(url: string, sql: string): Promise<unknown> {
  const connection = await createConnection(url.replace(/^mariadb:/, 'mysql:'))
  try {
    return (await connection.query(sql))[0]
  } finally {
    await connection.end()
  }
}

const answers = (url: string): Promise<boolean> =>
  ask(url, 'select 1').then(
    () => true,
    () => false,
  )

async function started(options: Parameters<typeof startMysql>[0]): Promise<Required<MysqlServer>> {
  const server = await startMysql({ settings: {}, ...options })
  if (server?.restart === undefined) throw new Error('It did not start.')
  return server as Required<MysqlServer>
}

test('which line a server is of is read from what it says, flavour and version both', () => {
  const says = {
    'mysql8.0': ['8.0.36', 'mysqld  Ver 8.0.40-0ubuntu0.24.04.1 for Linux on x86_64 ((Ubuntu))'],
    'mysql8.4': ['8.4.3'],
    mysql9: ['9.0.1', 'mysqld  Ver 9.7.0-1 for Linux on x86_64 ((Debian))'],
    'mariadb10.11': ['10.11.19-MariaDB-0+deb12u1'],
    mariadb11: ['11.8.3-MariaDB-0+deb13u1 from Debian', 'mariadbd  Ver 11.4.2-MariaDB for debian-linux-gnu'],
  }
  for (const name of mysqlServerNames) {
    for (const [line, versions] of Object.entries(says)) {
      for (const said of versions) expect([name, said, isOfLine(name, said)]).toEqual([name, said, name === line])
    }
    for (const other of ['10.1.48-MariaDB', '10.6.18-MariaDB', '5.7.44', 'nothing'])
      expect(isOfLine(name, other)).toBe(false)
  }
})

describe.each(mysqlServerNames)('%s', { timeout: 300_000 }, async (name) => {
  const available = (await findPrograms(name)) !== undefined

  test.skipIf(!available)('starts, is of that line, keeps what was committed, and is gone when stopped', async () => {
    const server = await started({ name, settings: { 'max-allowed-packet': '2M' } })
    expect(server.port).toBeLessThan(32_768)
    const [row] = (await ask(server.url, 'SELECT VERSION() AS version, @@max_allowed_packet AS packet')) as Record<
      string,
      unknown
    >[]
    expect(isOfLine(name, String(row?.['version']))).toBe(true)
    expect(row?.['packet']).toBe(2 << 20)
    await ask(server.url, 'CREATE DATABASE app')
    await ask(server.url, 'CREATE TABLE app.kept AS SELECT 42 AS n')
    await server.restart()
    expect(await ask(server.url, 'SELECT n FROM app.kept')).toEqual([{ n: 42 }])
    const [program = '', ...args] = server.client
    const flags = [
      '--no-defaults',
      `--socket=${server.socket}`,
      '--user=lithify',
      '--password=lithify',
      '--batch',
      '--skip-column-names',
    ]
    expect(
      execFileSync(program, [...args, ...flags, '--execute=SELECT n + 1 FROM app.kept'], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    ).toBe('43\n')
    await server.stop()
    expect(await answers(server.url)).toBe(false)
    expect(existsSync(server.socket as string)).toBe(false)
  })

  test.skipIf(!available)('ends when the process that started it is killed', async () => {
    const script = `
      const { startMysql } = await import(process.argv[1])
      const { url } = await startMysql({ name: process.argv[2], settings: {} })
      console.log(url)
      setInterval(() => {}, 1000)`
    const built = new URL('../dist/index.js', import.meta.url).href
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, built, name], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    const [chunk] = (await once(child.stdout, 'data')) as [Buffer]
    const url = chunk.toString().trim()
    expect(await answers(url)).toBe(true)
    child.kill('SIGKILL')
    await once(child, 'exit')
    for (let attempt = 0; attempt < 100 && (await answers(url)); attempt++) await sleep(50)
    expect(await answers(url)).toBe(false)
  })

  if (!available) {
    test('cannot be had here', async () => expect(await startMysql({ name, settings: {} })).toBeUndefined())
  }
})
