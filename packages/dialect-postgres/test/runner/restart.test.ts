import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startPostgres, type PostgresServer } from '@lithify/test-servers'
import { describe, expect, test } from 'vitest'
import { onNewest } from '../helpers.ts'
import { bare, named, project, sqlFile, tables } from './project.ts'
import { start } from './process.ts'

/** A migration in whose middle the server goes away. */
const slow = { [sqlFile('0002_slow')]: '-- migrate:up\nCREATE TABLE slow (id integer);\nSELECT pg_sleep(60);\n' }
const quick = { [sqlFile('0002_slow')]: '-- migrate:up\nCREATE TABLE slow (id integer);\n' }

/** As `pg_ctl restart -m fast` does: open transactions are rolled back, sessions are told. */
async function restartFast(server: PostgresServer): Promise<void> {
  const file = join(server.socketDirectory ?? '', 'data/postmaster.pid')
  process.kill(Number(readFileSync(file, 'utf8').split('\n')[0]), 'SIGINT')
  while (existsSync(file)) await sleep(20)
  await server.restart?.()
}

describe('a server that restarts while a run is under way', () => {
  onNewest(() => {
    test.for([
      ['as after a power cut', (server: PostgresServer) => server.restart?.()],
      ['in good order', restartFast],
    ] as const)(
      '%s: what was committed is told and stays, and the next run finishes',
      { timeout: 180_000 },
      async ([, restart], { skip }) => {
        const server = await startPostgres({ version: 18, settings: { fsync: 'on', full_page_writes: 'on' } })
        if (server?.restart === undefined) return skip('a server of its own cannot be had here')
        try {
          const at = await project({ ...tables(1), ...slow, ...tables(1, 3) }, { url: server.url })
          const running = start({ root: at.root, options: { url: at.url } })
          await running.saw((event) => event.type === 'statements' && event.name === named('0002_slow'))
          for (let seen = false; !seen; await sleep(20)) {
            const rows = await bare(at.url, `SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'`)
            seen = rows.length > 0
          }
          await restart(server)
          const { error } = await running.ended
          expect(error).toMatchObject({
            code: 'LITHIFY_E_CONNECT',
            data: {
              lost: true,
              name: named('0002_slow'),
              applied: [named('0001_t1')],
              notApplied: [named('0002_slow'), named('0003_t3')],
            },
          })
          expect(error?.hint).toBe(
            `Applied before it: ${named('0001_t1')}. Of ${named('0002_slow')} nothing was: the server rolls its transaction back. Go on:  lithify run`,
          )
          at.write(quick)
          const next = await (await at.open()).run()
          expect(next.applied.map(({ name }) => name)).toEqual([named('0002_slow'), named('0003_t3')])
        } finally {
          await server.stop()
        }
      },
    )
  })
})
