import { resolve } from 'node:path'
import { LithifyError } from '@lithify/core'
import type { SqliteOptions } from './options.ts'

/** Where a database is. */
export interface Location {
  /** An absolute path; `undefined` for a database in memory. */
  readonly path: string | undefined
  readonly readOnly: boolean
}

/**
 * Reads `filename`, or `url`: `sqlite:app.db`, `sqlite:./x/app.db`, `sqlite:///abs/app.db`, `sqlite:C:/x/app.db`, `sqlite::memory:`, and the same
 * with `file:`. The path of a URL is percent-decoded; of its parameters `mode=ro`, `mode=rw`, `mode=rwc` and `mode=memory` are known.
 * @throws LithifyError `LITHIFY_E_CONFIG_INVALID`
 */
export function locate(options: SqliteOptions): Location {
  const readOnly = options.readOnly === true
  if (options.filename !== undefined) return place(options.filename, options.root, readOnly)
  const url = typeof options.url === 'function' ? options.url() : options.url
  if (url === undefined || url === '') throw invalid('No database is given.')

  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(url)?.[1]
  if (scheme === undefined) return place(url, options.root, readOnly)
  if (!/^(sqlite3?|file)$/i.test(scheme)) throw invalid(`The URL begins with ${scheme}:, which is not SQLite.`)
  const [rest, parameters] = cut(url.slice(scheme.length + 1))
  const mode = modeOf(parameters)
  if (mode === 'memory') return { path: undefined, readOnly }
  return place(pathOf(rest), options.root, readOnly || mode === 'ro')
}

function cut(text: string): [path: string, parameters: URLSearchParams] {
  const at = text.indexOf('?')
  return at < 0 ? [text, new URLSearchParams()] : [text.slice(0, at), new URLSearchParams(text.slice(at + 1))]
}

function modeOf(parameters: URLSearchParams): string | undefined {
  for (const key of parameters.keys())
    if (key !== 'mode') throw invalid(`The URL's parameter ${JSON.stringify(key)} is not known.`)
  const mode = parameters.get('mode') ?? undefined
  if (mode !== undefined && !['ro', 'rw', 'rwc', 'memory'].includes(mode))
    throw invalid(`The URL's mode ${JSON.stringify(mode)} is not known.`)
  return mode
}

function pathOf(rest: string): string {
  let path = rest
  if (path.startsWith('//')) {
    // `sqlite:///abs` has an empty host before the path. A host there is a path to whoever writes `sqlite://app.db`.
    path = path.slice(2).replace(/^localhost(?=\/)/, '')
    path = path.replace(/^\/(?=[a-z]:[/\\])/i, '')
  }
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

function place(path: string, root: string | undefined, readOnly: boolean): Location {
  if (path === ':memory:') return { path: undefined, readOnly }
  if (path === '') throw invalid('The URL names no file.')
  if (path.includes('\0')) throw invalid('A path cannot hold a NUL character.')
  return { path: resolve(root ?? '.', path), readOnly }
}

function invalid(message: string): LithifyError {
  return new LithifyError('LITHIFY_E_CONFIG_INVALID', message, {
    hint: 'Write it like sqlite:app.db, sqlite:///srv/app.db or sqlite::memory:',
  })
}
