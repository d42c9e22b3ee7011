import assert from 'node:assert/strict'
import type { Behaviour } from '../behaviour.ts'
import { failsWith } from '../errors.ts'
import type { Kit } from '../kit.ts'
import { killed, program, said, type Program } from '../tools/processes.ts'

const key = 'lithify testkit'
const table = 'lithify_testkit_log'

const opened = `
  import(args[0]).then(async ({ default: configure }) => {
    const { dialect, options } = configure(JSON.parse(args[1]))
    const session = await dialect.connect(options)`

const holder = `${opened}
    await session.lock(args[2], { timeoutMs: 0 })
    console.log('held')
    setInterval(() => session, 1000)
  })`

/** Takes the lock five times, and writes down when it comes in and goes out. */
const contender = `${opened}
    for (let turn = 0; turn < 5; turn++) {
      const lock = await session.lock(args[2], { timeoutMs: 60000 })
      await session.query(args[3], [args[4], 'in'])
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 5))
      await session.query(args[3], [args[4], 'out'])
      await lock.release()
    }
    await session.close()
    console.log('done')
  })`

function start(kit: Kit, script: string, ...args: readonly string[]): Program {
  const { url, ...options } = kit.connectOptions
  const given = JSON.stringify({ ...options, url: typeof url === 'function' ? url() : url })
  return program(script, String(kit.options.module), given, key, ...args)
}

/** A lock is there for those moments at which processes meet and die. */
export const lockProcesses: readonly Behaviour[] = [
  {
    name: 'it is gone when the process that has it is killed',
    needs: ['advisoryLocks'],
    given: 'module',
    async run(kit) {
      const session = await kit.session()
      const child = start(kit, holder)
      try {
        await said(child, 'held')
        await failsWith('LITHIFY_E_LOCK_TIMEOUT', () => session.lock(key, { timeoutMs: 0 }))
        const waiting = session.lock(key, { timeoutMs: 20_000 })
        await killed(child)
        await (await waiting).release()
      } finally {
        await killed(child)
      }
    },
  },
  {
    name: '4 processes have it one at a time',
    needs: ['advisoryLocks'],
    given: 'module',
    async run(kit) {
      await kit.apply(
        kit.build((m) =>
          m.createTable(table, (t) => {
            t.id()
            t.string('who')
            t.string('what')
          }),
        ),
      )
      const [log, who, what] = [table, 'who', 'what'].map((name) => kit.quote(name))
      const markers = [1, 2].map((position) => kit.dialect.placeholder(position)).join(', ')
      const insert = `insert into ${log} (${who}, ${what}) values (${markers})`
      const children = Array.from({ length: 4 }, (_, index) => start(kit, contender, insert, String(index)))
      try {
        await Promise.all(children.map((child) => said(child, 'done')))
      } finally {
        await Promise.all(children.map(killed))
      }
      const rows = await kit.query(`select ${who}, ${what} from ${log} order by ${kit.quote('id')}`)
      assert.equal(rows.length, 40)
      for (let at = 0; at < rows.length; at += 2) {
        const one = rows[at]?.['who']
        assert.deepEqual(rows.slice(at, at + 2), [
          { who: one, what: 'in' },
          { who: one, what: 'out' },
        ])
      }
    },
  },
]
