import { execFile } from 'node:child_process'
import { mkdirSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { onNewest, session, split } from '../helpers.ts'
import { rolePrefix } from '../roles.ts'
import { serverOf } from './other-server.ts'
import { bare, project, sqlFile, ups } from './project.ts'

// What a person sees at the terminal, of the built CLI, who gets something wrong about a server.

const bin = join(dirname(createRequire(import.meta.url).resolve('lithify/package.json')), 'bin/lithify.js')
const ours = join(import.meta.dirname, '../..')

const config = `import { defineConfig, env } from 'lithify'
export default defineConfig({ connections: { primary: { dialect: 'postgres', url: env('DATABASE_URL') } } })
`

interface Answer {
  readonly code: number
  readonly stderr: string
}

interface Terminal {
  readonly url: URL
  lithify(words: string, change?: Partial<URL>): Promise<Answer>
}

async function terminal(files: Readonly<Record<string, string>> = {}): Promise<Terminal> {
  const at = await project({
    'lithify.config.mjs': config,
    ...ups({ '1_first': 'create table a (id integer);' }),
    ...files,
  })
  mkdirSync(join(at.root, 'node_modules/@lithify'), { recursive: true })
  symlinkSync(ours, join(at.root, 'node_modules/@lithify/dialect-postgres'), 'junction')
  return {
    url: new URL(at.url),
    lithify: async (words, change = {}) =>
      new Promise((resolve) => {
        const env = { ...process.env, CI: '', NO_COLOR: '1', DATABASE_URL: Object.assign(new URL(at.url), change).href }
        execFile(process.execPath, [bin, ...words.split(' ')], { cwd: at.root, env }, (error, _, stderr) => {
          resolve({ code: Number(error?.code ?? 0), stderr })
        })
      }),
  }
}

/** Ports differ from run to run. */
const said = ({ stderr }: Answer): string => stderr.replaceAll(/(127\.0\.0\.1:|-p )\d+/g, '$1PORT')

onNewest(() => {
  test('a server that lets nobody in, or that is none', { timeout: 60_000 }, async () => {
    const { lithify } = await terminal()
    const old = await serverOf('9.6.24')
    const answers: Record<string, Answer> = {
      password: await lithify('run', { password: 'hunter2' }),
      role: await lithify('run', { username: 'nobody', password: 'hunter2' }),
      database: await lithify('run', { pathname: "/it's none" }),
      tls: await lithify('run', { search: '?sslmode=require' }),
      port: await lithify('run', { port: '1' }),
      old: await lithify('run', { port: String(old), search: '?sslmode=disable' }),
    }
    for (const [name, { code, stderr }] of Object.entries(answers)) {
      expect([name, code]).toEqual([name, 1])
      expect(stderr).not.toMatch(/hunter2|^\s+at .+[:(]/m)
    }
    expect(Object.values(answers).map(said).join('')).toMatchInlineSnapshot(`
      "LITHIFY_E_CONNECT  The password of postgres is wrong, or there is no such role, on 127.0.0.1:PORT.
      Correct it in the URL, in PGPASSWORD or in the password file.
      LITHIFY_E_CONNECT  The password of nobody is wrong, or there is no such role, on 127.0.0.1:PORT.
      Correct it in the URL, in PGPASSWORD or in the password file.
      LITHIFY_E_CONNECT  There is no database it's none on 127.0.0.1:PORT.
      Create it:  createdb -h 127.0.0.1 -p PORT -U postgres 'it'\\''s none'
      LITHIFY_E_CONNECT  The server 127.0.0.1:PORT does not speak TLS, which sslmode=require asks for.
      Switch TLS on there; or, on a network that you trust:  sslmode=prefer
      LITHIFY_E_CONNECT  Nothing listens on 127.0.0.1:PORT.
      Is PostgreSQL running there? Check host and port.
      LITHIFY_E_CONNECT  The server is PostgreSQL 9.6.24. lithify needs PostgreSQL 14 or later.
      Upgrade the server.
      "
    `)
  })

  test('what the role may not do, and the GRANT that lets it', { timeout: 60_000 }, async () => {
    const role = `${rolePrefix(18)}app`
    const { lithify, url } = await terminal()
    const admin = await session({ url: url.href })
    await admin.execute(split(`CREATE ROLE ${role} LOGIN PASSWORD 'secret'`))
    const refused = await lithify('run', { username: role, password: 'secret' })
    expect(refused.code).toBe(1)
    expect(refused.stderr.replaceAll(role, 'app')).toMatchInlineSnapshot(`
      "LITHIFY_E_PRIVILEGE  permission denied for schema public (42501)
      As its owner or a superuser:  GRANT USAGE, CREATE ON SCHEMA "public" TO "app"
      "
    `)
    const [, grant = ''] = /(GRANT .*)$/m.exec(refused.stderr) ?? []
    await admin.execute(split(grant))
    expect((await lithify('run', { username: role, password: 'secret' })).code).toBe(0)
  })

  test('a statement that is wrong: file, line, column and a caret below the place', { timeout: 60_000 }, async () => {
    const { lithify, url } = await terminal({
      [sqlFile('2_bad')]:
        '-- migrate:up\ncreate table b (id integer);\n\nalter table b -- ☃\n  add column "é" integer, add column total numerik(10,2);\n',
    })
    const answer = await lithify('run')
    expect(answer.code).toBe(1)
    expect(answer.stderr).toMatchInlineSnapshot(`
      "LITHIFY_E_STATEMENT  database/migrations/2_bad.sql:5:44
        4 │ alter table b -- ☃
      › 5 │   add column "é" integer, add column total numerik(10,2)
          │                                            ^ type "numerik" does not exist (42704)
      Nothing of this migration was applied (rolled back). Mend the file, then:  lithify run
      "
    `)
    expect(await bare(url.href, `SELECT to_regclass('a') IS NOT NULL AS a, to_regclass('b') IS NOT NULL AS b`)).toEqual(
      [{ a: true, b: false }],
    )
  })

  test('flags that there are none of', { timeout: 60_000 }, async () => {
    const { lithify } = await terminal()
    const answers = [
      await lithify('run --dryrun'),
      await lithify('dump --tables a'),
      await lithify('run --url nonsense'),
    ]
    expect(answers.map(({ code }) => code)).toEqual([64, 64, 78])
    expect(answers.map(said).join('')).toMatchInlineSnapshot(`
      "LITHIFY_E_USAGE  unknown option '--dryrun'
      Did you mean --dry-run?
      LITHIFY_E_USAGE  unknown option '--tables'
      lithify --help  lists the commands; lithify COMMAND --help  lists what one takes.
      LITHIFY_E_CONFIG_INVALID  nonsense is no URL of PostgreSQL.
      Write it like postgres://user:***@localhost:5432/app?sslmode=require, with %-codes for / ? # and % in a password.
      "
    `)
  })
})
