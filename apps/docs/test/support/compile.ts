import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import type { CodeBlock } from './code-blocks.ts'
import { docs, root } from './files.ts'

/** Inside the docs, so that imports resolve as they do for a package of this workspace. */
const folder = join(docs, '.test-results', 'examples')

const source = (...parts: string[]): string[] => [join(root, ...parts)]

export const compilerOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2023.d.ts'],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  moduleDetection: ts.ModuleDetectionKind.Force,
  types: ['node'],
  typeRoots: [join(docs, 'node_modules', '@types')],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  noEmit: true,
  // The sources, not what was built of them: an example is checked against what is there now.
  paths: {
    lithify: source('apps', 'cli', 'src', 'index.ts'),
    '@lithify/core': source('packages', 'core', 'src', 'index.ts'),
    '@lithify/dialect-sqlite': source('packages', 'dialect-sqlite', 'src', 'index.ts'),
    '@lithify/dialect-testkit': source('packages', 'dialect-testkit', 'src', 'index.ts'),
  },
}

/** Type-checks examples, each as a module of its own. Answers what is wrong, each with its place in the file that holds the example. */
export function compileExamples(blocks: readonly CodeBlock[]): string[] {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n')
  const written = new Map<string, CodeBlock>()
  for (const block of blocks) {
    const path = join(folder, `${block.file.label.replaceAll(/[^\w.-]/g, '_')}_${block.line}.ts`)
    // Empty lines before it, so that a line of the example has the number that it has in its file.
    writeFileSync(path, '\n'.repeat(block.line - 1) + block.code)
    written.set(path.replaceAll('\\', '/'), block)
  }
  const program = ts.createProgram([...written.keys()], compilerOptions)
  return [...written].flatMap(([path, block]) => {
    const file = program.getSourceFile(path)
    if (file === undefined) return [`${block.file.label}:${block.line} was not read`]
    const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]
    return found.map((diagnostic) => {
      const { line } = file.getLineAndCharacterOfPosition(diagnostic.start ?? 0)
      return `${block.file.label}:${line + 1} ${ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n')}`
    })
  })
}
