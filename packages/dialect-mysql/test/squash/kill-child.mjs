// Does one command of lithify, on the built packages, and ends itself by SIGKILL: before its n-th call that writes to the disk, or once it has sent a
// statement that begins with a text. Usage: node kill-child.mjs ROOT URL COMMAND OPTIONS N|TEXT
import { createRequire, syncBuiltinESMExports } from 'node:module'

const [root, url, command, options, at] = process.argv.slice(2)
const require = createRequire(import.meta.url)
const writes = require('node:fs/promises')
const { open } = await import('@lithify/core')
const { mysql } = await import('../../dist/index.js')
const { default: Connection } = await import(
  createRequire(require.resolve('mysql2')).resolve('./lib/base/connection.js')
)

const die = () => process.kill(process.pid, 'SIGKILL')
let calls = 0
for (const name of ['mkdir', 'open', 'rename', 'rm', 'rmdir', 'link', 'writeFile', 'copyFile']) {
  const real = writes[name]
  writes[name] = (...args) => {
    calls += 1
    if (calls === Number(at)) die()
    return real(...args)
  }
}
syncBuiltinESMExports()

for (const name of ['query', 'execute']) {
  const real = Connection.prototype[name]
  Connection.prototype[name] = function (...args) {
    const sent = real.apply(this, args)
    if (args[0]?.sql?.startsWith(at)) setImmediate(die)
    return sent
  }
}

const lithify = await open({ connections: { primary: { dialect: mysql({ url }) } } }, { root })
await lithify[command](JSON.parse(options))
await lithify.close()
process.stdout.write(String(calls))
