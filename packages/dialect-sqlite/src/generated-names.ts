import { freeName } from './names.ts'

/** What a constraint that states no name is called. Deterministic, so that the same table gives the same names each time. */
export const generatedNames = {
  unique: (table: string, columns: readonly string[]): string => [table, ...columns, 'unique'].join('_'),
  check: (table: string, columns: readonly string[]): string => [table, ...columns, 'check'].join('_'),
  foreignKey: (table: string, columns: readonly string[]): string => [table, ...columns, 'foreign'].join('_'),
}

const withNumber = (name: string, base: string): boolean =>
  name === base || (name.startsWith(`${base}_`) && /^\d+$/.test(name.slice(base.length + 1)))

/** Whether a name is one of those above. */
export function generatedName(
  part: 'primaryKey' | 'unique' | 'check' | 'foreignKey',
  name: string,
  table: string,
  parts: readonly string[],
): boolean {
  if (part === 'primaryKey') return false
  if (withNumber(name, generatedNames[part](table, parts))) return true
  // A check that was written at a column is called after that column, which its expression alone does not tell.
  return part === 'check' && name.startsWith(`${table}_`) && /_check(_\d+)?$/.test(name)
}

/** Hands out names within one table. */
export class TableNames {
  readonly #stated: ReadonlySet<string>
  readonly #given = new Set<string>()

  /** @param stated The names that constraints state: no generated name may be one of them. */
  constructor(stated: Iterable<string>) {
    this.#stated = new Set(stated)
  }

  /** The name that the constraint states, or a generated one. */
  take(stated: string | undefined, generated: string): string {
    const name =
      stated === undefined
        ? freeName(generated, (candidate) => this.#given.has(candidate) || this.#stated.has(candidate))
        : freeName(
            stated,
            (candidate) => this.#given.has(candidate) || (candidate !== stated && this.#stated.has(candidate)),
          )
    this.#given.add(name)
    return name
  }
}
