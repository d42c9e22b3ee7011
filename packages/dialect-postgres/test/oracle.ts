import { parse } from 'libpg-query'

interface Parsed {
  readonly stmts?: readonly { readonly stmt_location?: number; readonly stmt_len?: number }[]
}

/** The statements that PostgreSQL's own parser finds, without the comments and white space that it counts to them. */
export async function parserStatements(script: string): Promise<string[]> {
  const { stmts = [] } = (await parse(script)) as Parsed
  const bytes = Buffer.from(script)
  return stmts.map(({ stmt_location: start = 0, stmt_len: length }) => {
    const text = bytes.subarray(start, length === undefined ? undefined : start + length).toString()
    return withoutLeadingComments(text).trim()
  })
}

function withoutLeadingComments(text: string): string {
  let at = 0
  for (;;) {
    const space = /(?:\s|;|--[^\n\r]*)*/y
    space.lastIndex = at
    space.test(text)
    at = space.lastIndex
    if (!text.startsWith('/*', at)) return text.slice(at)
    let depth = 0
    do {
      depth += text.startsWith('/*', at) ? 1 : text.startsWith('*/', at) ? -1 : 0
      at += text.startsWith('/*', at) || text.startsWith('*/', at) ? 2 : 1
    } while (depth > 0)
  }
}
