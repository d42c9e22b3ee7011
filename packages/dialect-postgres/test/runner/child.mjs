// A runner in a process of its own, on the built packages: what the tests kill and what they start in crowds.
// Usage: node child.mjs JSON    See Job in process.ts. Each line that it prints is JSON: the events, at the end the result or the error.
import { open } from '@lithify/core'
import { postgres } from '../../dist/index.js'

const { root, options, connection = {}, command = 'run', arguments: given = {}, killAt } = JSON.parse(process.argv[2])
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`)

let step = 0
const here = () => {
  if (killAt !== undefined && step === killAt) process.kill(process.pid, 'SIGKILL')
  step += 1
}

const { dialect, options: place } = postgres(options)
// Every call of the session is a step, before and after it, so that a kill falls also between a statement and what records it.
const watched = {
  ...dialect,
  connect: async (all) => {
    const session = await dialect.connect(all)
    const around =
      (member) =>
      async (...args) => {
        here()
        const result = await member.apply(session, args)
        here()
        return result
      }
    return new Proxy(session, {
      get: (_, key) => {
        const member = session[key]
        if (typeof member !== 'function') return member
        if (key === 'execute' && killAt !== undefined) {
          // One by one, so that each statement is a step.
          return async (statements) => {
            for (const statement of statements) {
              here()
              await session.execute([statement])
            }
            here()
          }
        }
        return ['execute', 'query', 'transaction', 'reset', 'lock'].includes(key)
          ? around(member)
          : member.bind(session)
      },
    })
  },
}

const lithify = await open(
  { connections: { primary: { ...connection, dialect: { dialect: watched, options: place } } } },
  {
    root,
    onEvent: (event) => {
      here()
      say({ event })
    },
  },
)
try {
  const result = await lithify[command](given)
  say({ steps: step, result })
} catch (error) {
  const { code, message, hint, data } = error
  say({ steps: step, error: { code, message, hint, data } })
  process.exitCode = 1
} finally {
  await lithify.close()
}
