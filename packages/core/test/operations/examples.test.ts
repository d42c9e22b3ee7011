import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import ts from 'typescript'
import { afterAll, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
// Inside the package, so that its dependencies are found.
const folder = mkdtempSync(join(import.meta.dirname, '.examples-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The TypeScript in fenced blocks of comments. */
function examplesIn(path: string): string[] {
  const text = readFileSync(path, 'utf8').replaceAll(/^ *\* ?/gm, '')
  return [...text.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code as string)
}

test('the examples in the comments on operations compile', { timeout: 120_000 }, () => {
  const sources = readdirSync(join(root, 'src/operations')).map((name) => join(root, 'src/operations', name))
  const files = sources.flatMap((path) =>
    examplesIn(path).map((code, at) => {
      const file = join(folder, `${relative(root, path).replaceAll(/\W/g, '_')}_${at}.ts`)
      writeFileSync(file, code)
      return file
    }),
  )
  expect(files.length).toBeGreaterThan(4)
  const { config } = ts.readConfigFile(join(root, '../../tsconfig.base.json'), (path) => ts.sys.readFile(path)) as {
    config: { compilerOptions: object }
  }
  const { options } = ts.convertCompilerOptionsFromJson(
    { ...config.compilerOptions, paths: { '@lithify/core': [join(root, 'src/index.ts')] } },
    root,
  )
  const messages = ts
    .getPreEmitDiagnostics(ts.createProgram(files, options))
    .map(({ file, messageText }) => [file?.fileName, ts.flattenDiagnosticMessageText(messageText, '\n')].join(': '))
  expect(messages.filter((message) => message.includes('.examples-'))).toEqual([])
})
