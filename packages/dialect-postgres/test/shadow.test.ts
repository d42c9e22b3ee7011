import type { Session } from '@lithify/core'
import { killed, program, said } from '@lithify/dialect-testkit'
import { describe, expect, onTestFinished, test } from 'vitest'
import { dialect, type PostgresOptions } from '../src/index.ts'
import { database, failure, onEnds, onNewest, session, statements } from './helpers.ts'

const built = new URL('../dist/index.js', import.meta.url).href

async function shadow(options: PostgresOptions): Promise<Session> {
  const opened = (await dialect.shadow?.(options)) as Session
  onTestFinished(() => opened.close())
  return opened
}

const nameOf = async (opened: Session): Promise<string> =>
  String((await opened.query('SELECT current_database() AS name'))[0]?.['name'])

async function exists(admin: Session, name: string): Promise<boolean> {
  return (await admin.query('SELECT FROM pg_database WHERE datname = $1', [name])).length > 0
}

describe('a scratch database', () => {
  onEnds((version) => {
    test('is empty, like the database itself, writable, and gone when it is closed', async () => {
      const url = await database(version)
      const admin = await session({ url })
      const opened = await shadow({ url, readOnly: true })
      const name = await nameOf(opened)
      const about =
        'SELECT pg_encoding_to_char(encoding) AS encoding, datcollate, datctype FROM pg_database WHERE datname = current_database()'
      expect(await opened.query(about)).toEqual(await admin.query(about))
      await opened.execute(statements('CREATE TABLE a (x int)'))
      expect((await opened.serverInfo()).database).toBe(name)
      expect(await exists(admin, name)).toBe(true)
      await opened.close()
      await opened.close()
      expect(await exists(admin, name)).toBe(false)
    })
  })

  onNewest(() => {
    test('of a database with a locale of its own has it too', async () => {
      const url = await database()
      const admin = await session({ url })
      const name = `${url.split('/').at(-1)}_icu`
      for (const provider of ["icu ICU_LOCALE 'de-u-kn' ICU_RULES '&a < z'", "builtin BUILTIN_LOCALE 'C.UTF-8'"]) {
        await admin.execute(
          statements(
            `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C' LOCALE_PROVIDER ${provider}`,
          ),
        )
        const opened = await shadow({ url: url.replace(/[^/]*$/, name) })
        const about = 'SELECT datlocprovider, datlocale, daticurules FROM pg_database WHERE datname = $1'
        expect(await opened.query(about, [await nameOf(opened)])).toEqual(await admin.query(about, [name]))
        await opened.close()
        await admin.execute(statements(`DROP DATABASE ${name}`))
      }
    })

    test('can be had where the database itself is not there yet', async () => {
      const url = await database()
      const opened = await shadow({ url: url.replace(/[^/]*$/, 'not_there') })
      expect(await opened.query('SELECT 1 AS one')).toEqual([{ one: 1 }])
    })

    test('of a process that was killed is dropped by the next, those in use are not', async () => {
      const url = await database()
      const admin = await session({ url })
      const child = program(
        `import(args[0]).then(async ({ dialect }) => {
          const session = await dialect.shadow({ url: args[1] })
          console.log((await session.query('SELECT current_database() AS name'))[0].name + ' made')
          console.log('ready')
          setInterval(() => session, 1000)
        })`,
        built,
        url,
      )
      onTestFinished(() => killed(child))
      await said(child, 'ready')
      const used = await shadow({ url })
      const [made] = await admin.query(
        "SELECT datname AS name FROM pg_database WHERE datname LIKE 'lithify_shadow_%' AND datname <> $1 ORDER BY 1 DESC",
        [await nameOf(used)],
      )
      await killed(child)
      // It is as if a while had passed.
      const [left, busy] = ['lithify_shadow_1000000000_0badf00d', 'lithify_shadow_1000000000_0badbeef']
      await admin.execute(statements(`CREATE DATABASE ${busy}`))
      const user = await session({ url: url.replace(/[^/]*$/, busy) })
      for (let attempt = 0; ; attempt++) {
        try {
          await admin.execute(statements(`ALTER DATABASE ${String(made?.['name'])} RENAME TO ${left}`))
          break
        } catch (error) {
          if (attempt > 100) throw error
        }
      }
      await shadow({ url })
      expect(await exists(admin, left)).toBe(false)
      expect(await exists(admin, busy)).toBe(true)
      expect(await exists(admin, await nameOf(used))).toBe(true)
      await user.close()
      await admin.execute(statements(`DROP DATABASE ${busy} WITH (FORCE)`))
    })

    test('a role that may not create one is told what it lacks, and another server serves', async () => {
      const url = await database()
      const admin = await session({ url })
      const role = `r_${url.slice(-8)}`
      await admin.execute(statements(`CREATE ROLE ${role} LOGIN PASSWORD 'x'`))
      const weak = url.replace(/\/\/[^@]*@/, `//${role}:x@`)
      const error = await failure(() => shadow({ url: weak }))
      expect(error).toMatchObject({
        code: 'LITHIFY_E_UNSUPPORTED',
        hint: expect.stringContaining(`ALTER ROLE "${role}" CREATEDB`),
      })
      const elsewhere = await shadow({ url: weak, shadowUrl: url })
      expect(await elsewhere.query('SELECT current_user AS me')).toEqual([{ me: 'postgres' }])
      await admin.execute(statements(`DROP ROLE ${role}`))
    })
  })
})
