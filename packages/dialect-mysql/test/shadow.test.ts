import type { Session } from '@lithify/core'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { MysqlSession } from '../src/driver.ts'
import type { MysqlOptions } from '../src/options.ts'
import { shadow } from '../src/shadow.ts'
import { admin, database, failure, onAll, onBoth, session, statements, withUser } from './helpers.ts'

async function scratch(options: MysqlOptions): Promise<MysqlSession> {
  const opened = await shadow(options)
  onTestFinished(() => opened.close())
  return opened
}

const about = 'SELECT @@character_set_database AS charset, @@collation_database AS collation'
const nameOf = async (opened: Session): Promise<string> =>
  String((await opened.query('SELECT DATABASE() AS name'))[0]?.['name'])
const exists = async (root: Session, name: string): Promise<boolean> =>
  (await root.query('SELECT 1 FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?', [name])).length > 0

describe('a scratch database', () => {
  onAll((name) => {
    test('is empty, like the database itself, writable, and gone when it is closed', async () => {
      const [url, root] = [await database(name), await admin(name)]
      const opened = await session({ url })
      await opened.execute(
        statements(`ALTER DATABASE ${url.split('/').at(-1)} CHARACTER SET latin1 COLLATE latin1_german2_ci`),
      )
      const made = await scratch({ url, readOnly: true })
      const madeName = await nameOf(made)
      expect(madeName).toMatch(/^lithify_shadow_\d+_[0-9a-f]{8}$/)
      expect(await made.query(about)).toEqual([{ charset: 'latin1', collation: 'latin1_german2_ci' }])
      await made.execute(statements('CREATE TABLE a (x INT)'))
      expect((await made.serverInfo()).database).toBe(madeName)
      expect(await exists(root, madeName)).toBe(true)
      await made.close()
      await made.close()
      expect(await exists(root, madeName)).toBe(false)
    })
  })

  onBoth((name) => {
    test('can be had where the database itself is not there yet', async () => {
      const url = await database(name)
      expect(await (await scratch({ url: url.replace(/[^/]*$/, 'not_there') })).query('SELECT 1 AS one')).toEqual([
        { one: 1 },
      ])
    })

    test('that was left behind is dropped by the next, those in use are not', async () => {
      const [url, root] = [await database(name), await admin(name)]
      const used = await scratch({ url })
      const [left, busy] = ['lithify_shadow_1000000000_0badf00d', 'lithify_shadow_1000000000_0badbeef']
      const user = await admin(name)
      await user.query('SELECT GET_LOCK(?, 0) AS taken', [busy])
      await root.execute(statements(`CREATE DATABASE IF NOT EXISTS ${left}`, `CREATE DATABASE IF NOT EXISTS ${busy}`))
      await scratch({ url })
      expect(await exists(root, left)).toBe(false)
      expect(await exists(root, busy)).toBe(true)
      expect(await exists(root, await nameOf(used))).toBe(true)
      await user.close()
      await root.execute(statements(`DROP DATABASE IF EXISTS ${busy}`))
    })

    test('a user who may not create one is told what it lacks, and another server serves', async () => {
      const [url, root] = [await database(name), await admin(name)]
      const user = `u_${url.slice(-8)}`
      await root.execute(
        statements(`CREATE USER ${user} IDENTIFIED BY 'x'`, `GRANT ALL ON ${url.split('/').at(-1)}.* TO ${user}`),
      )
      const weak = withUser(url, `${user}:x`)
      expect(await failure(() => scratch({ url: weak }))).toMatchObject({
        code: 'LITHIFY_E_UNSUPPORTED',
        hint: expect.stringContaining(`TO ${user}`),
      })
      const elsewhere = await scratch({ url: weak, shadowUrl: url })
      expect(await elsewhere.query('SELECT 1 AS one')).toEqual([{ one: 1 }])
      await root.execute(statements(`GRANT ALL ON \`lithify\\_shadow\\_%\`.* TO ${user}`))
      const own = await scratch({ url: weak })
      await own.execute(statements('CREATE TABLE a (x INT)'))
      await own.close()
      await root.execute(statements(`DROP USER ${user}`))
    })
  })
})
