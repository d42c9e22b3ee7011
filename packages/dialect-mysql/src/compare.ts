import type { CompareHooks } from '@lithify/core'
import { normaliseDefault } from './compare/default.ts'
import { normaliseExpression } from './compare/expression.ts'
import { normaliseType } from './compare/type.ts'
import { rename } from './compare/rename.ts'
import { normaliseQuery, spelled } from './compare/query.ts'
import { tokenize } from './sql/lexer.ts'

export const compare: CompareHooks = {
  type: normaliseType,
  default: normaliseDefault,
  expression: normaliseExpression,
  query: normaliseQuery,
  create: (text) => spelled(tokenize(text)),
  // How the session that read it compares strings is no part of the schema.
  databaseOptions: (options) => Object.fromEntries(Object.entries(options).filter(([key]) => key !== 'names')),
  rename,
  // The server calls every primary key PRIMARY.
  generatedName: (part) => part === 'primaryKey',
}
