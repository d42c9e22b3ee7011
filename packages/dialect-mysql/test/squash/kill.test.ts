import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Lithify } from '@lithify/core'
import { describe, expect, test } from 'vitest'
import { database, failure, onBoth } from '../helpers.ts'
import { run as runChild } from '../runner/process.ts'
import { named, project, type Project } from '../runner/project.ts'
import { migrations, texts } from './project.ts'

const child = join(import.meta.dirname, 'kill-child.mjs')
const execute = promisify(execFile)
/** Which of the deaths are tried: every so many calls to the disk. All of them take minutes. */
const stride = Number(process.env['LITHIFY_KILL_STRIDE'] ?? 37)
const isWhole = stride === 1

const commands = {
  squash: (lithify: Lithify) => lithify.squash(),
  unsquash: (lithify: Lithify) => lithify.unsquash(),
  dump: (lithify: Lithify) => lithify.dump(prune),
}
type Command = keyof typeof commands
const prune = { prune: true, data: ['roles'] }

/** A command in a process of its own. Answers how many calls to the disk it made, where it lived. */
async function killed(at: Project, command: Command, when: number | string): Promise<number | undefined> {
  const options = JSON.stringify(command === 'dump' ? prune : {})
  try {
    const told = await execute(process.execPath, [child, at.root, at.url, command, options, String(when)])
    return Number(told.stdout)
  } catch (error) {
    expect((error as { signal?: string }).signal, String((error as { stderr?: string }).stderr)).toBe('SIGKILL')
    return undefined
  }
}

const steady = (text: string): string => text.replaceAll(/\d{4}-\d\d-\d\d[T ][\d:.]+Z?/g, 'TIME')

/** Files, archives and history, without moments. */
async function stateOf(at: Project): Promise<unknown> {
  const files = readdirSync(at.root, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(at.root, path)).isFile())
    .toSorted()
    .map((path) => [path.replace(/\d{8}_\d{6}/, 'STAMP'), steady(readFileSync(join(at.root, path), 'utf8'))])
  const rows = await at.query('SELECT name, checksum, kind, batch, replaced FROM lithify_migrations ORDER BY id')
  return { files, rows: steady(JSON.stringify(rows)) }
}

/** The same command again; where it was finished at its very last step, there is nothing left for it to do. */
async function again(lithify: Lithify, command: Command): Promise<void> {
  const nothing = ['LITHIFY_E_SQUASH', 'LITHIFY_E_UNSQUASH']
  await commands[command](lithify).catch((error: { code: string }) => expect(nothing).toContain(error.code))
}

describe('killed by SIGKILL without transactional DDL', { timeout: 1_200_000 }, () => {
  onBoth((server) => {
    // Files are the same wherever the database is: unless all is asked for, one of the servers will do for them.
    const withFiles = isWhole || server.startsWith('mariadb')
    const walks = [
      ['squash', 'unsquash'],
      ['unsquash', 'squash'],
      ['dump', 'unsquash'],
    ] as const
    test.each(walks.filter(([command]) => withFiles || command !== 'dump'))(
      '%s is finished by the same command',
      async (command, back) => {
        const at = await project(server, texts)
        const lithify = await at.open()
        await lithify.run()
        // From one state to the other, and back again.
        if (command === 'unsquash') await lithify.squash()
        const before = await stateOf(at)
        const calls = (await killed(at, command, 0)) ?? 0
        const done = await stateOf(at)
        await again(lithify, back)
        expect(await stateOf(at)).toEqual(before)
        expect(calls).toBeGreaterThan(30)
        const history = ['delete from `lithify_migrations`', 'insert into `lithify_migrations`', 'COMMIT']
        const moments: (number | string)[] = history.slice(0, command === 'dump' ? 0 : isWhole ? 3 : 1)
        if (withFiles) for (let call = Math.min(stride, calls); call <= calls; call += stride) moments.push(call)
        for (const moment of moments) {
          expect(await killed(at, command, moment), `${command} at ${moment}`).toBeUndefined()
          await again(lithify, command)
          expect(await stateOf(at), `${command} at ${moment}`).toEqual(done)
          await again(lithify, back)
          expect(await stateOf(at), `back from ${command} at ${moment}`).toEqual(before)
        }
      },
    )

    test('a boot from a baseline, and what a database finishes from the archive, go on', async () => {
      const at = await project(server, texts)
      const url = await database(server)
      const lithify = await at.open()
      const behind = await at.open({ url })
      await lithify.run()
      await behind.run({ to: '2_roles' })
      await lithify.squash()
      const empty = await database(server)
      for (const [place, killAtText] of [
        // Neither is the first statement of its script, so that something is done, nor the last.
        [empty, 'CREATE TABLE `roles`'],
        [url, 'CREATE TRIGGER t'],
      ] as const) {
        expect((await runChild({ root: at.root, url: place, killAtText })).signal).toBe('SIGKILL')
        const other = await at.open({ url: place })
        expect((await failure(() => other.run())).code).toBe('LITHIFY_E_UNFINISHED')
        expect(await other.run({ resume: true })).toMatchObject({ pending: [], total: 1 })
        expect(await other.status()).toMatchObject({ clean: true, migrations: [{ name: named('4_baseline') }] })
        expect(await at.query('SELECT * FROM roles', place)).toHaveLength(2)
        expect(await other.verify()).toMatchObject({ findings: [] })
      }
    })

    test('two at once: one squashes, and the other is refused and changes nothing', async () => {
      const at = await project(server, texts)
      const elsewhere = await at.open({ url: await database(server) })
      await elsewhere.run()
      const same = await at.open()
      await same.run()
      const refusals: Promise<{ code: string }>[] = []
      const first = await at.open(
        {},
        {
          onEvent: ({ type }) => {
            if (type !== 'step' || refusals.length > 0) return
            refusals.push(
              failure(() => elsewhere.squash()),
              failure(() => same.squash({ lockTimeoutMs: 0 })),
            )
          },
        },
      )
      expect((await first.squash()).squashed).toHaveLength(Object.keys(migrations).length)
      expect((await Promise.all(refusals)).map(({ code }) => code)).toEqual([
        'LITHIFY_E_SQUASH_BUSY',
        'LITHIFY_E_LOCK_TIMEOUT',
      ])
      expect(await elsewhere.run()).toMatchObject({ adopted: [{ replaced: 4 }] })
    })
  })
})
