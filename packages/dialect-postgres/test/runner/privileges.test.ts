import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { open, type Lithify, type Session } from '@lithify/core'
import type { PostgresVersion } from '@lithify/test-servers'
import { expect, onTestFinished, test } from 'vitest'
import { postgres } from '../../src/index.ts'
import { database, failure, onEnds, session, split } from '../helpers.ts'
import { rolePrefix } from '../roles.ts'

interface Place {
  readonly role: string
  readonly admin: Session
  readonly lithify: Lithify
  /** The same project for a superuser. */
  readonly own: Lithify
}

/** A project and a role that may do nothing but what `sql` grants it. In it, `app` is the role. */
async function place(version: PostgresVersion, migration: string, sql = ''): Promise<Place> {
  const role = `${rolePrefix(version)}app`
  const url = await database(version)
  const admin = await session({ url })
  await admin.execute(
    split(
      `CREATE ROLE ${role} LOGIN PASSWORD 'secret'; REVOKE CREATE ON SCHEMA public FROM PUBLIC; ${sql.replaceAll(/\bapp\b/g, role)}`,
    ),
  )
  const root = mkdtempSync(join(tmpdir(), 'lithify-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  mkdirSync(join(root, 'database/migrations'), { recursive: true })
  writeFileSync(join(root, 'database/migrations/1_first.sql'), `-- migrate:up\n${migration}\n`)
  const at = async (as: string): Promise<Lithify> => {
    const lithify = await open({ connections: { primary: { dialect: postgres({ url: as }) } } }, { root })
    onTestFinished(() => lithify.close())
    return lithify
  }
  return {
    role,
    admin,
    lithify: await at(Object.assign(new URL(url), { username: role, password: 'secret' }).href),
    own: await at(url),
  }
}

onEnds((version) => {
  test('without CREATE on public: the privilege and the GRANT, which then does', { timeout: 60_000 }, async () => {
    const { role, admin, lithify } = await place(version, 'CREATE TABLE t (a integer);')
    const error = await failure(() => lithify.run())
    expect(error).toMatchObject({ code: 'LITHIFY_E_PRIVILEGE', data: { serverCode: '42501', on: 'SCHEMA "public"' } })
    const grant = /GRANT .* TO "[^"]+"/.exec(error.hint ?? '')?.[0] ?? ''
    expect(grant).toBe(`GRANT USAGE, CREATE ON SCHEMA "public" TO "${role}"`)
    await admin.execute([{ text: grant }])
    expect((await lithify.run()).applied).toHaveLength(1)
  })

  test('while a dump is loaded: the place in it, and the GRANT', { timeout: 60_000 }, async () => {
    const { role, admin, lithify, own } = await place(
      version,
      'CREATE SCHEMA shop; CREATE TABLE shop.t (a integer);',
      'GRANT USAGE, CREATE ON SCHEMA public TO app',
    )
    await own.run()
    await own.dump()
    await admin.execute(split('DROP SCHEMA shop CASCADE; DROP TABLE lithify_migrations, lithify_versions'))
    const error = await failure(() => lithify.run())
    expect(error).toMatchObject({
      code: 'LITHIFY_E_PRIVILEGE',
      data: { serverCode: '42501', file: 'database/schema/primary-schema.sql', privilege: 'CREATE' },
    })
    const grant = /GRANT .* TO "[^"]+"/.exec(error.hint ?? '')?.[0] ?? ''
    expect(grant).toMatch(/^GRANT CREATE ON DATABASE "test_/)
    expect(error.hint).toContain('everything was rolled back')
    await admin.execute([{ text: grant }])
    expect(await lithify.run()).toMatchObject({ bootstrap: { migrations: 1 } })
    expect(grant).toContain(role)
  })

  test.each([
    [
      'SELECT on the versions',
      'GRANT USAGE ON SCHEMA public TO app',
      'GRANT SELECT ON TABLE "public"."lithify_versions"',
    ],
    [
      'SELECT on the history',
      'GRANT SELECT ON lithify_versions TO app',
      'GRANT SELECT ON TABLE "public"."lithify_migrations"',
    ],
    [
      'INSERT on the history',
      'GRANT SELECT ON lithify_versions, lithify_migrations TO app',
      'GRANT INSERT ON TABLE "public"."lithify_migrations"',
    ],
  ])('without %s', { timeout: 60_000 }, async (_, before, wanted) => {
    const { role, admin, lithify, own } = await place(version, 'SELECT 1;')
    await own.run()
    writeFileSync(join(own.connection.root, 'database/migrations/2_second.sql'), '-- migrate:up\nSELECT 2;\n')
    await admin.execute(split(before.replaceAll(/\bapp\b/g, role)))
    const error = await failure(() => lithify.run())
    expect(error).toMatchObject({ code: 'LITHIFY_E_PRIVILEGE', data: { serverCode: '42501' } })
    expect(error.hint).toContain(`${wanted} TO "${role}"`)
    await admin.execute([{ text: `${wanted} TO "${role}"` }])
    const next = await lithify.run().catch((thrown: unknown) => thrown)
    expect(next).not.toMatchObject({ hint: error.hint })
  })

  test('a table of somebody else, an extension, a role that it is no member of', { timeout: 60_000 }, async () => {
    const { role, lithify } = await place(version, 'SELECT 1;', 'GRANT USAGE, CREATE ON SCHEMA public TO app')
    const change = (sql: string): void =>
      writeFileSync(join(lithify.connection.root, 'database/migrations/1_first.sql'), `-- migrate:up\n${sql}\n`)
    const hint = async (sql: string): Promise<string> => {
      change(sql)
      const error = await failure(() => lithify.run())
      expect(error).toMatchObject({
        code: 'LITHIFY_E_PRIVILEGE',
        data: { serverCode: '42501', file: 'database/migrations/1_first.sql' },
      })
      return error.hint ?? ''
    }
    expect(await hint('CREATE EXTENSION pg_stat_statements;')).toContain('CREATE EXTENSION "pg_stat_statements"')
    expect(await hint('CREATE TABLE t (a integer); ALTER TABLE t OWNER TO postgres;')).toContain(
      `GRANT "postgres" TO "${role}"`,
    )
    expect(await hint('ALTER TABLE pg_class RENAME TO c;')).toContain(`"${role}"`)
  })

  test(
    'what a role that owns nothing may not read does not keep it from dumping what it may',
    { timeout: 60_000 },
    async () => {
      const { lithify, own, admin, role } = await place(
        version,
        `CREATE TABLE t (a integer, b integer); CREATE STATISTICS s ON a, b FROM t; INSERT INTO t SELECT 1, 1; ANALYZE t; CREATE VIEW v AS SELECT a FROM t; REVOKE ALL ON t FROM PUBLIC;`,
      )
      await own.run()
      await admin.execute(split(`GRANT SELECT ON lithify_migrations, lithify_versions TO ${role}`))
      const theirs = await lithify.dump()
      expect(theirs.objects).toEqual((await own.dump()).objects)
      expect((await lithify.dump({ privileges: true })).privileges).toBe(true)
      expect((await own.dump()).changed).toBe(false)
      const error = await failure(() => lithify.dump({ data: ['t'] }))
      expect(error.code).toBe('LITHIFY_E_DATA_TABLE')
    },
  )

  test(
    'a dump with owners and grants: booted, verified, kept, and stale when somebody grants something',
    { timeout: 120_000 },
    async () => {
      const { role, own, admin } = await place(
        version,
        `CREATE TABLE t (id serial PRIMARY KEY, a integer); CREATE VIEW v AS SELECT a FROM t;`,
      )
      await own.run()
      await admin.execute(
        split(`ALTER TABLE t OWNER TO ${role}; GRANT SELECT (a) ON t TO PUBLIC; GRANT SELECT ON v TO ${role}`),
      )
      await own.dump()
      expect((await own.verify()).findings).toEqual([])
      expect(await own.dump({ privileges: true })).toMatchObject({ changed: true, privileges: true })
      expect((await own.verify()).findings).toEqual([])

      const url = await database(version)
      const copy = await open(
        { connections: { primary: { dialect: postgres({ url }) } } },
        { root: own.connection.root },
      )
      onTestFinished(() => copy.close())
      expect(await copy.run()).toMatchObject({ bootstrap: { migrations: 1 } })
      expect((await copy.verify()).findings).toEqual([])
      expect(await copy.dump()).toMatchObject({ changed: false, privileges: true })

      await admin.execute(split(`GRANT INSERT ON t TO PUBLIC`))
      const [finding] = (await own.verify()).findings
      expect(finding).toMatchObject({ code: 'LITHIFY_E_VERIFY' })
      expect(finding?.message).toContain('grants table public.t')
      expect(await own.dump({ privileges: false })).toMatchObject({ changed: true, privileges: false })
      expect((await own.verify()).findings).toEqual([])
    },
  )
})
