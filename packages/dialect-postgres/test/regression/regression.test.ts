import { execFileSync, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { open, refLabel, type Lithify } from '@lithify/core'
import { expect, onTestFinished, test } from 'vitest'
import { connect } from '../../src/driver.ts'
import { dialect, postgres } from '../../src/index.ts'
import { judges, pgDump } from '../dump/clients.ts'

// See README.md beside this file.
const url = process.env['LITHIFY_TEST_REGRESSION_URL'] ?? ''

/** What is left out of the dump, by name and with a reason: an operator without a function, which pg_dump does not write either. */
const uncovered = ['shellOperator !==(boolean, boolean)']

async function emptyDatabase(): Promise<string> {
  const name = `regression_${randomBytes(4).toString('hex')}`
  const admin = await connect({ url })
  await admin.execute([{ text: `CREATE DATABASE ${name} TEMPLATE template0` }])
  onTestFinished(async () => {
    await admin.execute([{ text: `DROP DATABASE ${name} WITH (FORCE)` }])
    await admin.close()
  })
  return url.replace(/\/[^/]*$/, `/${name}`)
}

/** The lines of `diff`, which tell how much differs. */
function difference(before: string, after: string): string[] {
  const directory = mkdtempSync(join(tmpdir(), 'lithify-diff-'))
  const [one, other] = [join(directory, 'original'), join(directory, 'copy')]
  writeFileSync(one, before)
  writeFileSync(other, after)
  const { stdout } = spawnSync('diff', [one, other], { encoding: 'utf8' })
  rmSync(directory, { recursive: true })
  return stdout.split('\n').filter((line) => line !== '')
}

test.skipIf(url === '')("PostgreSQL's regression database comes back whole", { timeout: 600_000 }, async ({ skip }) => {
  const session = await connect({ url })
  onTestFinished(() => session.close())
  const judge = judges(Number((await session.serverInfo()).major))[0]
  if (judge === undefined) return skip('there is no pg_dump that can read it')
  const original = pgDump(judge, url)

  const found = (await dialect.introspect(session, {})).uncovered
  expect(found.map(({ ref }) => refLabel(ref))).toEqual(uncovered)

  const root = mkdtempSync(join(tmpdir(), 'lithify-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const opened = async (target: string): Promise<Lithify> => {
    const lithify = await open({ connections: { primary: { dialect: postgres({ url: target }) } } }, { root })
    onTestFinished(() => lithify.close())
    return lithify
  }
  const started = performance.now()
  await (await opened(url)).dump({ allowUncovered: true })
  const took = performance.now() - started

  const copy = await emptyDatabase()
  const booted = await opened(copy)
  expect((await booted.run()).bootstrap).toBeDefined()
  expect((await booted.dump({ allowUncovered: true })).changed).toBe(false)
  const inCopy = await connect({ url: copy })
  await inCopy.execute([{ text: 'DROP TABLE public.lithify_migrations, public.lithify_versions' }])
  await inCopy.close()
  const differing = difference(original, pgDump(judge, copy))

  const back = await emptyDatabase()
  const [psql = '', ...first] = judge.psql
  execFileSync(psql, [...first, '-X', '-q', '-d', back], { input: original, stdio: ['pipe', 'ignore', 'ignore'] })
  const theirs = difference(original, pgDump(judge, back))
  console.log(
    `${differing.length} lines differ through lithify, ${theirs.length} through pg_dump; the dump took ${Math.round(took)} ms`,
  )
  expect(differing).toEqual([])
})
