import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import ts from 'typescript'
import { afterAll, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
// Inside the package, so that its dependencies are found.
const folder = mkdtempSync(join(import.meta.dirname, '.examples-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The TypeScript in fenced blocks of a README or of comments. */
function examplesIn(path: string): string[] {
  const text = readFileSync(path, 'utf8').replaceAll(/^ *\* ?/gm, '')
  return [...text.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code as string)
}

test('the examples in the README and in the comments compile', { timeout: 120_000 }, () => {
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  )
  const files = [join(root, 'README.md'), ...sources.map((name) => join(root, 'src', name))].flatMap((path) =>
    examplesIn(path).map((code, at) => {
      const file = join(folder, `${relative(root, path).replaceAll(/\W/g, '_')}_${at}.ts`)
      writeFileSync(file, code)
      return file
    }),
  )
  expect(files.length).toBeGreaterThan(2)
  const { config } = ts.readConfigFile(join(root, '../../tsconfig.base.json'), ts.sys.readFile) as {
    config: { compilerOptions: object }
  }
  const { options } = ts.convertCompilerOptionsFromJson(
    {
      ...config.compilerOptions,
      paths: {
        '@lithify/dialect-testkit': [join(root, 'src/index.ts')],
        '@lithify/dialect-sqlite': [join(root, '../dialect-sqlite/src/index.ts')],
        vitest: [join(root, '../../node_modules/vitest')],
      },
    },
    root,
  )
  const messages = ts
    .getPreEmitDiagnostics(ts.createProgram(files, options))
    .map(
      ({ file, messageText }) =>
        `${file === undefined ? '' : relative(root, file.fileName)}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    )
  expect(messages).toEqual([])
})
