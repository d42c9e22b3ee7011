// All set-up, on a machine that has only Node and npm: the right pnpm, the packages, the build.
// `setup.mjs` sets up everything; `setup.mjs demo` only what the CLI and SQLite need.
import { install } from './install.mjs'
import { environment, pnpm } from './pnpm.mjs'
import { fail, nodeQuietly } from './process.mjs'
import { turbo } from './turbo.mjs'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) fail(`lithify needs Node 20.19 or later; this is ${process.version}`)

if (process.argv[2] === 'demo') await setUpDemo()
else await setUpAll()

async function setUpDemo() {
  const filters = ['--filter-prod=lithify...', '--filter-prod=@lithify/dialect-sqlite...']
  await install(filters)
  const { code, log, seconds } = await nodeQuietly([pnpm, ...filters, 'run', 'build'], { env: environment() })
  if (code !== 0) fail('The build failed', log)
  console.log(`✓ built      ${seconds.toFixed(1)} s`)
}

async function setUpAll() {
  await install()
  const code = await turbo(['build'], ['--filter=!@lithify/docs', '--concurrency=2', '--output-logs=errors-only'])
  if (code !== 0) fail('The build failed')
}
