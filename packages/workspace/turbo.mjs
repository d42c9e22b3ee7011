// turbo with pnpm on its PATH, and nothing of its own to say.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { install } from './install.mjs'
import { environment, fetchPnpm } from './pnpm.mjs'
import { node, root } from './process.mjs'

const entry = join(root, 'node_modules', 'turbo', 'bin', 'turbo')

export async function turbo(tasks, options = []) {
  await fetchPnpm()
  if (!existsSync(entry)) await install()
  return node([entry, 'run', ...tasks, ...options], { env: environment() })
}
