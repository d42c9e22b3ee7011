import { readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Frame } from './read.ts'

/** The package that a file belongs to. */
export function packageOf(url: string): string {
  return (
    /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(url)?.[1] ??
    /(?:packages|apps)\/[^/]+/.exec(url)?.[0] ??
    'the project'
  )
}

/** A function's file and line: in the source, where a map tells. The machine's own folders are left out. */
export function placeOf({ url, lineNumber, columnNumber }: Frame): string {
  if (!url.startsWith('file:')) return url
  const entry = mapOf(fileURLToPath(url))?.findEntry(lineNumber, columnNumber)
  if (entry === undefined || !('originalSource' in entry)) {
    const file = url
      .replace(/^.*\/(?:node_modules|packages|apps)\//, '')
      .replace(/^.*\//, (path) => (path.startsWith('file:') ? '' : path))
    return `${file}:${lineNumber + 1}`
  }
  return `${packageOf(url)}/${entry.originalSource.replace(/^(\.\.\/)+/, '')}:${entry.originalLine + 1}`
}

const maps = new Map<string, SourceMap | undefined>()

function mapOf(path: string): SourceMap | undefined {
  if (!maps.has(path)) maps.set(path, readMap(path))
  return maps.get(path)
}

function readMap(path: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${path}.map`, 'utf8')) as ConstructorParameters<typeof SourceMap>[0])
  } catch {
    return undefined
  }
}
