import { describe, expect, it } from 'vitest'
import { codeLanguage, languageLike } from '../../src/migrations/language.ts'
import type { MigrationFile } from '../../src/migrations/migration-file.ts'

const files = (...paths: readonly string[]): MigrationFile[] =>
  paths.map((path) => ({ name: path, path, format: path.endsWith('.sql') ? 'sql' : 'code', checksum: '' }))

describe('the language of a new migration', () => {
  it.each([
    ['lithify.config.ts', 'ts'],
    ['lithify.config.mts', 'ts'],
    ['lithify.config.cts', 'ts'],
    ['lithify.config.js', 'mjs'],
    ['lithify.config.mjs', 'mjs'],
    ['lithify.config.cjs', 'mjs'],
    ['lithify.config.json', 'sql'],
    [undefined, 'sql'],
  ])('is that of the config: %s', (config, language) => expect(languageLike(config)).toBe(language))

  it.each([
    [['1.mjs', '2.js', '3.sql'], 'mjs', 'mjs'],
    [['1.sql'], 'mjs', 'mjs'],
    [['1.mjs'], 'ts', 'ts'],
    [['1.mjs', '2.ts'], 'mjs', 'ts'],
    [['1.mts'], undefined, 'ts'],
    [['1.cjs', '2.sql'], undefined, 'mjs'],
    [['1.cjs', '2.sql'], 'sql', 'mjs'],
    [['1.sql'], undefined, 'ts'],
    [['1.sql'], 'sql', 'ts'],
  ] as const)('of one that has to be code, beside %j and a config in %s, is %s', (paths, like, language) =>
    expect(codeLanguage(files(...paths), like)).toBe(language),
  )
})
