import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isLithifyError, LithifyError, type Config } from '@lithify/core'
import { isNative } from './native.ts'
import { placeOf } from './place.ts'

/**
 * Evaluates a config file.
 * @throws LithifyError `LITHIFY_E_CONFIG_LOAD`, `LITHIFY_E_CONFIG_INVALID`
 */
export async function loadConfig(file: string): Promise<Config> {
  const exported = await evaluate(file).catch((thrown: unknown) => {
    throw isLithifyError(thrown) ? thrown : loadError(file, thrown)
  })
  const config: unknown = await exported
  if (typeof config === 'object' && config !== null && !Array.isArray(config)) return config as Config
  const what =
    config === undefined
      ? 'has no default export'
      : `exports ${Array.isArray(config) ? 'a list' : String(config === null ? null : typeof config)}`
  throw new LithifyError('LITHIFY_E_CONFIG_INVALID', `${basename(file)} ${what}; it has to export a config.`, {
    data: { file },
    hint: 'export default defineConfig({ connections: { primary: { … } } })',
  })
}

async function evaluate(file: string): Promise<unknown> {
  if (file.endsWith('.json')) return JSON.parse((await readFile(file, 'utf8')).replace(/^\uFEFF/, ''))
  if (!(await isNative(file))) return evaluateWithJiti(file)
  try {
    const module = (await import(pathToFileURL(file).href)) as { default?: unknown }
    return module.default
  } catch (error) {
    if (!mayBeJitis(error)) throw error
    return evaluateWithJiti(file)
  }
}

/**
 * What Node cannot find or parse, jiti may: it knows where `lithify` is when the project has none, takes all of TypeScript, and says
 * where a syntax error is. Anything else is the config's own fault, and its code is not run twice.
 */
function mayBeJitis(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return error instanceof SyntaxError || /MODULE_NOT_FOUND$|^ERR_UN\w*(TYPESCRIPT|EXTENSION|DIR_IMPORT)/.test(code)
}

async function evaluateWithJiti(file: string): Promise<unknown> {
  const [{ createJiti }, core] = await Promise.all([import('jiti'), import('@lithify/core')])
  const modules = join(dirname(file), 'node_modules')
  const jiti = createJiti(file, {
    moduleCache: false,
    interopDefault: false,
    // Never the temporary folder that all users of a machine share: what lies there is executed.
    fsCache: existsSync(modules) ? join(modules, '.cache', 'lithify') : false,
    // So that the lines of an error are those of the file.
    transformOptions: { retainLines: true },
    // A project that has not installed lithify (a global CLI, `npx`) gets this one.
    virtualModules: { lithify: core, '@lithify/core': core },
  })
  const module = await jiti.import<{ default?: unknown }>(file)
  return module.default
}

function loadError(file: string, thrown: unknown): LithifyError {
  const name = basename(file)
  const { reason, line, column } = placeOf(thrown, file)
  const where = [name, line, column].filter((part) => part !== undefined).join(':')
  return new LithifyError('LITHIFY_E_CONFIG_LOAD', `${where} could not be evaluated: ${reason}`, {
    data: { file: name, path: file, line, column, reason },
    cause: thrown,
    hint: 'Mend the file, or name another with --config. --debug shows where it threw.',
  })
}
