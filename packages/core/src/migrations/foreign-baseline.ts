import type { Connection } from '../config/config.ts'
import { LithifyError } from '../errors.ts'

/** What stands for migrations that have no file any more: a baseline migration, or the manifest of a dump. */
interface BaselineMade {
  /** As people are shown its file. */
  readonly label: string
  /** The name of the dialect whose texts it holds. */
  readonly dialect: string
  /** How many migrations it stands for. */
  readonly count: number
}

/**
 * Refuses a baseline of another kind of database: what it makes is written in that one's own words, and the migrations that it stands for are
 * nowhere else.
 * @throws LithifyError `LITHIFY_E_BASELINE_DIALECT`
 */
export function refuseForeignBaseline(
  { label, dialect: made, count }: BaselineMade,
  { name, dialect }: Pick<Connection, 'name' | 'dialect'>,
): void {
  if (made === dialect.name) return
  const stands =
    count === 1 ? 'the migration that it stands for has' : `the ${count} migrations that it stands for have`
  throw new LithifyError(
    'LITHIFY_E_BASELINE_DIALECT',
    `${label} was made on ${made}, and ${name} is on ${dialect.name}: ${stands} to come from elsewhere there. Nothing was changed.`,
    {
      data: { path: label, made, dialect: dialect.name, connection: name },
      hint: `Where ${name} should be on ${made}, mend its \`dialect\` in the config; then:  lithify status   Where it moves to ${dialect.name}: bring the migrations back first, while it is on ${made} still:  lithify unsquash   Where it is another database: give it a migration directory of its own.`,
    },
  )
}
