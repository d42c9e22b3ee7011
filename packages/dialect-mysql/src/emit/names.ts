import type { TableRef } from '@lithify/core'
import { quote } from '../names.ts'

/** A name, with its database where that is another one. */
export const qualified = ({ schema, name }: TableRef): string =>
  schema === undefined ? quote(name) : `${quote(schema)}.${quote(name)}`

export const quoteList = (names: readonly string[]): string => names.map(quote).join(', ')
