import { messageOf } from '@lithify/core'
import type Database from 'better-sqlite3'
import { tokenize, type Token } from './sql/lexer.ts'
import { isOperator } from './sql/normalise.ts'

/**
 * Where in a statement SQLite found the fault, from what its message names: the driver does not pass on the offset that SQLite
 * knows. Nothing where the message names nothing (a constraint) or too little to tell.
 */
export function locateFailure(db: Database.Database, text: string, message: string): number | undefined {
  // A message about the inside of another object says nothing about this text.
  if (text.length > 1_000_000 || message.startsWith('error in ')) return undefined
  const near = /^near "([\s\S]*)": syntax error$/.exec(message)?.[1]
  if (near !== undefined) return nearToken(db, text, near)
  if (message === 'incomplete input') return text.trimEnd().length
  const unrecognized = /^unrecognized token: "([\s\S]*)"$/.exec(message)?.[1]
  if (unrecognized !== undefined) return found(text.indexOf(unrecognized))
  for (const [pattern, place] of named) {
    const name = pattern.exec(message)?.[1]
    if (name !== undefined) return nameIn(text, name, place)
  }
  return undefined
}

const named: readonly (readonly [RegExp, 'first' | 'last'])[] = [
  [
    /^no such (?:table|column|index|view|trigger|function|module|collation sequence|savepoint|database): (.+?)(?: - should this be .*)?$/,
    'first',
  ],
  [/^ambiguous column name: (.+)$/, 'first'],
  [/^duplicate column name: (.+)$/, 'last'],
  [/^(?:table|view|index|trigger) (.+?) already exists$/, 'first'],
  [/^there is already (?:an index|a table|another table or index with this name|a view)(?: named)?:? (.+)$/, 'first'],
  [/ has no column named (.+)$/, 'first'],
  [/^wrong number of arguments to function (.+?)\(\)$/, 'first'],
  [/^unknown column "(.+)" in foreign key definition$/, 'last'],
  [/^object name reserved for internal use: (.+)$/, 'first'],
  [/^cannot (?:modify|drop|create|alter|insert|UPDATE|INSERT).*?: "?(.+?)"?$/, 'first'],
  [/^unknown (?:table option|datatype for .*?): "?(.+?)"?$/, 'first'],
]

/**
 * A syntax error names a token, and that may occur often. SQLite stops at the first token that cannot follow what is before it, so
 * the text up to the right one already fails that way, and the text up to an earlier one does not.
 */
function nearToken(db: Database.Database, text: string, near: string): number | undefined {
  const candidates = tokenize(text).filter((token) => text.startsWith(near, token.start) && sameLength(token, near))
  if (candidates.length <= 1 || candidates.length > 200 || /^\s*pragma/i.test(text))
    return found(candidates[0]?.start ?? text.indexOf(near))
  for (const token of candidates) {
    try {
      // Compiles it only. A PRAGMA can take effect while it is compiled, so none comes here.
      db.prepare(text.slice(0, token.end))
    } catch (error) {
      if (messageOf(error) === `near "${near}": syntax error`) return token.start
    }
  }
  return candidates[0]?.start
}

const sameLength = (token: Token, near: string): boolean => token.end - token.start === near.length

function nameIn(text: string, name: string, place: 'first' | 'last'): number | undefined {
  const wanted = name.toLowerCase()
  const parts = wanted.split('.')
  const tokens = tokenize(text)
  const starts = (words: readonly string[], strings: boolean): number[] =>
    tokens.flatMap((token, index) => {
      const matches = words.every((word, step) => {
        const part = tokens[index + step * 2]
        return (
          part !== undefined &&
          isName(part, strings) &&
          part.value.toLowerCase() === word &&
          (step === 0 || isOperator(tokens[index + step * 2 - 1], '.'))
        )
      })
      return matches ? [token.start] : []
    })
  // A string can be a name, but seldom is one.
  for (const strings of [false, true]) {
    for (const words of [[wanted], parts, parts.slice(-1)]) {
      const places = starts(words, strings)
      if (places.length > 0) return place === 'first' ? places[0] : places.at(-1)
    }
  }
  return undefined
}

const isName = (token: Token, strings: boolean): boolean =>
  token.type === 'word' || token.type === 'quoted' || (strings && token.type === 'string')

const found = (offset: number): number | undefined => (offset < 0 ? undefined : offset)
