import { describe, expect, it } from 'vitest'
import { pages, sources } from './support/files.ts'

// Not `LITHIFY_E_CONFIG_…`, which stands for several.
const code = /LITHIFY_[EW](?:_[A-Z]+)+(?![A-Z_])/g
const page = pages().find(({ label }) => label.endsWith('/errors.md'))?.text ?? ''
const headings = [...page.matchAll(/^###? `?(LITHIFY_[EW](?:_[A-Z]+)+)`?(?: \{#(\w+)\})?$/gm)]
const documented = headings.map((heading) => heading[1] ?? '')

/** Each code, with a file that names it. Codes of an example dialect have no place in the sources. */
function named(): Map<string, string> {
  const found = new Map<string, string>()
  for (const { label, text } of sources()) for (const [match] of text.matchAll(code)) found.set(match, label)
  return found
}

describe('errors.md', () => {
  it('has a heading for every code that the sources name', () => {
    const undocumented = [...named()].filter(([each]) => !documented.includes(each))
    expect(undocumented).toEqual([])
  })

  it('has no heading for a code that is gone', () => {
    const known = named()
    expect(documented.filter((each) => !known.has(each))).toEqual([])
  })

  it('has one heading for each, whose anchor is the code itself', () => {
    expect(documented.length).toBe(new Set(documented).size)
    expect(headings.filter((heading) => heading[1] !== heading[2]).map(([line]) => line)).toEqual([])
  })

  it('says something under each heading', () => {
    const short = page
      .split(/^##+ /m)
      .slice(1)
      .filter((section) => section.startsWith('LITHIFY_') && section.split('\n').slice(1).join(' ').trim().length < 120)
    expect(short).toEqual([])
  })

  it('is right where other pages name a code', () => {
    const known = named()
    const wrong = pages().flatMap(({ label, text }) =>
      [...text.matchAll(code)].filter(([match]) => !known.has(match)).map(([match]) => `${label}: ${match}`),
    )
    expect(wrong).toEqual([])
  })
})
