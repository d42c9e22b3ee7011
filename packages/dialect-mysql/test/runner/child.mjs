// Runs lithify in a process of its own, on the built packages, which ends itself by SIGKILL: at one of its steps, or some time after it has sent a message
// in which a text is found, while the server is at work on it.
import { open } from '@lithify/core'
import { cutting } from '@lithify/dialect-testkit'
import { createRequire } from 'node:module'
import { mysql } from '../../dist/index.js'

const {
  root,
  url,
  command = 'run',
  arguments: given = {},
  killAt,
  killAtText,
  inside = 0,
  connection = {},
} = JSON.parse(process.argv[2])
const { default: Connection } = await import(
  createRequire(createRequire(import.meta.url).resolve('mysql2')).resolve('./lib/base/connection.js')
)

const die = () => process.kill(process.pid, 'SIGKILL')

const real = Connection.prototype.query
Connection.prototype.query = function (...args) {
  const sent = real.apply(this, args)
  if (killAtText !== undefined && args[0]?.sql?.includes(killAtText)) setTimeout(die, inside)
  return sent
}

const { dialect, options } = mysql({ url })
const { dialect: mortal } = cutting(dialect, killAt, async () => die())
const configured = { dialect: killAt === undefined ? dialect : mortal, options }
const lithify = await open({ connections: { primary: { dialect: configured, ...connection } } }, { root })
let last = {}
try {
  last = { result: await lithify[command]({ ...given, confirm: () => true }) }
} catch (error) {
  last = { error: { code: error.code, message: error.message, hint: error.hint } }
}
await lithify.close().catch(() => undefined)
process.stdout.write(JSON.stringify(last))
