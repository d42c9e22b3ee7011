import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import ts from 'typescript'
import type { CodeBlock } from './code-blocks.ts'
import { docs, root } from './files.ts'

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
  paths: sourcesByName(),
}

/**
 * Type-checks examples, each as a module of its own (.mts) that lies, without being written, beside the file that holds it:
 * so its imports resolve as they do there. Answers what is wrong, each with its place in that file.
 */
export function compileExamples(blocks: readonly CodeBlock[]): string[] {
  const examples = new Map(blocks.map((block) => [pathFor(block), block]))
  const host = ts.createCompilerHost(compilerOptions)
  host.fileExists = (path) => examples.has(path) || ts.sys.fileExists(path)
  host.readFile = (path) => {
    const block = examples.get(path)
    return block === undefined ? ts.sys.readFile(path) : numbered(block)
  }
  host.getSourceFile = (path, options) => {
    const text = host.readFile(path)
    return text === undefined ? undefined : ts.createSourceFile(path, text, options)
  }
  const program = ts.createProgram([...examples.keys()], compilerOptions, host)
  return [...examples].flatMap(([path, block]) => {
    const file = program.getSourceFile(path)
    if (file === undefined) return [`${block.file.label}:${block.line} was not read`]
    const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]
    return found.map((diagnostic) => {
      const { line } = file.getLineAndCharacterOfPosition(diagnostic.start ?? 0)
      return `${block.file.label}:${line + 1} ${ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n')}`
    })
  })
}

function pathFor({ file, line }: CodeBlock): string {
  // The README of the workspace has no packages of its own to import from.
  const folder = dirname(file.path) === root ? docs : dirname(file.path)
  return join(folder, `example-of-${file.label.replaceAll(/[^\w.-]/g, '_')}-${line}.mts`).replaceAll('\\', '/')
}

/** Empty lines before it, so that a line of the example has the number that it has in its file. */
function numbered({ line, code }: CodeBlock): string {
  return '\n'.repeat(line - 1) + code
}

/** Every package of the workspace by its name. */
function sourcesByName(): Record<string, string[]> {
  const folders = ['apps', 'packages'].flatMap((room) =>
    readdirSync(join(root, room)).map((name) => join(root, room, name)),
  )
  const named = folders.flatMap((folder): [string, string[]][] => {
    const [manifest, index] = [join(folder, 'package.json'), join(folder, 'src', 'index.ts')]
    if (!existsSync(manifest) || !existsSync(index)) return []
    const { name } = JSON.parse(readFileSync(manifest, 'utf8')) as { name: string }
    return [
      [name, [index]],
      [`${name}/*`, [join(folder, 'src', '*', 'index.ts')]],
    ]
  })
  return Object.fromEntries(named)
}
