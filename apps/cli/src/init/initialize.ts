import { existsSync } from 'node:fs'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LithifyError, redactUrl } from '@lithify/core'
import type { Context } from '../context.ts'
import { configText, type NewConnection } from './config-text.ts'
import { nextCommands, prefersTypeScript } from './surroundings.ts'

const migrations = 'database/migrations'

export interface InitResult {
  /** Relative to the project root. */
  readonly created: readonly string[]
  /** What was there already, and was left as it is. */
  readonly kept: readonly string[]
  readonly next: readonly string[]
}

/** Makes a folder a lithify project. What is there stays as it is, so that it may be called again. */
export async function initialize(
  context: Context,
  options: { dialect?: string; ts?: boolean; mjs?: boolean },
): Promise<InitResult> {
  context.printer.redactWith(redactUrl)
  const root = process.cwd()
  const created: string[] = []
  const kept: string[] = []
  const present = (await readdir(root)).filter((name) => /^lithify\.config\.(m?ts|[mc]?js|json)$/.test(name))
  const connection = await database(context, options.dialect, present.length === 0)

  if (present.length > 0) kept.push(...present)
  else {
    const typescript = options.ts ?? (options.mjs === true ? false : await prefersTypeScript(root))
    const name = `lithify.config.${typescript ? 'ts' : 'mjs'}`
    // `wx`: never over a file that appeared in the meantime.
    await writeFile(join(root, name), configText(connection), { flag: 'wx' })
    created.push(name)
  }
  if (existsSync(join(root, migrations))) kept.push(`${migrations}/`)
  else {
    await mkdir(join(root, migrations), { recursive: true })
    created.push(`${migrations}/`)
  }

  const next = await nextCommands(root, connection.dialect)
  for (const name of created) context.printer.entry('done', name)
  for (const name of kept) context.printer.entry('waiting', name, 'was there already')
  context.printer.line('Next:')
  for (const command of next) context.printer.line('  ', ['bold', command])
  return { created, kept, next }
}

/** From the flags; else from `DATABASE_URL`; else from the person at the terminal; else SQLite in a file. */
async function database(context: Context, named: string | undefined, mayAsk: boolean): Promise<NewConnection> {
  let { url } = context.flags
  const set = process.env['DATABASE_URL']
  if (url === undefined && named === undefined && set !== undefined && set !== '') {
    return { dialect: dialectOf(set, 'DATABASE_URL'), url: set, fromEnvironment: true }
  }
  if (url === undefined && named === undefined && mayAsk && context.terminal.interactive) {
    const { openPrompts } = await import('../prompts.ts')
    url = await (await openPrompts()).text('Where is the database?', 'sqlite:app.db')
    if (url === undefined) throw new LithifyError('LITHIFY_E_INTERRUPTED', 'Interrupted. Nothing was written.')
  }
  const dialect = named ?? (url === undefined ? 'sqlite' : dialectOf(url, '--url'))
  return { dialect, url: url ?? (dialect === 'sqlite' ? 'sqlite:app.db' : undefined), fromEnvironment: false }
}

/** The schemes whose dialect is called something else. */
const dialects: Readonly<Record<string, string>> = {
  postgresql: 'postgres',
  mariadb: 'mysql',
  sqlserver: 'mssql',
  file: 'sqlite',
}

function dialectOf(url: string, source: '--url' | 'DATABASE_URL'): string {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase()
  if (scheme !== undefined) return dialects[scheme] ?? scheme
  throw new LithifyError('LITHIFY_E_USAGE', `${source} takes a URL with a scheme; ${redactUrl(url)} has none.`, {
    hint: 'For example:  lithify init --url sqlite:app.db',
  })
}
