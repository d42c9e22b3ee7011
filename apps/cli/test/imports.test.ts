import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { start } from './support/lithify.ts'
import { two } from './support/migrations.ts'
import { config, project } from './support/project.ts'

const recorder = new URL('support/record-imports.mjs', import.meta.url).href

/** The files that a command line loads, in the order of loading. */
async function imports(args: readonly string[], cwd?: string): Promise<string[]> {
  const { stderr } = await start(args, {
    env: { NODE_OPTIONS: `--import=${recorder}` },
    ...(cwd === undefined ? {} : { cwd }),
  }).answer
  return [...stderr.matchAll(/^import (file:.*)$/gm)].map(([, url = '']) => fileURLToPath(url))
}

/** What must not be paid for by whoever does not need it. */
const heavy = /packages[\\/]core|jiti|clack|valibot|dialect-sqlite|better-sqlite3/

describe('nothing is loaded before it is needed', () => {
  test.each([['--help'], ['--version'], ['run', '--help'], ['help', 'dump']])('%j', async (...args) => {
    const loaded = await imports(args)
    expect(loaded.some((file) => file.endsWith('main.js'))).toBe(true)
    expect(loaded.filter((file) => heavy.test(file))).toEqual([])
  })

  test('a project in JavaScript needs no jiti, and a command that asks nothing no prompts', async () => {
    const { root } = await project({ files: { 'lithify.config.mjs': config, ...two } })
    const loaded = await imports(['status'], root)
    expect(loaded.some((file) => /packages[\\/]core/.test(file))).toBe(true)
    expect(loaded.filter((file) => /[\\/]jiti[\\/]|clack/.test(file))).toEqual([])
  })
})
