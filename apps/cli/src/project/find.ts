import { existsSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { LithifyError } from '@lithify/core'

const extensions = ['ts', 'mts', 'mjs', 'js', 'cjs', 'json'] as const

/**
 * The config file: the one that was named, else the first `lithify.config.*` from `from` upwards.
 * @throws LithifyError `LITHIFY_E_CONFIG_MISSING` when the named one is not there, `LITHIFY_E_CONFIG_INVALID` when a folder has two
 */
export function findConfig(named: string | undefined, from: string): string | undefined {
  if (named !== undefined) {
    const file = resolve(from, named)
    if (existsSync(file)) return file
    throw new LithifyError('LITHIFY_E_CONFIG_MISSING', `There is no config file ${named}.`, {
      data: { file: named },
      hint: 'lithify init  writes one.',
    })
  }
  for (let folder = from; ; folder = dirname(folder)) {
    const found = extensions
      .map((extension) => join(folder, `lithify.config.${extension}`))
      .filter((file) => existsSync(file))
    if (found.length > 1) throw tooMany(found.map((file) => relative(from, file)))
    if (found[0] !== undefined) return found[0]
    if (dirname(folder) === folder) return undefined
  }
}

// Whichever were taken, someone would be editing the other.
function tooMany(files: readonly string[]): LithifyError {
  return new LithifyError('LITHIFY_E_CONFIG_INVALID', `There are several config files: ${files.join(', ')}.`, {
    data: { files },
    hint: `Remove all but one, or name the one to use:  --config ${files[0]}`,
  })
}
