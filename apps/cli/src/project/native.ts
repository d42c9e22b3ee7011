import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/**
 * Whether Node takes a file as it is, without a warning: JavaScript always, TypeScript from Node 22.18 on; a plain .js or .ts only where
 * a package.json says that it is a module. jiti takes the rest, and takes a tenth of a second for it.
 */
export async function isNative(file: string): Promise<boolean> {
  if (file.endsWith('ts') && !('typescript' in process.features && process.features.typescript)) return false
  return /\.[mc][jt]s$/.test(file) || (await packageType(dirname(file))) === 'module'
}

async function packageType(folder: string): Promise<unknown> {
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined)
  if (text !== undefined) return typeOf(text)
  return dirname(folder) === folder ? undefined : packageType(dirname(folder))
}

/** A package.json that is broken says nothing. */
function typeOf(text: string): unknown {
  try {
    return (JSON.parse(text) as { type?: unknown } | null)?.type
  } catch {
    return undefined
  }
}
