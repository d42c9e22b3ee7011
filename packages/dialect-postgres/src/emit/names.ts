import type { KeyPart, TableRef } from '@lithify/core'
import { quote, quoteString } from '../names.ts'

/** The schema in which everything is that names none. */
export const defaultSchema = 'public'

/** A name with its schema, so that it means the same whatever `search_path` is. */
export function qualified({ schema, name }: TableRef): string {
  return `${quote(schema ?? defaultSchema)}.${quote(name)}`
}

export const quoteList = (names: readonly string[]): string => names.map(quote).join(', ')

/** The columns of a constraint. */
export const columnsOf = (keys: readonly KeyPart[]): string => quoteList(keys.map((key) => key.column ?? ''))

/** ` WITH (fillfactor='70')` of a list of storage parameters; nothing for an empty one. */
export function parameters(list: unknown): string {
  const text = settings(list)
  return text === '' ? '' : ` WITH (${text})`
}

/** `fillfactor='70'` for `fillfactor=70`. */
export function settings(list: unknown): string {
  if (!Array.isArray(list)) return ''
  return list.map((each) => setting(String(each))).join(', ')
}

function setting(text: string): string {
  const at = text.indexOf('=')
  return at === -1 ? text : `${text.slice(0, at)}=${quoteString(text.slice(at + 1))}`
}
