import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import type { DialectFactory } from '../dialect.ts'
import { LithifyError, isLithifyError, messageOf } from '../errors.ts'
import { nativeImport } from '../migrations/native-import.ts'
import { packageOf, protocolsOf } from '../migrations/package-json.ts'

/**
 * The factory of a dialect given by name: `@lithify/dialect-<name>`, else `lithify-dialect-<name>`, else the package of that very name.
 * @param from The folders to resolve it from, in order: the project root, then where the CLI is installed. Absolute.
 * @throws LithifyError `LITHIFY_E_DIALECT_MISSING` when no such package is installed, `LITHIFY_E_DIALECT_INVALID` when it cannot be loaded or its
 * default export is no factory.
 */
export async function resolveDialect(name: string, from: readonly string[]): Promise<DialectFactory> {
  const packages = packagesFor(name)
  let driver: string | undefined
  for (const folder of from) {
    for (const specifier of packages) {
      const path = await resolveModule(specifier, folder)
      if (path === undefined) continue
      // `dialect: 'postgres'` must not call the driver of that name, which projects have, as if it were a dialect.
      const bare = specifier === name && packages.length > 1
      if (!bare || protocolsOf(packageOf(path)).length > 0) return await importDialect(specifier, path)
      driver = specifier
    }
  }
  const found =
    driver === undefined
      ? ''
      : ` The package ${driver} is, but is no dialect: its package.json has no "lithify.protocols".`
  throw new LithifyError('LITHIFY_E_DIALECT_MISSING', `The dialect "${name}" is not installed.${found}`, {
    data: { dialect: name, packages, from },
    hint: `npm install ${packages[0] ?? name}`,
  })
}

/**
 * The factory that a package exports; `undefined` when it is not installed.
 * @throws LithifyError `LITHIFY_E_DIALECT_INVALID`
 */
export async function importDialectPackage(name: string, folder: string): Promise<DialectFactory | undefined> {
  const path = await resolveModule(name, folder)
  return path === undefined ? undefined : await importDialect(name, path)
}

/** The packages that may bring a dialect of this name, in the order in which they are tried. */
function packagesFor(name: string): string[] {
  // A package of a scope, or a path, is meant as it stands.
  if (/[@/\\.:]/.test(name)) return [name]
  return [`@lithify/dialect-${name}`, `lithify-dialect-${name}`, name]
}

/** The file that an import from this folder would load; `undefined` when there is none. */
async function resolveModule(specifier: string, folder: string): Promise<string | undefined> {
  // The file need not exist: it says where resolving starts.
  const importer = join(folder, 'lithify.config.js')
  try {
    const path = createRequire(importer).resolve(specifier)
    // A module of Node's own, such as `sqlite`, resolves to its name.
    return path === specifier ? undefined : path
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'MODULE_NOT_FOUND') return undefined
    if (code !== 'ERR_PACKAGE_PATH_NOT_EXPORTED')
      throw invalid(specifier, `cannot be resolved: ${messageOf(error)}`, error)
    // It is there, and its `exports` speak of `import` alone, which `require` does not look at.
    const { createJiti } = await import('jiti')
    const url = createJiti(importer).esmResolve(specifier, { try: true })
    return url?.startsWith('file:') ? fileURLToPath(url) : url
  }
}

async function importDialect(specifier: string, path: string): Promise<DialectFactory> {
  let exported: unknown
  try {
    exported = await nativeImport(pathToFileURL(path).href)
  } catch (cause) {
    if (isLithifyError(cause)) throw cause
    throw invalid(specifier, `could not be loaded: ${messageOf(cause).split('\n')[0] ?? ''}`, cause)
  }
  // CommonJS that was compiled from ES modules has its default one level down.
  const outer = (exported as { readonly default?: unknown }).default
  const factory = typeof outer === 'object' && outer !== null && 'default' in outer ? outer.default : outer
  if (typeof factory === 'function') return factory as DialectFactory
  throw invalid(specifier, 'has no dialect factory as its default export')
}

function invalid(specifier: string, problem: string, cause?: unknown): LithifyError {
  return new LithifyError('LITHIFY_E_DIALECT_INVALID', `The package ${specifier} ${problem}.`, {
    data: { package: specifier },
    hint: `Install it anew, in a version made for this lithify:  npm install ${specifier}@latest`,
    cause,
  })
}
