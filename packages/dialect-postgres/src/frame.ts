import type { Schema } from '@lithify/core'

/**
 * What opens and closes a dump: one transaction, with settings that end with it. Every name in a dump says its schema; `search_path` is there
 * for what stands inside of functions' bodies. Bodies are not checked, because what they use may come later.
 */
export function frame(_schema: Schema): { before: string[]; after: string[] } {
  return {
    before: [
      'BEGIN',
      'SET LOCAL search_path = public',
      'SET LOCAL check_function_bodies = off',
      'SET LOCAL standard_conforming_strings = on',
      'SET LOCAL row_security = off',
      `SET LOCAL default_tablespace = ''`,
      'SET LOCAL default_table_access_method = heap',
      'SET LOCAL client_min_messages = warning',
    ],
    after: ['COMMIT'],
  }
}
