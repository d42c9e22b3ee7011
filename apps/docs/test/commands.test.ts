import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { docs, pages, root } from './support/files.ts'

const bin = join(root, 'apps', 'cli', 'bin', 'lithify.js')

/** What the built CLI says of itself. */
function help(...words: string[]): string {
  return execFileSync(process.execPath, [bin, ...words, '--help'], { cwd: docs, encoding: 'utf8' })
}

/** The part of a help text under a title. */
function part(text: string, title: string): string {
  return new RegExp(`^${title}:\\n((?: .*\\n?|\\n(?= ))*)`, 'm').exec(text)?.[1] ?? ''
}

const flagsIn = (text: string): string[] => [...new Set(text.match(/(?<![\w-])--[a-z][a-z-]*/g))]

/** The options that a help text lists at the start of its lines, global ones apart. */
function flagsOf(text: string, title: string): string[] {
  return part(text, title)
    .split('\n')
    .flatMap((line) => /^\s+(?:-\w, )?(--[a-z][a-z-]*)/.exec(line)?.[1] ?? [])
    .filter((flag) => flag !== '--help')
}

const top = help()
const commands = part(top, 'Commands')
  .split('\n')
  .flatMap((line) => /^ {2}([a-z:]+)/.exec(line)?.[1] ?? [])
  .filter((name) => name !== 'help')
const global = [...flagsOf(top, 'Options'), '--help']
const page = pages().find(({ label }) => label.endsWith('/commands.md'))?.text ?? ''
const sections = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.split('\n', 1)[0]?.trim() ?? '', section]),
)

describe('commands.md', () => {
  it('has a section for every command, and for none that is not there', () => {
    expect(commands.length).toBeGreaterThan(5)
    const written = [...sections.keys()].flatMap((title) => /^`(?:lithify )?([a-z]+)`$/.exec(title)?.[1] ?? [])
    expect(written.toSorted()).toEqual(commands.toSorted())
  })

  it('names every option that all commands take', () => {
    const missing = global.filter(
      (flag) => flag !== '--version' && !(sections.get('Options of every command') ?? '').includes(`\`${flag}`),
    )
    expect(missing).toEqual([])
  })

  it.each(commands)('%s: every option and alias is there, and none that is not', (command) => {
    const text = help(command)
    const section = sections.get(`\`${command}\``) ?? ''
    const own = flagsOf(text, 'Options')
    const aliases = (/^Also: (.+)$/m.exec(text)?.[1] ?? '').split(', ').filter((alias) => alias !== '')
    expect(
      own.filter((flag) => !new RegExp(`^\\| \`${flag}[ \`]`, 'm').test(section)),
      'options without a row',
    ).toEqual([])
    expect(
      aliases.filter((alias) => !section.includes(`\`${alias}\``)),
      'aliases',
    ).toEqual([])
    const rows = section.split('\n').filter((line) => line.startsWith('| `--'))
    expect(
      rows.flatMap(flagsIn).filter((flag) => ![...own, ...global].includes(flag)),
      'options that are not there',
    ).toEqual([])
  })
})
