// Squashes a project, on the built packages, and ends itself by SIGKILL before its n-th call that writes to the disk.
// Usage: node kill-child.mjs ROOT AT
import { createRequire, syncBuiltinESMExports } from 'node:module'

const [root, at] = process.argv.slice(2)
const fs = createRequire(import.meta.url)('node:fs/promises')
const { open } = await import('@lithify/core')
const { sqlite } = await import('../../dist/index.js')

let calls = 0
for (const name of ['mkdir', 'open', 'rename', 'rm', 'rmdir', 'unlink', 'link', 'writeFile', 'copyFile']) {
  const original = fs[name]
  fs[name] = (...args) => {
    calls += 1
    if (calls === Number(at)) process.kill(process.pid, 'SIGKILL')
    return original(...args)
  }
}
syncBuiltinESMExports()

const lithify = await open({ connections: { primary: { dialect: sqlite({ url: 'sqlite:app.db' }) } } }, { root })
await lithify.squash()
await lithify.close()
