import { expect, test } from 'vitest'
import { two } from './support/migrations.ts'
import { config, project } from './support/project.ts'

const names = ['with space', `it's "quoted"`, '移行 🪨', 'percent%20 #hash?', '-dash', '$(HOME) ; rm']

test.skipIf(process.platform === 'win32').each(names)('a project in a folder called %j', async (name) => {
  const typed = `${config}const typed: string = 'yes'\nvoid typed\n`
  const { lithify, lithifyWith, root } = await project({ name, files: { 'lithify.config.ts': typed, ...two } })
  for (const args of ['run', 'status', 'dump', 'verify --exit-code', 'rollback']) {
    expect(await lithify(args)).toMatchObject({ code: 0, stderr: '' })
  }
  expect(await lithifyWith(['status', `--cwd=${root}`], { cwd: '/' })).toMatchObject({ code: 0, stderr: '' })
})

test('a database, a dump and a connection with such names', async () => {
  const odd = config.replace('primary', "'my 🪨 main'").replace('app.db', 'my data 移行.db')
  const { lithify, lithifyWith, exists } = await project({ files: { 'lithify.config.mjs': odd, ...two } })
  const answer = await lithify('run')
  expect(answer).toMatchObject({ code: 0, stderr: '' })
  expect(answer.stdout).toMatch(/^my 🪨 main · SQLite .* · my data 移行\.db\n/)
  expect((await lithifyWith(['dump', '--connection', 'my 🪨 main', '--path', 'a b/移行 dump.sql'])).code).toBe(0)
  expect(exists('a b/移行 dump.sql')).toBe(true)
  expect(await lithifyWith(['run', '--url', 'sqlite:second.db', '--schema-path', 'a b/移行 dump.sql'])).toMatchObject({
    code: 0,
    stderr: '',
  })
})

test.skipIf(process.platform === 'win32')('a file’s name cannot give orders to the terminal', async () => {
  const { lithify, path } = await project({
    files: {
      'lithify.config.mjs': config,
      'database/migrations/1_\u001b[2J\u001b]0;owned\u0007x.sql': '-- migrate:up\nnonsense;\n',
    },
  })
  const answers = [await lithify('status'), await lithify('run'), await lithify('run --json')]
  for (const { stdout, stderr } of answers) expect(stdout + stderr).not.toContain('\u001b')
  expect(path()).not.toBe('')
})
