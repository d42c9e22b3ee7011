import type { TextFile } from './files.ts'

/** A fenced block of a page or of a doc comment. */
export interface CodeBlock {
  readonly file: TextFile
  /** The line of the file on which its first line of code stands, from 1. */
  readonly line: number
  readonly language: string
  /** What stands after the language: `no-check`. */
  readonly info: string
  readonly code: string
}

const fence =
  /^(?<indent>[ \t]*(?:\* ?)?[ \t]*)```(?<language>[\w-]*)(?<info>[^\n]*)\n(?<code>[\s\S]*?)^[ \t]*(?:\* ?)?[ \t]*```[ \t]*$/gm

/** The fenced blocks of a text. In a source file they stand in comments, whose asterisks are taken off. */
export function codeBlocks(file: TextFile): CodeBlock[] {
  const isSource = file.path.endsWith('.ts')
  return [...file.text.matchAll(fence)].flatMap((match) => {
    const { indent = '', language = '', info = '', code = '' } = match.groups ?? {}
    if (isSource !== indent.includes('*')) return []
    const line = file.text.slice(0, match.index).split('\n').length + 1
    const text = isSource ? code.replace(/^[ \t]*\* ?/gm, '') : code
    return [{ file, line, language, info: info.trim(), code: text }]
  })
}
