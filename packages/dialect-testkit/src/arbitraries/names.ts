import type { Dialect } from '@lithify/core'
import { foldName } from '@lithify/core'
import * as fc from 'fast-check'
import type { Settings } from '../options.ts'

const candidates = [
  'select',
  'Order',
  'two words',
  'quo"te',
  'back`tick',
  'brack]et',
  '[whole]',
  "apos'trophe",
  'semi;colon',
  'da--sh',
  '/*comment*/',
  'ünïcödé',
  '日本語',
  '\u{1f600}\u{1f4a5}',
  'per%cent',
  'dollar$1',
  'mark?',
  ':colon',
  '@at',
  'back\\slash',
  'new\nline',
  'tab\tulator',
  '#hash',
  'a.b',
  '1st',
  '-',
  ' lead',
  'Ünder_Score',
  'null',
  'table',
  'constraint',
  '""',
  "''",
  '$$',
  '{{braces}}',
  'a'.repeat(30),
]

type NamingDialect = Pick<Dialect, 'capabilities'>

/** Names that are hard to quote, as far as the server can hold them, no two alike where case does not count. */
export function nastyNames(dialect: NamingDialect, { limits }: Pick<Settings, 'limits'>): string[] {
  const seen = new Set<string>()
  return candidates.filter((name) => {
    if (!fits(name, dialect) || !limits.holdsName(name) || seen.has(foldName(name))) return false
    seen.add(foldName(name))
    return true
  })
}

/** As long as a name may be, and of those letters as far as they fill it. 200 bytes where there is no limit. */
export function longestName({ capabilities }: NamingDialect, letter = 'n'): string {
  const bytes = Number.isFinite(capabilities.nameLength) ? capabilities.nameLength : 200
  const size = Buffer.byteLength(letter)
  return letter.repeat(Math.floor(bytes / size)) + 'n'.repeat(bytes % size)
}

/** One name, nasty more often than not. Room is left for what is put behind it to make it unique. */
export function arbitraryName(dialect: NamingDialect, settings: Pick<Settings, 'limits'>): fc.Arbitrary<string> {
  const random = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
    .filter(
      (name) =>
        !name.includes('\0') && !/\p{Cs}/u.test(name) && fits(`${name}_99`, dialect) && settings.limits.holdsName(name),
    )
  return fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom('users', 'posts', 'id', 'name', 'total', 'Flag', 'a', 'b') },
    { weight: 2, arbitrary: fc.constantFrom(...nastyNames(dialect, settings)) },
    { weight: 1, arbitrary: random },
  )
}

/** Hands out names so that no two are alike, whatever the case. */
export class NamePool {
  readonly #taken = new Set<string>()
  readonly #dialect: NamingDialect

  constructor(dialect: NamingDialect, taken: Iterable<string> = []) {
    this.#dialect = dialect
    for (const name of taken) this.#taken.add(foldName(name))
  }

  /** The wish, or what is nearest to it and still free. */
  take(wish: string): string {
    for (let round = 1; ; round++) {
      const name = round === 1 ? wish : `${wish}_${round}`
      const key = foldName(name).toLowerCase()
      if (this.#taken.has(key) || !fits(name, this.#dialect)) {
        if (!fits(name, this.#dialect)) return this.take('n')
        continue
      }
      this.#taken.add(key)
      return name
    }
  }
}

function fits(name: string, { capabilities }: NamingDialect): boolean {
  return Buffer.byteLength(name) <= capabilities.nameLength
}
