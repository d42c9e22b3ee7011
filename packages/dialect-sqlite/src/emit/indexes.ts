import type { Index, View } from '@lithify/core'
import { quote } from '../names.ts'
import { keysText } from './parts.ts'

export function createIndexText(index: Index): string {
  const where = index.where === undefined ? '' : ` WHERE ${index.where}`
  return `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX ${quote(index.name)} ON ${quote(index.table)} ${keysText(index.keys)}${where}`
}

export function createViewText(view: View): string {
  const columns = view.columns === undefined ? '' : ` (${view.columns.map(quote).join(', ')})`
  return `CREATE VIEW ${quote(view.name)}${columns} AS ${view.definition}`
}
