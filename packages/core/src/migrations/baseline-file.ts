import { readFileSync } from 'node:fs'

import { compareMigrationNames, baseName } from './natural.ts'

/** How the name of every baseline migration ends. */
const ending = '_baseline'

/** Whether a migration in code is a baseline, told from its name and text alone: nothing of it is evaluated. */
export function isBaselineFile(name: string, path: string): boolean {
  return name.endsWith(ending) && readFileSync(path, 'utf8').includes('squashedThrough')
}

/**
 * The name of the baseline that replaces everything up to a migration: `…/20261102110000_baseline`. The revision stays, so that the baseline takes
 * the place of the last migration that it replaces. Where the revision alone would not sort before every later migration, more of the name stays.
 * @param later The names of the migrations that are not replaced.
 */
export function baselineName(squashedThrough: string, later: Iterable<string> = []): string {
  const base = baseName(squashedThrough)
  const folder = squashedThrough.slice(0, squashedThrough.length - base.length)
  const revision = /^\d+/.exec(base)?.[0] ?? base
  const short = `${folder}${revision}${ending}`
  const isFree = [...later].every((name) => compareMigrationNames(short, name) < 0)
  return isFree || base.endsWith(ending) ? short : `${folder}${base}${ending}`
}

export function isNamedAsBaseline(name: string): boolean {
  return name.endsWith(ending)
}
