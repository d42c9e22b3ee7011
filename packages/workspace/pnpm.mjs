// pnpm for a machine that has only Node and npm: the version that package.json names, fetched once as an npm package.
// Run as a program it is pnpm itself: `npm run pnpm -- add zod --filter lithify`.
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { fail, node, nodeQuietly, root } from './process.mjs'

const version = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).packageManager.replace('pnpm@', '')
const home = join(root, 'node_modules', '.cache', `pnpm-${version}`)

/** pnpm's entry, to be run with Node. */
export const pnpm = join(home, 'node_modules', 'pnpm', 'bin', 'pnpm.cjs')

/** turbo wants to find pnpm on the PATH; neither it nor pnpm has anything to tell the world. */
export function environment() {
  const path = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH'
  return {
    ...process.env,
    [path]: join(home, 'node_modules', '.bin') + delimiter + (process.env[path] ?? ''),
    DO_NOT_TRACK: '1',
    TURBO_TELEMETRY_DISABLED: '1',
    npm_config_update_notifier: 'false',
  }
}

/** npm's own entry: npm says where it is when it starts us, and otherwise it lies beside Node. */
function npm() {
  const beside = dirname(process.execPath)
  const places = [
    process.env.npm_execpath,
    join(beside, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(beside, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(beside, '..', 'share', 'nodejs', 'npm', 'bin', 'npm-cli.js'),
  ]
  const found = places.find((place) => place?.endsWith('npm-cli.js') && existsSync(place))
  if (!found) fail('npm was not found', '', 'Start this with npm, for example: npm run setup')
  return found
}

export async function fetchPnpm() {
  if (existsSync(pnpm)) return
  mkdirSync(home, { recursive: true })
  const args = [
    'install',
    '--prefix',
    home,
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--no-package-lock',
    `pnpm@${version}`,
  ]
  const { code, log } = await nodeQuietly([npm(), ...args])
  if (code !== 0 || !existsSync(pnpm)) fail(`pnpm ${version} could not be fetched with npm`, log)
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await fetchPnpm()
  process.exitCode = await node([pnpm, ...process.argv.slice(2)], {
    env: environment(),
    cwd: process.env.INIT_CWD ?? root,
    stdin: 'inherit',
  })
}
