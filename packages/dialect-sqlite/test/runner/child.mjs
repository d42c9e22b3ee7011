// A runner in a process of its own, on the built packages: what the tests kill and what they start in crowds.
// Usage: node child.mjs ROOT DATABASE COMMAND [KILL_AT]    It ends itself by SIGKILL at its KILL_AT-th step (from 0), else prints its result.
import { open } from '@lithify/core'
import { sqlite } from '../../dist/index.js'

const [root, database, command, killAt] = process.argv.slice(2)
let step = 0
const here = () => {
  if (killAt !== undefined && step === Number(killAt)) process.kill(process.pid, 'SIGKILL')
  step += 1
}

const { dialect, options } = sqlite({ url: `sqlite:${database}` })
// Every call of the session is a step, before and after it, so that a kill falls also between a statement and what records it.
const watched = {
  ...dialect,
  connect: async (given) => {
    const session = await dialect.connect(given)
    return new Proxy(session, {
      get: (target, key) => {
        const member = target[key]
        if (typeof member !== 'function') return member
        if (key === 'execute') {
          return async (statements) => {
            for (const statement of statements) {
              here()
              await target.execute([statement])
            }
            here()
          }
        }
        if (key === 'query' || key === 'transaction' || key === 'lock') {
          return async (...args) => {
            here()
            const result = await member.apply(target, args)
            here()
            return result
          }
        }
        return member.bind(target)
      },
    })
  },
}

const lithify = await open(
  { connections: { primary: { dialect: { dialect: watched, options } } } },
  { root, onEvent: here },
)
const result = await lithify[command]()
await lithify.close()
console.log(JSON.stringify({ steps: step, result }))
