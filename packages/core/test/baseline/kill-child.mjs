// Writes a pair of dump and manifest, and dies before the n-th call that touches the disk. The calls are counted at node:fs
// itself, so that the code under test knows nothing of it.
import { createRequire, syncBuiltinESMExports } from 'node:module'
import { createJiti } from 'jiti'

const [, , dumpPath, text, manifest, at] = process.argv
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

const jiti = createJiti(import.meta.url)
const { writeAside, putInPlace } = await jiti.import('../../src/baseline/write-pair.ts')
const { pairOf, readManifestText } = await jiti.import('../../src/baseline/pair.ts')

for (const name of ['mkdir', 'open', 'rename', 'rm', 'stat', 'readFile']) counted(fs, name)
for (const name of ['writeFile', 'sync', 'close', 'stat']) counted(prototype, name)
syncBuiltinESMExports()

async function* pieces() {
  for (const line of text.split(/(?<=\n)/)) yield line
}
const pair = pairOf(dumpPath)
await readManifestText(pair)
const aside = await writeAside(pair, pieces())
await putInPlace(pair, aside, manifest.replace('CHECKSUM', aside.checksum))
process.stdout.write(`finished after ${calls} calls`)
