import type { ReplacedRow } from '../../history/replaced.ts'
import type { MigrationFile } from '../../migrations/migration-file.ts'
import { resolveName } from '../../migrations/resolve-name.ts'
import type { ReplacedMigration } from '../../operations/baseline.ts'
import { flatten } from '../../migrations/replaced-names.ts'
import { LithifyError } from '../../errors.ts'
import type { Plan } from '../../runner/plan.ts'
import { listed, refusalsOf } from '../../runner/refuse.ts'
import { shellWord } from '../../shell-word.ts'
import { asReplaced } from '../../history/replaced.ts'
import type { Survey } from '../../runner/survey.ts'
import { namesIn } from '../dump-checks.ts'
import type { Manifest } from '../manifest.ts'

/** What a squash takes together. */
export interface SquashRange {
  /** The files that the baseline takes the place of, in the order in which they run. */
  readonly files: readonly MigrationFile[]
  /** The files that stay. */
  readonly later: readonly MigrationFile[]
  /** What the baseline stands for: the files, and before them what was pruned into a dump. */
  readonly replaces: readonly ReplacedMigration[]
  readonly through: string
  /** The history rows of all that. */
  readonly rows: readonly ReplacedRow[]
  /** Nothing later is applied, so the connected database is what the range makes. */
  readonly isWhole: boolean
}

export interface RangeInput {
  readonly seen: Survey
  readonly decided: Plan
  /** The last migration to squash. Default: the last one there is. */
  readonly through: string | undefined
  /** Of the dump in place, where migrations were pruned into it. */
  readonly manifest: Manifest | undefined
  readonly sharedWith: readonly string[]
}

/**
 * Chooses what is squashed, and refuses where another database could not follow.
 * @throws LithifyError `LITHIFY_E_SQUASH`, `LITHIFY_E_MIGRATION_NOT_FOUND`, and the reasons for which a run would be refused
 */
export function chooseRange({ seen, decided, through, manifest, sharedWith }: RangeInput): SquashRange {
  const { listing, rows } = seen
  if (sharedWith.length > 0) {
    throw refused(
      `The migration files belong to other connections too, which do not share all of them: ${listed(sharedWith)}.`,
      sharedWith,
      'Give each connection a migration directory of its own before squashing.',
    )
  }
  if (listing.others.length > 0) {
    throw refused(
      `There are files in the migration directories that are no migrations: ${listed(listing.others)}.`,
      listing.others,
      'Move them elsewhere: what a migration reads beside it would not be found any more.',
    )
  }
  const [refusal] = refusalsOf(decided)
  if (refusal !== undefined) throw refusal
  const names = listing.files.map(({ name }) => name)
  const last = through === undefined ? names.at(-1) : resolveName(through, names)
  const at = last === undefined ? -1 : names.indexOf(last)
  const files = listing.files.slice(0, at + 1)
  const later = listing.files.slice(at + 1)
  const inRange = new Set(files.map(({ name }) => name))
  refuseUnsettled(decided, inRange)
  refuseInsideDump(later, manifest)
  if (files.every(({ record }) => record !== undefined)) {
    throw refused('There is no migration to squash but what is squashed already.', [], 'lithify status  lists them.')
  }
  const covered = new Set(
    listing.files.flatMap(({ record }) => [...flatten(record?.replaces ?? [])]).map((p) => p.name),
  )
  const back = files.map(({ name }) => name).filter((name) => covered.has(name))
  if (back.length > 0) {
    throw refused(
      `These were squashed already, and have their files again: ${listed(back)}.`,
      back,
      'Remove the files, which a baseline stands for; or undo that squash:  lithify unsquash',
    )
  }
  const pruned = (manifest?.migrations ?? [])
    .filter(({ name, pruned: gone }) => gone === true && !inRange.has(name))
    .map(({ name, checksum }) => ({ name, checksum }))
  const replaces = [
    ...pruned,
    ...files.map(({ name, checksum, record }) => ({ name, checksum, ...(record && { replaces: record.replaces }) })),
  ]
  const squashed = new Set([...flatten(replaces)].map(({ name }) => name))
  return {
    files,
    later,
    replaces,
    through: last ?? '',
    rows: rows.filter(({ name }) => squashed.has(name)).map(asReplaced),
    isWhole: rows.every(({ name }) => squashed.has(name)),
  }
}

/** A dump with pruned migrations is loaded whole, so that what comes from it cannot end in the middle of it. */
function refuseInsideDump(later: readonly MigrationFile[], manifest: Manifest | undefined): void {
  const embedded = (manifest?.squashed === true ? manifest.migrations : []).map(({ name }) => name)
  const left = later.map(({ name }) => name).filter((name) => embedded.includes(name))
  const last = embedded.at(-1)
  if (left.length === 0 || last === undefined) return
  throw refused(
    `The dump that stands for pruned migrations holds these too: ${listed(left)}.`,
    left,
    `Squash as far as the dump goes:  lithify squash --through ${shellWord(last)}   or all:  lithify squash`,
  )
}

/** What is squashed has to be in the connected database, each as the file says. */
function refuseUnsettled(decided: Plan, inRange: ReadonlySet<string>): void {
  const pending = namesIn(decided, 'pending', 'outOfOrder').filter((name) => inRange.has(name))
  if (pending.length > 0) {
    throw refused(
      `Not applied to this database, so nobody has seen that they work: ${listed(pending)}.`,
      pending,
      'Apply them first:  lithify run   or squash only what is before them:  lithify squash --through <name>',
    )
  }
  const waiting = namesIn(decided, 'archived', 'adoptable', 'superseded')
  if (waiting.length > 0) {
    throw refused(
      `The history of this database still has to follow an earlier squash: ${listed(waiting)}.`,
      waiting,
      'Let it:  lithify run',
    )
  }
}

export function refused(message: string, names: readonly string[], hint: string): LithifyError {
  return new LithifyError('LITHIFY_E_SQUASH', `Nothing is squashed. ${message}`, { data: { names: [...names] }, hint })
}
