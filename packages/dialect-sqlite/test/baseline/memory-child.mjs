// Runs one command in a project and prints how much memory the process had at most, beyond what it needed to begin with.
import { open } from '@lithify/core'
import { sqlite } from '../../dist/index.js'

const [root, database, command] = process.argv.slice(2)
const lithify = await open(
  { connections: { primary: { dialect: sqlite({ url: `sqlite:${database}` }), data: ['big'] } } },
  { root },
)
await lithify.status()
const before = process.memoryUsage().rss / 2 ** 20
await lithify[command]()
await lithify.close()
console.log(JSON.stringify({ megabytes: Math.round(process.resourceUsage().maxRSS / 1024 - before) }))
