import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** What matters here of a package.json. */
export interface Package {
  readonly name?: string
  readonly type?: string
  readonly lithify?: { readonly protocols?: unknown }
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

/** The package.json in a folder; `undefined` where there is none that can be read. */
export function readPackage(folder: string): Package | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Package
  } catch {
    return undefined
  }
}

/** The package that a file belongs to. Folders inside a package may have a nameless package.json, to set the kind of modules. */
export function packageOf(file: string): Package | undefined {
  return ancestors(dirname(file))
    .map(readPackage)
    .find((content) => content?.name !== undefined)
}

/** A folder and all that hold it, the innermost first. */
export function ancestors(folder: string): string[] {
  const parent = dirname(folder)
  return parent === folder ? [folder] : [folder, ...ancestors(parent)]
}

/** The URL schemes that a package claims to answer to. */
export function protocolsOf(content: Package | undefined): readonly unknown[] {
  const protocols = content?.lithify?.protocols
  return Array.isArray(protocols) ? protocols : []
}
