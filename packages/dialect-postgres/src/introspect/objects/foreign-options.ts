import { compareByteLists, type Uncovered } from '@lithify/core'
import { quote, quoteString } from '../../names.ts'
import { list } from '../catalog.ts'
import type { ForeignOption } from './secrets.ts'

/** Options as catalogs keep them, `name=value`, by name: their order means nothing. */
export function foreignOptions(texts: unknown): ForeignOption[] {
  const options = list(texts).map((text): ForeignOption => {
    const at = text.indexOf('=')
    return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
  })
  return options.toSorted(([a], [b]) => compareByteLists([a], [b]))
}

/** ` OPTIONS ("a" 'b')`; nothing for none. */
export function optionsClause(options: readonly ForeignOption[]): string {
  const parts = options.map(([name, value]) => `${quote(name)} ${quoteString(value)}`)
  return parts.length === 0 ? '' : ` OPTIONS (${parts.join(', ')})`
}

/** Why an object with secrets is left out. */
export function withSecrets(ref: Uncovered['ref'], names: readonly string[]): Uncovered {
  const which = names.length === 1 ? `option ${names[0]}` : `options ${names.join(', ')}`
  return {
    ref,
    reason: `Its ${which} may hold a secret, which must not get into a file that is committed. Create it by hand in each environment, or move the secret to where the server reads it by itself.`,
  }
}
