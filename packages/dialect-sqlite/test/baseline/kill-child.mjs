// Dumps a project, on the built packages, and ends itself by SIGKILL before its n-th call that touches the disk through node:fs (0: never).
// Usage: node kill-child.mjs ROOT PRUNE AT
import { createRequire, syncBuiltinESMExports } from 'node:module'

const [root, prune, at] = process.argv.slice(2)
const fs = createRequire(import.meta.url)('node:fs/promises')
let calls = 0

function counted(owner, name) {
  const original = owner[name]
  owner[name] = function (...args) {
    calls += 1
    if (calls === Number(at)) process.kill(process.pid, 'SIGKILL')
    return original.apply(this, args)
  }
}

const handle = await fs.open(process.execPath, 'r')
const prototype = Object.getPrototypeOf(handle)
await handle.close()

const { open } = await import('@lithify/core')
const { sqlite } = await import('../../dist/index.js')
for (const name of ['mkdir', 'open', 'rename', 'rm', 'rmdir', 'unlink', 'stat', 'readFile']) counted(fs, name)
for (const name of ['writeFile', 'sync', 'close', 'stat']) counted(prototype, name)
syncBuiltinESMExports()

const lithify = await open({ connections: { primary: { dialect: sqlite({ url: 'sqlite:app.db' }) } } }, { root })
await lithify.dump({ prune: prune === 'true' })
await lithify.close()
process.stdout.write(`finished after ${calls} calls`)
