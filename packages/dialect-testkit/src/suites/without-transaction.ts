import assert from 'node:assert/strict'
import { fingerprint, isLithifyError, type Lithify } from '@lithify/core'
import type { Behaviour } from '../behaviour.ts'
import { cutting } from '../cutting.ts'
import { failsWith } from '../errors.ts'
import type { Kit } from '../kit.ts'
import { inProject, outcome, script } from './journal.ts'

/** What is asked of dialects whose databases can roll DDL back, about migrations whose author wants no transaction. */
const alone: Pick<Behaviour, 'unless'> = {
  unless: ({ capabilities }) =>
    capabilities.transactionalDdl ? undefined : 'the database cannot roll back DDL, so all migrations are alike',
}

const option = 'transaction:false'

/** All that the statements have to do with, and nothing of lithify's own. */
async function look(kit: Kit): Promise<unknown> {
  const rows = await kit
    .query(`select ${kit.quote('n')} from ${kit.quote('numbers')} order by ${kit.quote('n')}`)
    .catch(() => [])
  const exclude = ['migrations', 'versions', 'journal', 'lock'].map((name) => ({ name: `lithify_${name}` }))
  const { schema } = await kit.dialect.introspect(await kit.session(), { exclude })
  return { rows: rows.map((row) => Number(row['n'])), schema: fingerprint(schema, kit.dialect) }
}

/** What there is before each of the statements, and after the last. */
async function states(kit: Kit, statements: readonly string[]): Promise<unknown[]> {
  const found = [await look(kit)]
  const session = await kit.session()
  for (const text of statements) {
    await session.execute([{ text }])
    found.push(await look(kit))
  }
  return found
}

/** Goes on as a person does who looks at the database: as the error says. */
async function goOn(lithify: Lithify, kit: Kit, before: readonly unknown[]): Promise<void> {
  try {
    await lithify.run()
  } catch (error) {
    assert.ok(isLithifyError(error) && error.code === 'LITHIFY_E_UNFINISHED', `the next run says: ${String(error)}`)
    const { name, done, effect, line } = error.data as { name: string; done: number; effect?: string; line?: number }
    if (effect === 'unknown') {
      assert.ok(line !== undefined, 'it is not said where it was')
      const now = await look(kit)
      const isDone = isSame(now, before[done + 1])
      assert.ok(isDone || isSame(now, before[done]), `it had reached statement ${done}, it is said, and had not`)
      await lithify.resolve({ [isDone ? 'applied' : 'rolledBack']: name, statement: true })
    }
    await lithify.run({ resume: true })
  }
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

export const withoutTransaction: readonly Behaviour[] = [
  {
    ...alone,
    name: 'a migration without a transaction that is cut off at any step says where that was, and goes on from there',
    async run(kit) {
      const statements = script(kit)
      const before = await states(await kit.another(), statements)
      const whole = cutting(kit.dialect)
      await inProject(kit, async (at) => {
        at.write(statements, option)
        await (await at.open(whole.dialect)).run()
      })
      const expected = await outcome(kit)
      const stride = Math.max(1, Math.floor(whole.steps() / Math.max(8, kit.settings.runs)))
      for (let step = 1; step < whole.steps() - 1; step += stride % 2 === 0 ? stride + 1 : stride) {
        const other = await kit.another()
        await inProject(other, async (at) => {
          at.write(statements, option)
          await assert.rejects((await at.open(cutting(other.dialect, step).dialect)).run())
          await goOn(await at.open(), other, before)
          assert.deepEqual(await outcome(other), expected, `cut at step ${step} of ${whole.steps()}`)
        })
      }
    },
  },
  {
    ...alone,
    name: 'a migration without a transaction that fails leaves what came before, and goes on when its file is mended',
    async run(kit) {
      const statements = script(kit)
      await inProject(kit, async (at) => {
        at.write([...statements.slice(0, 4), `insert into ${kit.quote('nothing')} values (1)`], option)
        const lithify = await at.open()
        const failed = await failsWith('LITHIFY_E_STATEMENT', () => lithify.run())
        assert.match(failed.hint ?? '', /The 4 statements before it took effect and stay.*lithify run --resume/)
        const { unfinished } = await lithify.status()
        assert.equal(unfinished?.done, 4)
        assert.equal(unfinished.effect, 'no')
        await failsWith('LITHIFY_E_UNFINISHED', () => lithify.run())
        at.write([`insert into ${kit.quote('numbers')} values (99)`, ...statements.slice(1)], option)
        await failsWith('LITHIFY_E_RESUME', () => lithify.run({ resume: true }))
        at.write(statements, option)
        await lithify.run({ resume: true })
        assert.deepEqual(((await outcome(kit)) as { rows: unknown }).rows, [3, 11, 12])
      })
    },
  },
]
