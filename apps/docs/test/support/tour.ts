import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { codeBlocks } from './code-blocks.ts'
import { root, type TextFile } from './files.ts'

const bin = join(root, 'apps', 'cli', 'bin', 'lithify.js')

/** One command of a tour: what the page says that it prints, and what it did print. */
export interface Step {
  readonly command: string
  readonly told: string
  readonly printed: string
}

/**
 * Plays a tour in a folder, as a reader would: `$ lithify …` lines of console blocks are run, and the code that follows is written into the
 * files that `new` has made, in their order. Code that follows `init` is what the config file should hold.
 */
export function play(page: TextFile, folder: string): Step[] {
  const steps: Step[] = []
  const toFill: string[] = []
  for (const { language, code } of codeBlocks(page)) {
    if (language === 'console') {
      for (const { command, told } of commandsOf(code)) {
        const printed = run(command, folder)
        steps.push({ command, told: comparable(told), printed: comparable(printed) })
        const made = /^ {2}✓ (?<path>\S+\.(?:sql|mjs))$/m.exec(printed)?.groups?.['path']
        if (made !== undefined) toFill.push(made)
      }
    } else if (language === 'sql' || language === 'ts') {
      const path = toFill.shift()
      if (path === undefined) {
        // What went before is the reason, where it is not as it was told.
        if (!steps.every(fits)) return steps
        throw new Error(`${page.label} has code that belongs to no file:\n${code}`)
      }
      const file = join(folder, path)
      if (path.startsWith('lithify.config'))
        steps.push({ command: path, told: code, printed: readFileSync(file, 'utf8') })
      else if (existsSync(file)) writeFileSync(file, code)
    }
  }
  return steps
}

/** The output as the page tells it may leave lines out, each run of them as one `…`. */
export function fits({ told, printed }: Step): boolean {
  const parts = told.split(/^…$\n?/m).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('(?:.*\\n)*')}$`).test(printed)
}

function commandsOf(code: string): { command: string; told: string }[] {
  return code
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const [command = '', ...lines] = part.split('\n')
      return { command, told: lines.join('\n') }
    })
}

function run(command: string, folder: string): string {
  const [program, ...words] = command.split(' ')
  if (program !== 'lithify') throw new Error(`A tour runs lithify only, not ${command}`)
  const env = { ...process.env, CI: '', NO_COLOR: '1', FORCE_COLOR: undefined, DATABASE_URL: undefined }
  const { stdout, stderr } = spawnSync(process.execPath, [bin, ...words], { cwd: folder, encoding: 'utf8', env })
  return stdout + stderr
}

/** Without what differs from run to run: moments, durations, versions. */
function comparable(text: string): string {
  return text
    .replaceAll(/\d{14}(?=_)/g, '<revision>')
    .replaceAll(/\d{8}_\d{6}(?=\/)/g, '<archive>')
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d/g, '<moment>')
    .replaceAll(/ +\d+(?:\.\d+)? m?s$/gm, ' <time>')
    .replaceAll(/SQLite \d+\.\d+\.\d+/g, 'SQLite <version>')
}
