import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { shellWord } from '../src/shell-word.ts'

describe('a word of a command', () => {
  test.each(['database/migrations/20261123101500_create_users', 'users', 'app.users', 'überblick', 'C:/app', '--data'])(
    'stays as it is where that is one: %s',
    (text) => {
      expect(shellWord(text)).toBe(text)
    },
  )

  test
    .skipIf(process.platform === 'win32')
    .each([
      '',
      'two words',
      `it's "mine"`,
      '$HOME `date` $(date)',
      'a;b|c&d>e<f',
      '*?[x]{a,b}~!#\\',
      'two\nlines',
      '☃',
    ])('comes out of a shell as it went in: %j', (text) => {
    const said = execFileSync('/bin/sh', ['-c', `printf %s ${shellWord(text)}`], { encoding: 'utf8' })
    expect(said).toBe(text)
  })
})
