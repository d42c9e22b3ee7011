import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { findBinaries } from '../src/binaries.ts'
import { postgresVersions, startPostgres } from '../src/index.ts'

async function ask<R>(url: string, sql: string): Promise<R[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows as R[]
  } finally {
    await client.end()
  }
}

const answers = (url: string): Promise<boolean> =>
  ask(url, 'select 1').then(
    () => true,
    () => false,
  )

describe.each(postgresVersions)('PostgreSQL %i', async (version) => {
  const available = (await findBinaries(version)) !== undefined

  test.skipIf(!available)('starts, is of that version, and is gone when stopped', async () => {
    const server = await startPostgres({ version, settings: {} })
    if (server === undefined) throw new Error('It did not start.')
    expect(server.port).toBeLessThan(32_768)
    const rows = await ask<{ server_version: string }>(server.url, 'show server_version')
    expect(rows[0]?.server_version).toMatch(new RegExp(`^${version}\\.`))
    await server.stop()
    expect(await answers(server.url)).toBe(false)
    expect(existsSync(server.socketDirectory as string)).toBe(false)
  })
})

const newest = (await findBinaries(18)) !== undefined

test.skipIf(!newest)('a restart keeps what was committed, and the port', async () => {
  const server = await startPostgres({ version: 18, settings: {} })
  if (server?.restart === undefined) throw new Error('It did not start.')
  await ask(server.url, 'create table kept as select 42 as n')
  await server.restart()
  expect(await ask(server.url, 'select n from kept')).toEqual([{ n: 42 }])
  await server.stop()
})

test.skipIf(!newest)('settings and access rules are its own', async () => {
  const server = await startPostgres({
    version: 18,
    settings: { work_mem: '7MB' },
    access: ['host all all 127.0.0.1/32 trust'],
  })
  if (server === undefined) throw new Error('It did not start.')
  const url = server.url.replace(/:[^:@]*@/, ':wrong@')
  expect(await ask(url, 'show work_mem')).toEqual([{ work_mem: '7MB' }])
  await server.stop()
})

test.skipIf(!newest)('a server ends when the process that started it is killed', async () => {
  const script = `
    const { startPostgres } = await import(process.argv[1])
    const { url } = await startPostgres({ version: 18, settings: {} })
    console.log(url)
    setInterval(() => {}, 1000)`
  const built = new URL('../dist/index.js', import.meta.url).href
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, built], {
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
