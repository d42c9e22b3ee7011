import { execFileSync } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { open, type ConfiguredDialect, type Dialect } from '@lithify/core'
import { describe, expect, it } from 'vitest'
import { sqlite } from '../../src/index.ts'
import { project, sqlFile, tables } from './project.ts'

interface Count {
  queries: number
  statements: number
}

/** The dialect, counting what its sessions send. */
function counted(configured: ConfiguredDialect, count: Count): ConfiguredDialect {
  const dialect: Dialect = {
    ...configured.dialect,
    connect: async (options) => {
      const session = await configured.dialect.connect(options)
      return new Proxy(session, {
        get: (target, key: keyof typeof session) => {
          if (key === 'query')
            return ((...args) => ((count.queries += 1), target.query(...args))) as typeof target.query
          if (key === 'execute')
            return ((statements) => (
              (count.statements += statements.length),
              target.execute(statements)
            )) as typeof target.execute
          const member = target[key]
          return typeof member === 'function' ? member.bind(target) : member
        },
      })
    },
  }
  return { ...configured, dialect }
}

describe('the cost beyond the migrations themselves', () => {
  it('is the same number of queries for 10 and for 1,000 migrations', { timeout: 120_000 }, async () => {
    const beyond: Record<number, unknown> = {}
    for (const size of [10, 1000]) {
      const at = project(tables(size))
      const count: Count = { queries: 0, statements: 0 }
      const lithify = await open(
        { connections: { primary: { dialect: counted(sqlite({ url: 'sqlite:app.db' }), count) } } },
        { root: at.root },
      )
      const measure = async (work: () => Promise<unknown>): Promise<Count> => {
        Object.assign(count, { queries: 0, statements: 0 })
        await work()
        return { ...count }
      }
      const first = await measure(() => lithify.run())
      // One statement of its own and one history row for each migration.
      const run = { queries: first.queries - size, statements: first.statements - size }
      const again = await measure(() => lithify.run())
      const status = await measure(() => lithify.status())
      const dump = await measure(() => lithify.dump())
      beyond[size] = { run, again, status, dump }
      await lithify.close()
    }
    expect(beyond[1000]).toEqual(beyond[10])
    expect(JSON.stringify(beyond[1000])).not.toMatch(/\d{3}/)
  })

  it('in memory stays flat while a SQL file of 200 MB is run', { timeout: 300_000 }, async () => {
    const at = project()
    const path = join(at.root, sqlFile('1_big'))
    mkdirSync(dirname(path), { recursive: true })
    const file = createWriteStream(path)
    file.write('-- migrate:up\ncreate table big (id integer primary key, v text);\n')
    const text = `insert into big (v) values ('${"it''s ; -- not a comment /* nor this */ ".repeat(25)}');\n`
    const count = Math.ceil((200 * 1024 * 1024) / text.length)
    for (let row = 0; row < count; row += 1000) {
      if (!file.write(text.repeat(Math.min(1000, count - row)))) await once(file, 'drain')
    }
    file.end()
    await once(file, 'close')
    const output = execFileSync(
      process.execPath,
      ['--max-old-space-size=64', fileURLToPath(new URL('memory-child.mjs', import.meta.url)), at.root],
      { encoding: 'utf8' },
    )
    const { maximumMegabytes, baseMegabytes } = JSON.parse(output) as {
      maximumMegabytes: number
      baseMegabytes: number
    }
    expect(at.query('select count(*) as n from big')).toEqual([{ n: count }])
    // The file is 200 MB: whoever holds it, or its statements, is far above this.
    expect(maximumMegabytes - baseMegabytes).toBeLessThan(110)
  })
})
