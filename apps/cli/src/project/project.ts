import { dirname, resolve } from 'node:path'
import { LithifyError, resolveProtocol, type Config } from '@lithify/core'
import type { Flags } from '../flags.ts'
import { findConfig } from './find.ts'
import { installation } from './installation.ts'
import { loadConfig } from './load.ts'
import { withUrl } from './with-url.ts'

/** A project as the flags and the folder make it. */
export interface Project {
  readonly root: string
  readonly configFile: string | undefined
  readonly config: Config
}

/**
 * The config file's project; or, where there is none, one connection called `primary` at `--url` or `DATABASE_URL`, with the
 * default folders here. `--url` beside a config puts the chosen connection's files to work on another database.
 */
export async function findProject(flags: Flags, env: NodeJS.ProcessEnv = process.env): Promise<Project> {
  const here = process.cwd()
  const configFile = findConfig(flags.config, here)
  if (configFile !== undefined) {
    const config = await loadConfig(configFile)
    return {
      root: dirname(resolve(configFile)),
      configFile,
      config: flags.url === undefined ? config : withUrl(config, flags.connection, flags.url),
    }
  }
  const url = flags.url ?? env['DATABASE_URL']
  if (url === undefined || url === '') throw missing()
  return { root: here, configFile: undefined, config: await configFor(url, here) }
}

async function configFor(url: string, root: string): Promise<Config> {
  const dialect = await resolveProtocol(url, [root, installation])
  return { connections: { primary: { dialect: dialect({ url }) } } }
}

function missing(): LithifyError {
  return new LithifyError(
    'LITHIFY_E_CONFIG_MISSING',
    'There is no lithify.config.* here or above, no --url and no DATABASE_URL.',
    {
      hint: 'To begin:  lithify init',
    },
  )
}
