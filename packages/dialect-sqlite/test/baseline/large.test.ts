import { execFileSync } from 'node:child_process'
import { rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { LithifyEvent } from '@lithify/core'
import { describe, expect, it } from 'vitest'
import { failure } from '../runner/project.ts'
import { applied, dump, dumpPath } from './booted.ts'

const child = join(import.meta.dirname, 'memory-child.mjs')

function memoryOf(root: string, database: string, command: string): number {
  const output = execFileSync(process.execPath, ['--max-old-space-size=64', child, root, database, command], {
    encoding: 'utf8',
  })
  return (JSON.parse(output) as { megabytes: number }).megabytes
}

describe('a dump of 300 MB', { timeout: 300_000 }, () => {
  it('is written and loaded in flat memory', async () => {
    const rows = 21_000
    const at = await applied(`create table big (id integer primary key, v text);
with recursive n(i) as (select 1 union all select i + 1 from n where i < ${rows})
insert into big select i, i || replace(hex(zeroblob(5000)), '00', ';''') from n;`)
    // Whoever holds the dump, or its statements, is far above this.
    expect(memoryOf(at.root, 'app.db', 'dump')).toBeLessThan(150)
    expect(statSync(join(at.root, dumpPath)).size).toBeGreaterThan(300 * 2 ** 20)
    rmSync(at.file)
    expect(memoryOf(at.root, 'app.db', 'run')).toBeLessThan(150)
    expect(at.query('select count(*) as n from big')).toEqual([{ n: rows }])
  })
})

describe('a bootstrap that is interrupted', () => {
  it('leaves the database empty, and the next one loads it', async () => {
    const at = await applied(
      Array.from({ length: 2000 }, (_, index) => `create table t${index} (id integer primary key);`).join('\n'),
    )
    await dump(at)
    rmSync(at.file)
    const abort = new AbortController()
    const onEvent = (event: LithifyEvent): void => {
      if (event.type === 'statements' && event.done > 0) abort.abort()
    }
    const lithify = await at.open({ signal: abort.signal, onEvent })
    const error = await failure(lithify.run())
    expect(error.code).toBe('LITHIFY_E_INTERRUPTED')
    await lithify.close()
    expect(at.query('select name from sqlite_schema')).toEqual([])
    const again = await at.open()
    expect((await again.run()).bootstrap).toMatchObject({ path: dumpPath, migrations: 1 })
  })
})
