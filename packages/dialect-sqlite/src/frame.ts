import type { Schema } from '@lithify/core'
import { quoteString } from './names.ts'

/**
 * What opens and closes a dump. The first three settings are fixed by the first table, so they come before it, and outside of the
 * transaction, in which SQLite would ignore them. The other two are part of the transaction.
 */
export function frame(schema: Schema): { before: string[]; after: string[] } {
  const { page_size, auto_vacuum, encoding, user_version, application_id } = schema.options
  const before = ['PRAGMA foreign_keys = OFF']
  if (typeof encoding === 'string') before.push(`PRAGMA encoding = ${quoteString(encoding)}`)
  if (page_size !== undefined) before.push(`PRAGMA page_size = ${Number(page_size)}`)
  if (auto_vacuum !== undefined) before.push(`PRAGMA auto_vacuum = ${Number(auto_vacuum)}`)
  before.push('BEGIN')
  const after: string[] = []
  if (user_version !== undefined) after.push(`PRAGMA user_version = ${Number(user_version)}`)
  if (application_id !== undefined) after.push(`PRAGMA application_id = ${Number(application_id)}`)
  after.push('COMMIT')
  return { before, after }
}
