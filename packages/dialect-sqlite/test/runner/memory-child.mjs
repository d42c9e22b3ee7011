// Runs the migrations of a project and prints how much memory the process had at most.
import { open } from '@lithify/core'
import { sqlite } from '../../dist/index.js'

const [root] = process.argv.slice(2)
const lithify = await open({ connections: { primary: { dialect: sqlite({ url: 'sqlite:app.db' }) } } }, { root })
await lithify.status()
const baseMegabytes = process.memoryUsage().rss / 2 ** 20
await lithify.run()
await lithify.close()
console.log(JSON.stringify({ baseMegabytes, maximumMegabytes: process.resourceUsage().maxRSS / 1024 }))
