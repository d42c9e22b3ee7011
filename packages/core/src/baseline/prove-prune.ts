import { LithifyError } from '../errors.ts'
import type { Context } from '../runner/context.ts'
import type { DumpOptions } from '../runner/options.ts'
import { listed } from '../runner/refuse.ts'
import { shellWord } from '../shell-word.ts'
import { tablesFilledByMigrations } from './filled-tables.ts'
import type { Manifest } from './manifest.ts'
import { notSeenElsewhere } from './only-ours.ts'
import type { Previous } from './previous.ts'
import type { Place } from './read-baseline.ts'
import type { TakenDump } from './take-dump.ts'
import { verifyDump } from './verify-dump.ts'

export interface PruneProof {
  readonly place: Place
  readonly previous: Previous
  readonly options: DumpOptions
  /** Why the dump is not tried out. */
  readonly unverified?: string | undefined
}

/**
 * Before files are removed: the dump gives back what they made, and holds the rows that are nowhere else. Nothing is changed for it.
 * @throws LithifyError `LITHIFY_E_DUMP_MISMATCH`, `LITHIFY_E_PRUNE`, `LITHIFY_E_UNCOVERED`
 */
export async function provePrune(
  context: Context,
  { aside, manifest, expected }: TakenDump,
  { place, previous, options, unverified }: PruneProof,
): Promise<void> {
  if (unverified === undefined) {
    const trial = { path: aside.path, label: place.label, manifest }
    const differences = await verifyDump(context, trial, expected)
    if (differences.length > 0) throw mismatch(differences)
  }
  await refuseLost(context, { manifest, previous, options })
}

/** What migrations leave that the dump would not hold is nowhere else once their files are gone. */
async function refuseLost(
  context: Context,
  { manifest, previous, options }: { manifest: Manifest; previous: Previous; options: DumpOptions },
): Promise<void> {
  const onlySome = context.connection.options.schemas !== undefined
  // Who wants no rows can still lose what is in the schemas of others.
  if (options.withoutRows === true && !onlySome) return
  const held = new Set(manifest.data.map(({ table }) => table))
  const filled = await tablesFilledByMigrations(context, previous)
  if ('unknown' in filled) {
    if (onlySome && !filled.replayed) throw notSeenElsewhere(filled.unknown)
    // Who names tables, or wants no rows, has been asked, and has answered.
    if (options.withoutRows === true || (options.data ?? []).length > 0) return
    throw new LithifyError(
      'LITHIFY_E_PRUNE',
      `Nothing is pruned. Which rows the migrations insert cannot be seen: ${filled.unknown}.`,
      {
        data: { reason: filled.unknown },
        hint: 'Name the tables whose rows new databases need:  lithify dump --prune --data <table>   or, where they need none:  lithify dump --prune --without-rows',
      },
    )
  }
  if (options.withoutRows === true) return
  if (filled.opaque.length > 0) throw nowhereToKeep(filled.opaque)
  const lost = filled.rows.map(({ table }) => table).filter((table) => !held.has(table))
  if (lost.length === 0) return
  throw new LithifyError(
    'LITHIFY_E_PRUNE',
    `Nothing is pruned. Migrations insert rows that the dump would not hold, so new databases would lack them: ${listed(lost)}.`,
    {
      data: { tables: lost },
      hint: `Keep the rows as they are in this database:  lithify dump --prune ${lost.map((table) => `--data ${shellWord(table)}`).join(' ')}   or, where new databases need none of them:  lithify dump --prune --without-rows`,
    },
  )
}

function nowhereToKeep(objects: readonly string[]): LithifyError {
  return new LithifyError(
    'LITHIFY_E_PRUNE',
    `Nothing is pruned. Migrations insert rows that no dump could hold, because lithify only knows as text what they are in: ${listed(objects)}.`,
    {
      data: { objects: [...objects] },
      hint: 'Keep the migration files; or, where new databases need none of these rows, or a later migration inserts them anew:  lithify dump --prune --without-rows',
    },
  )
}

function mismatch(differences: readonly string[]): LithifyError {
  return new LithifyError(
    'LITHIFY_E_DUMP_MISMATCH',
    `Nothing is pruned: the dump gives back another database. ${listed(differences)}`,
    {
      data: { differences },
      hint: 'This is a defect of lithify or of the dialect. Please report it. The dump and the files are as they were.',
    },
  )
}
