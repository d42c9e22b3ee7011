import { readdirSync } from 'node:fs'
import { join } from 'node:path'

import type { DialectFactory } from '../dialect.ts'
import { LithifyError } from '../errors.ts'
import { ancestors, protocolsOf, readPackage } from '../migrations/package-json.ts'
import { redactUrl } from './redact.ts'
import { importDialectPackage } from './resolve-dialect.ts'

/**
 * The factory of the installed dialect that answers to a URL's scheme: the one whose `package.json` lists it under `lithify.protocols`. Only that
 * package is imported.
 * @param from The folders to look from, in order: the project root, then where the CLI is installed. Absolute.
 * @throws LithifyError `LITHIFY_E_CONFIG_INVALID` when the URL has no scheme, `LITHIFY_E_DIALECT_MISSING` when no installed dialect claims it,
 * `LITHIFY_E_DIALECT_INVALID` when the package is no dialect.
 */
export async function resolveProtocol(url: string, from: readonly string[]): Promise<DialectFactory> {
  // One letter is a drive of Windows.
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(url)?.[1]?.toLowerCase()
  if (scheme === undefined) {
    throw new LithifyError(
      'LITHIFY_E_CONFIG_INVALID',
      `${redactUrl(url) || 'An empty text'} is no database URL: it has no scheme.`,
      {
        hint: 'Write the kind of database before it, as in  kind:file  or  kind://user@host/database',
      },
    )
  }
  for (const folder of from) {
    // Package managers without node_modules folders still resolve by name, so that comes last.
    const name = findPackage(scheme, folder) ?? `@lithify/dialect-${scheme}`
    const factory = await importDialectPackage(name, folder)
    if (factory !== undefined) return factory
  }
  throw new LithifyError('LITHIFY_E_DIALECT_MISSING', `No installed dialect answers to ${scheme}: URLs.`, {
    data: { protocol: scheme, from },
    hint: `Install the dialect of that database:  npm install @lithify/dialect-${scheme}  (one dialect may answer to several schemes)`,
  })
}

function findPackage(scheme: string, folder: string): string | undefined {
  const levels = ancestors(folder).map((ancestor) => join(ancestor, 'node_modules'))
  const candidates = [
    `@lithify/dialect-${scheme}`,
    ...ancestors(folder).flatMap(declared),
    ...levels.flatMap(installed),
  ]
  return [...new Set(candidates)].find((name) => {
    const found = levels.map((level) => readPackage(join(level, name))).find((content) => content !== undefined)
    return protocolsOf(found).includes(scheme)
  })
}

/** What a folder's package.json depends on. */
function declared(folder: string): string[] {
  const content = readPackage(folder)
  return Object.keys({
    ...content?.dependencies,
    ...content?.devDependencies,
    ...content?.optionalDependencies,
    ...content?.peerDependencies,
  })
}

/** What lies in a node_modules folder under the names that dialects have. */
function installed(modules: string): string[] {
  const scoped = list(join(modules, '@lithify')).filter((name) => name.startsWith('dialect-'))
  return [
    ...scoped.map((name) => `@lithify/${name}`),
    ...list(modules).filter((name) => name.startsWith('lithify-dialect-')),
  ]
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted()
  } catch {
    return []
  }
}
