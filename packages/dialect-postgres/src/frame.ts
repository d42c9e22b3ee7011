import type { Schema } from '@lithify/core'

/**
 * What opens and closes a dump: one transaction, with settings that end with it. Every name in a dump says its schema; `search_path` is there
 * for what stands inside of functions' bodies. Bodies are not checked, because what they use may come later. The others are the settings under
 * which the texts were written, on which depends what the same text means.
 */
export function frame(_schema: Schema): { before: string[]; after: string[] } {
  return {
    before: [
      'BEGIN',
      `SET LOCAL client_encoding = 'UTF8'`,
      'SET LOCAL search_path = public',
      'SET LOCAL check_function_bodies = off',
      'SET LOCAL standard_conforming_strings = on',
      'SET LOCAL row_security = off',
      `SET LOCAL default_tablespace = ''`,
      'SET LOCAL default_table_access_method = heap',
      'SET LOCAL array_nulls = on',
      'SET LOCAL transform_null_equals = off',
      'SET LOCAL IntervalStyle = postgres',
      'SET LOCAL xmloption = content',
      `SET LOCAL lc_monetary = 'C'`,
      'SET LOCAL client_min_messages = warning',
    ],
    after: ['COMMIT'],
  }
}
