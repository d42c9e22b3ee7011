// What the demo is played on: a temporary project in which the packages of this repository are installed, and the shell in it.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters, styleText } from 'node:util'

const repository = fileURLToPath(new URL('../../../', import.meta.url))
const packages = {
  lithify: 'apps/cli',
  '@lithify/core': 'packages/core',
  '@lithify/dialect-sqlite': 'packages/dialect-sqlite',
}
const bin = join(repository, 'apps/cli/bin/lithify.js')
const colour = process.stdout.isTTY && !process.env.NO_COLOR
const paint = (style, text) => (colour ? styleText(style, text) : text)

export const root = mkdtempSync(join(realpathSync(tmpdir()), 'lithify-demo-'))

export function setUp() {
  for (const [name, folder] of Object.entries(packages)) {
    const link = join(root, 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(join(repository, folder), link, 'junction')
  }
}

export function tearDown() {
  rmSync(root, { recursive: true, force: true, maxRetries: 3 })
}

/** A heading. */
export function scene(text) {
  console.log(`\n${paint('bold', `── ${text}`)}`)
}

export function say(text) {
  console.log(paint('dim', text))
}

/** Runs a command as typed; it has to answer `code` and to say each of `says`. */
export function lithify(args, { code = 0, says = [] } = {}) {
  console.log(`\n${paint('cyan', '$')} lithify ${args}`)
  const env = { ...process.env, ...(colour ? { FORCE_COLOR: '1' } : {}) }
  // Neither the machine that shows the demo nor its settings are to change what it shows.
  delete env.CI
  delete env.DATABASE_URL
  const answer = spawnSync(process.execPath, [bin, ...args.split(' ')], { cwd: root, env, encoding: 'utf8' })
  process.stdout.write(answer.stdout + answer.stderr)
  const text = stripVTControlCharacters(answer.stdout + answer.stderr)
  assert.equal(answer.status, code, `lithify ${args} answers ${code}`)
  for (const what of [says].flat()) assert.match(text, typeof what === 'string' ? new RegExp(escaped(what)) : what)
  return text
}

function escaped(text) {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** Writes a file, and shows it as if it had been typed. */
export function write(path, text) {
  console.log(`\n${paint('cyan', '#')} ${path}`)
  process.stdout.write(indented(text))
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

export function read(path) {
  return readFileSync(join(root, path), 'utf8')
}

/** Shows a file, or the part of it that counts. */
export function cat(path, lines = Number.POSITIVE_INFINITY) {
  const all = read(path).trimEnd().split('\n')
  console.log(`\n${paint('cyan', '$')} cat ${path}`)
  process.stdout.write(indented(all.slice(0, lines).join('\n')))
  if (all.length > lines) say(`  … ${all.length - lines} more lines`)
}

function indented(text) {
  return `${text.trimEnd().replaceAll(/^/gm, '  ')}\n`
}
