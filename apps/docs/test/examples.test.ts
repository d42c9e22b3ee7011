import { describe, expect, it } from 'vitest'
import { codeBlocks, type CodeBlock } from './support/code-blocks.ts'
import { compileExamples } from './support/compile.ts'
import { pages, publicReadmes, sources } from './support/files.ts'

const blocks = [...pages(), ...publicReadmes(), ...sources()].flatMap(codeBlocks)
const label = ({ file, line }: CodeBlock): string => `${file.label}:${line}`

describe('examples', () => {
  it('in TypeScript compile: those of the pages, of the READMEs and of the doc comments', () => {
    const examples = blocks.filter(({ language, info }) => language === 'ts' && info !== 'no-check')
    expect(examples.filter(({ file }) => file.path.endsWith('.md')).length).toBeGreaterThan(10)
    expect(examples.filter(({ file }) => file.path.endsWith('.ts')).length).toBeGreaterThan(3)
    expect(compileExamples(examples)).toEqual([])
  })

  it('are excepted from compiling in few places only', () => {
    const excepted = blocks.filter(({ language, info }) => language === 'ts' && info === 'no-check')
    expect(excepted.length, excepted.map(label).join(', ')).toBeLessThanOrEqual(3)
  })

  it('in JSON can be parsed', () => {
    const broken = blocks.filter(({ language, code }) => language === 'json' && !isJson(code))
    expect(broken.map(label)).toEqual([])
  })

  it('say which language they are in', () => {
    expect(blocks.filter(({ file, language }) => file.path.endsWith('.md') && language === '').map(label)).toEqual([])
  })
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
