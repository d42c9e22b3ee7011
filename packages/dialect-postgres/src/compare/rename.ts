import type { Rename } from '@lithify/core'
import { quote } from '../names.ts'
import { tokenize, type Token } from '../sql/lexer.ts'

/** The text after a rename, as PostgreSQL prints it then. `undefined` where the name may mean something else. */
export function rename(text: string, change: Rename): string | undefined {
  const list = tokenize(text)
  const named = [...list.keys()].filter((at) => isName(list[at]) && list[at]?.value === change.from)
  const places = change.what === 'table' ? tablePlaces(list, named) : columnPlaces(list, named, change)
  return places?.reduceRight((result, at) => {
    const { start = 0, end = 0 } = list[at] ?? {}
    return result.slice(0, start) + quote(change.to) + result.slice(end)
  }, text)
}

const isName = (token: Token | undefined): boolean => token?.type === 'word' || token?.type === 'quoted'
const before = new Set(['from', 'join', 'only', 'into', 'update'])

function tablePlaces(list: readonly Token[], named: readonly number[]): number[] | undefined {
  const places: number[] = []
  for (const at of named) {
    const [previous, next] = [list[at - 1], list[at + 1]]
    if (previous?.value === '.') {
      if (list[at - 2]?.value === 'public') places.push(at)
    } else if (next?.value === '.' || (previous?.type === 'word' && before.has(previous.value))) places.push(at)
    else if (previous?.value === ',' || previous?.value === 'as') return undefined
  }
  return places
}

function columnPlaces(
  list: readonly Token[],
  named: readonly number[],
  { owner }: Extract<Rename, { what: 'column' }>,
): number[] | undefined {
  // Which table an unqualified name belongs to cannot be told from a query's text alone.
  if (!owner) return named.length === 0 ? [] : undefined
  return named.filter((at) => {
    const [previous, next] = [list[at - 1], list[at + 1]]
    if (next?.value === '.' || previous?.value === '::' || previous?.value === 'collate') return false
    return !(next?.value === '(' && list[at]?.type === 'word')
  })
}
