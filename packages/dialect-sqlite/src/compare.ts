import type { CompareHooks, Options } from '@lithify/core'
import { generatedName } from './generated-names.ts'
import { quote } from './names.ts'
import { rename } from './rename.ts'
import { normalise, normaliseExpression, normaliseType } from './sql/normalise.ts'

export const compare: CompareHooks = {
  type: normaliseType,
  default: normaliseExpression,
  expression: normaliseExpression,
  query: (query, columns) => (columns === undefined ? '' : `(${columns.map(quote).join(', ')}) `) + normalise(query),
  create: normalise,
  generatedName,
  databaseOptions,
  rename,
}

/** How pages are laid out in the file says nothing about the schema. */
function databaseOptions({ user_version, application_id, encoding }: Options): Options {
  return {
    ...(user_version === undefined || user_version === 0 ? {} : { user_version }),
    ...(application_id === undefined || application_id === 0 ? {} : { application_id }),
    ...(encoding === undefined || encoding === 'UTF-8' ? {} : { encoding }),
  }
}
