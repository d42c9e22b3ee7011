import { describe, expect, test } from 'vitest'
import { documentOf, expectFailure } from './support/expect.ts'
import { start } from './support/lithify.ts'
import { two } from './support/migrations.ts'
import { config, project } from './support/project.ts'

const lithify = (...args: string[]) => start(args).answer

describe('bad input', () => {
  test('an unknown command is refused with the nearest one', async () => {
    expectFailure(await lithify('rnu'), {
      code: 'LITHIFY_E_USAGE',
      exit: 64,
      says: "unknown command 'rnu'",
      hint: 'Did you mean run?',
    })
  })

  test('the spellings of both guides are suggested too', async () => {
    expectFailure(await lithify('migration:rnu'), {
      code: 'LITHIFY_E_USAGE',
      exit: 64,
      hint: 'Did you mean migration:run?',
    })
    expectFailure(await lithify('schema-dump'), {
      code: 'LITHIFY_E_USAGE',
      exit: 64,
      hint: 'Did you mean schema:dump?',
    })
  })

  test('an unknown command that resembles none points to the help', async () => {
    expectFailure(await lithify('xyzzyplugh'), { code: 'LITHIFY_E_USAGE', exit: 64, hint: 'lithify --help' })
  })

  test('an unknown flag is refused with the nearest one', async () => {
    const answer = await lithify('run', '--dry-rnu')
    expectFailure(answer, {
      code: 'LITHIFY_E_USAGE',
      exit: 64,
      says: "unknown option '--dry-rnu'",
      hint: 'Did you mean --dry-run?',
    })
  })

  test('a flag of another command is refused', async () => {
    expectFailure(await lithify('status', '--prune'), { code: 'LITHIFY_E_USAGE', exit: 64, hint: 'lithify' })
  })

  test.each([
    [['run', '--step', '0'], 'whole number of 1 or more'],
    [['run', '--step', '1e3'], 'whole number of 1 or more'],
    [['run', '--step', '-1'], 'whole number of 1 or more'],
    [['rollback', '--batch', 'last'], 'whole number of 0 or more'],
    [['run', '--lock-timeout', 'soon'], 'takes seconds'],
    [['status', '--connection', 'a', '--connection', 'b'], 'given twice'],
    [['dump', '--data', ','], 'takes one name or several'],
    [['status', '--cwd', '/no/such/directory'], 'no such directory'],
    [['rollback', '--step', '1', '--batch', '1'], 'cannot be used with'],
    [['new', 'x', '--empty', '--sql', '--ts'], 'cannot be used with'],
    [['new', '--empty'], 'missing required argument'],
    [['run', 'everything'], 'too many arguments'],
    [['run', '--to'], 'argument missing'],
    [['init', '--dialect', '../evil'], 'name of a dialect'],
    [['init', '--url', 'app.db'], 'has none'],
  ])('%j does not fit together', async (args, says) => {
    expectFailure(await lithify(...args), { code: 'LITHIFY_E_USAGE', exit: 64, hint: /lithify|--url/, says })
  })

  test('a password on the command line is not repeated', async () => {
    const answer = await lithify('postgres://me:hunter2@host/db')
    expect(answer.code).toBe(64)
    expect(answer.stdout + answer.stderr).not.toContain('hunter2')
  })

  test('--json answers a usage error with one document on stdout', async () => {
    const answer = await lithify('rnu', '--json')
    expect(answer.code).toBe(64)
    expect(documentOf(answer)).toEqual({
      version: 1,
      command: null,
      ok: false,
      error: { code: 'LITHIFY_E_USAGE', message: "unknown command 'rnu'", hint: 'Did you mean run?', data: {} },
    })
  })

  test('--debug shows the stack, also of a usage error', async () => {
    const answer = await lithify('rnu', '--debug')
    expect(answer.code).toBe(64)
    expect(answer.stderr).toMatch(/^\s+at .+/m)
  })
})

describe('help', () => {
  test('--help, help and nothing at all show every command on stdout', async () => {
    const answers = await Promise.all([lithify('--help'), lithify('help'), lithify()])
    for (const { code, stdout, stderr } of answers) {
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      expect(stdout).toBe(answers[0]?.stdout)
    }
    for (const name of [
      'init',
      'new',
      'run',
      'rollback',
      'status',
      'fresh',
      'reset',
      'refresh',
      'dump',
      'verify',
      'lock',
    ]) {
      expect(answers[0]?.stdout).toMatch(new RegExp(`^  ${name}( |$)`, 'm'))
    }
    expect(answers[0]?.stdout).toContain('.env file is not read')
  })

  test('a command’s help says how else it is called, by any of its names', async () => {
    const answers = await Promise.all([
      lithify('run', '--help'),
      lithify('help', 'migration:run'),
      lithify('migrate', '-h'),
    ])
    for (const { code, stdout } of answers) {
      expect(code).toBe(0)
      expect(stdout).toContain('--schema-path <file>')
      expect(stdout).toContain('Also: migration:run, migrate, up')
    }
  })

  test('--version prints the version alone', async () => {
    const { code, stdout } = await lithify('--version')
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\S*\n$/) })
  })

  test('--json without a command is a usage error, not a help text', async () => {
    const answer = await lithify('--json')
    expect(answer.code).toBe(64)
    expect(documentOf(answer).error?.code).toBe('LITHIFY_E_USAGE')
  })
})

describe('spellings', () => {
  test.each(['run', 'migrate', 'up', 'migration:run'])('%s runs', async (name) => {
    const { lithify: call } = await project({ files: { 'lithify.config.mjs': config, ...two } })
    const answer = await call(`${name} --json`)
    expect(documentOf(answer)).toMatchObject({ command: 'run', ok: true, result: { total: 2 } })
  })

  test.each([
    ['migration:status', 'status'],
    ['check', 'verify'],
    ['schema:dump', 'dump'],
    ['migration:rollback --dry-run', 'rollback'],
    ['down --dry-run', 'rollback'],
    ['migration:fresh --force', 'fresh'],
    ['migration:reset --force', 'reset'],
    ['migration:refresh --force', 'refresh'],
    ['make:migration title --empty', 'new'],
  ])('%s is %s', async (spelling, command) => {
    const { lithify: call } = await project({ files: { 'lithify.config.mjs': config, ...two } })
    await call('run')
    expect(documentOf(await call(`${spelling} --json`))).toMatchObject({ command, ok: true })
  })

  test('options that all commands take stand before the command or after it', async () => {
    const { lithify: call, root } = await project()
    const [before, after] = await Promise.all([
      call(`--json --cwd ${root} status`, { cwd: '/' }),
      call(`status --cwd ${root} --json`, { cwd: '/' }),
    ])
    expect(documentOf(before)).toEqual(documentOf(after))
    expect(documentOf(before)).toMatchObject({ ok: true, result: { connection: 'primary' } })
  })
})
