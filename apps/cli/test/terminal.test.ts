import { spawn, spawnSync } from 'node:child_process'
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { query } from './support/database.ts'
import { expectFailure } from './support/expect.ts'
import { answerOf, bin, cleanEnvironment, type Answer } from './support/lithify.ts'
import { createTable, two } from './support/migrations.ts'
import { config, project, type TestProject } from './support/project.ts'

const escape = '\u001b'
const files = { 'lithify.config.mjs': config, ...two }

describe('no terminal', () => {
  test('no colour, nothing moves', async () => {
    const { lithify } = await project({ files })
    const answers = [await lithify('run'), await lithify('status', { env: { CI: 'true' } }), await lithify('nonsense')]
    for (const { stdout, stderr } of answers) {
      expect(stdout + stderr).not.toContain(escape)
      expect(stdout + stderr).not.toContain('\r')
    }
  })

  test('FORCE_COLOR colours a pipe; NO_COLOR and --no-color win over it', async () => {
    const { lithify } = await project({ files })
    expect((await lithify('status', { env: { FORCE_COLOR: '1' } })).stdout).toContain(`${escape}[`)
    expect((await lithify('status', { env: { FORCE_COLOR: '1', NO_COLOR: '1' } })).stdout).not.toContain(escape)
    expect((await lithify('status --no-color', { env: { FORCE_COLOR: '1' } })).stdout).not.toContain(escape)
    expect((await lithify('nonsense', { env: { FORCE_COLOR: '1' } })).stderr).toContain(`${escape}[`)
  })

  test('a closed stdin asks nothing and waits for nothing', async () => {
    const { lithify } = await project({ files })
    expect((await lithify('run', { stdin: 'closed' })).code).toBe(0)
    expectFailure(await lithify('fresh', { stdin: 'closed' }), {
      code: 'LITHIFY_E_CONFIRMATION',
      exit: 1,
      hint: '--force',
    })
  })

  test.skipIf(process.platform === 'win32')(
    'a reader that goes away early is no error, and no reason to stop in the middle',
    async () => {
      const more = Object.fromEntries(
        Array.from({ length: 30 }, (_, index) => [
          `database/migrations/2027${index + 10}_t.sql`,
          createTable(`t${index}`),
        ]),
      )
      const { root, lithify } = await project({ files: { ...files, ...more } })
      const { status, stderr } = spawnSync('sh', ['-c', `"${process.execPath}" "${bin}" run | head -c 1`], {
        cwd: root,
        env: cleanEnvironment(),
        encoding: 'utf8',
      })
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
      expect((await lithify('status')).stdout).toContain('32 applied, none pending')
    },
  )
})

// util-linux's: it runs a command on a pseudo-terminal of its own and passes the keys on.
const terminalProgram = 'script'
const hasScript =
  process.platform === 'linux' &&
  spawnSync(terminalProgram, ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux')

/** Runs the CLI on a terminal and types `keys` once it shows `prompt`. */
async function onTerminal(
  made: TestProject,
  args: string,
  options: { prompt?: string; keys?: string; env?: Record<string, string> } = {},
): Promise<Answer> {
  const child = spawn(
    terminalProgram,
    ['-qec', `stty cols 100 rows 40; exec "${process.execPath}" "${bin}" ${args}`, '/dev/null'],
    {
      cwd: made.root,
      env: cleanEnvironment({ TERM: 'xterm-256color', ...options.env }),
    },
  )
  let seen = ''
  let typed = false
  child.stdout.on('data', (data: Buffer) => {
    seen += String(data)
    if (options.prompt === undefined || typed || !seen.includes(options.prompt)) return
    typed = true
    child.stdin.write(options.keys ?? '')
  })
  return answerOf(child)
}

async function full(): Promise<TestProject> {
  const made = await project({
    files: {
      ...files,
      'database/migrations/20260103000000_ada.sql': `-- migrate:up\ninsert into users values (1, 'Ada');\n-- migrate:down\nselect 1;\n`,
    },
  })
  expect((await made.lithify('run')).code).toBe(0)
  return made
}
const people = (made: TestProject): Promise<unknown[]> => query(made.path('app.db'), 'select name from users')

describe.skipIf(!hasScript)('a terminal (needs util-linux’s script)', () => {
  test('colours, and the names before the work', async () => {
    const made = await project({ files })
    const { code, stdout } = await onTerminal(made, 'run')
    expect(code).toBe(0)
    expect(stdout).toContain(`${escape}[32m✓`)
    expect(stdout.indexOf('·')).toBeLessThan(stdout.indexOf('✓'))
    expect(stripVTControlCharacters(stdout)).toMatch(/· 20260101000000_create_users\s+· 20260102000000_create_posts/)
  })

  test('a destructive command asks; yes goes on', async () => {
    const made = await full()
    const { code, stdout } = await onTerminal(made, 'reset', { prompt: 'Go on with', keys: 'y' })
    expect(stdout).toContain('users')
    expect(code).toBe(0)
    expect((await made.lithify('status')).stdout).toContain('none applied, 3 pending')
  })

  test('no and Return do not', async () => {
    const made = await full()
    for (const keys of ['n', '\r']) {
      const { code, stdout } = await onTerminal(made, 'fresh', { prompt: 'Go on with', keys })
      expect(code).toBe(1)
      expect(stdout).toContain('LITHIFY_E_CONFIRMATION')
      expect(await people(made)).toEqual([{ name: 'Ada' }])
    }
  })

  test('Ctrl-C or Escape at the question ends it as an interruption', async () => {
    const made = await full()
    for (const keys of ['\u0003', escape]) {
      expect((await onTerminal(made, 'fresh', { prompt: 'Go on with', keys })).code).toBe(130)
      expect(await people(made)).toEqual([{ name: 'Ada' }])
    }
  })

  test('CI asks nobody, terminal or not', async () => {
    const made = await full()
    const { code, stdout } = await onTerminal(made, 'fresh', { env: { CI: 'true' } })
    expect(code).toBe(1)
    expect(stdout).toContain('--force')
    expect(stdout).not.toContain('Go on with')
  })

  test('init asks for the database', async () => {
    const made = await project({ files: {} })
    const { code } = await onTerminal(made, 'init', { prompt: 'Where is the database?', keys: '\r' })
    expect(code).toBe(0)
    expect(await made.read('lithify.config.mjs')).toContain('sqlite:app.db')
  })
})
