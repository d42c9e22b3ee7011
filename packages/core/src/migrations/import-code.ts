import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

import type { Jiti } from 'jiti'

import type { MigrationFile } from './migration-file.ts'
import { nativeImport } from './native-import.ts'
import { ancestors, readPackage } from './package-json.ts'

/** Node's cache of CommonJS modules, by path. */
const { cache } = createRequire(import.meta.url)

/** Errors of Node's own loader that jiti may not have: an unknown package, syntax, a module of the other kind. */
const linkErrors = new Set([
  'ERR_MODULE_NOT_FOUND',
  'MODULE_NOT_FOUND',
  'ERR_REQUIRE_ESM',
  'ERR_REQUIRE_ASYNC_MODULE',
  'ERR_REQUIRE_CYCLE_MODULE',
  'ERR_UNKNOWN_FILE_EXTENSION',
  'ERR_UNSUPPORTED_DIR_IMPORT',
  'ERR_PACKAGE_PATH_NOT_EXPORTED',
])

/**
 * What a migration's module exports. JavaScript goes to Node itself; TypeScript, and what Node does not take, to jiti. A file that was
 * edited since it was last imported is evaluated anew.
 */
export async function importMigration(file: MigrationFile, root: string): Promise<unknown> {
  const { origin, path, text } = file
  if (origin !== undefined) {
    const jiti = await jitiAt(origin, root, text === undefined)
    return await evaluateAt(jiti, origin, { text: text ?? readFileSync(path, 'utf8') })
  }
  if (isNative(file.path)) {
    try {
      return await importNative(file)
    } catch (error) {
      if (!mayBeJitis(error)) throw error
    }
  }
  return await importWithJiti(file.path, root)
}

async function importNative({ path, checksum }: MigrationFile): Promise<unknown> {
  // The query makes a new ES module of an edited file; CommonJS is cached by path.
  delete cache[realpathSync(path)]
  return await nativeImport(`${pathToFileURL(path).href}?v=${checksum}`)
}

async function importWithJiti(path: string, root: string): Promise<unknown> {
  return await (await jitiAt(path, root, true)).import(path)
}

/** A text that is elsewhere, or nowhere yet, evaluated as the file that it was or will be: what it imports is looked for from there. */
async function evaluateAt(jiti: Jiti, origin: string, { text }: { readonly text: string }): Promise<unknown> {
  return await jiti.evalModule(text, { filename: origin, ext: extname(origin), async: true })
}

async function jitiAt(path: string, root: string, mayCache: boolean): Promise<Jiti> {
  const [{ createJiti }, core] = await Promise.all([import('jiti'), import('../index.ts')])
  const modules = join(root, 'node_modules')
  return createJiti(path, {
    moduleCache: false,
    // Never the temporary folder that all users of a machine share: what lies there is executed.
    fsCache: mayCache && existsSync(modules) ? join(modules, '.cache', 'lithify') : false,
    interopDefault: false,
    // So that the lines of an error are those of the file.
    transformOptions: { retainLines: true },
    virtualModules: { '@lithify/core': core, lithify: core },
  })
}

/** Whether Node takes the file as it is. A .js file with ESM syntax in a package of no type would make it print a warning. */
function isNative(path: string): boolean {
  if (/\.[mc]js$/.test(path)) return true
  if (!path.endsWith('.js')) return false
  const nearest = ancestors(dirname(path))
    .map(readPackage)
    .find((content) => content !== undefined)
  return nearest?.type === 'module' || !/^\s*(?:import|export)\b/m.test(readFileSync(path, 'utf8'))
}

function mayBeJitis(error: unknown): boolean {
  return error instanceof SyntaxError || linkErrors.has((error as NodeJS.ErrnoException | null)?.code ?? '')
}
