import { archivedMigrations, findArchives } from '../../archive/find.ts'
import type { Connection } from '../../config/config.ts'
import { LithifyError } from '../../errors.ts'
import type { MigrationFile } from '../../migrations/migration-file.ts'
import { compareMigrationNames } from '../../migrations/natural.ts'
import { flatten } from '../../migrations/replaced-names.ts'
import type { ReplacedMigration } from '../../operations/baseline.ts'
import type { BaselineSource } from '../../runner/baseline-source.ts'
import { listed } from '../../runner/refuse.ts'
import { shellWord } from '../../shell-word.ts'

/** A migration that a baseline or a dump stands for, or the file of one that neither does. */
type Original = ReplacedMigration & { readonly file?: MigrationFile | undefined }

/**
 * Every migration that there ever was, as if nothing had been squashed: those that baselines stand for, those that were pruned into the dump, and those
 * that have their files. In the order in which they ran.
 */
export function originalsOf(files: readonly MigrationFile[], dump: BaselineSource | undefined): Original[] {
  const replaced: readonly ReplacedMigration[] = files.flatMap(({ record }) => [...flatten(record?.replaces ?? [])])
  const pruned = new Set(dump?.prunedNames)
  const gone: readonly ReplacedMigration[] = (dump?.migrations ?? []).filter(({ name }) => pruned.has(name))
  const all = new Map<string, Original>()
  // A baseline that was squashed again is no original.
  for (const each of [...replaced, ...gone]) if (each.replaces === undefined) all.set(each.name, each)
  for (const file of files) if (file.record === undefined) all.set(file.name, { ...file, file })
  for (const { name, replaces } of replaced) if (replaces !== undefined) all.delete(name)
  return [...all.values()].toSorted((one, other) => compareMigrationNames(one.name, other.name))
}

/**
 * Their files, from the archive where they were squashed.
 * @throws LithifyError `LITHIFY_E_BEHIND_BASELINE`
 */
export async function filesOf(connection: Connection, originals: readonly Original[]): Promise<MigrationFile[]> {
  const archived = archivedMigrations(connection, await findArchives(connection))
  const stored = new Map(archived.map((file) => [`${file.name} ${file.checksum}`, file]))
  const files = originals.map(({ name, checksum, file }) => file ?? stored.get(`${name} ${checksum}`))
  const missing = originals.filter((_, at) => files[at] === undefined).map(({ name }) => name)
  if (missing.length === 0) return files.filter((file) => file !== undefined)
  const place = shellWord(connection.archiveDirectory)
  throw new LithifyError(
    'LITHIFY_E_BEHIND_BASELINE',
    `To tell what the database should be then takes these migrations, whose files were squashed or pruned, and no archive at hand holds them: ${listed(missing)}.`,
    {
      data: { names: missing },
      hint: `Bring the archive back from version control:  git checkout <the commit of the squash> -- ${place}   then:  lithify adopt --through ${shellWord(originals.at(-1)?.name ?? '')}   Without one: check out the last commit that has the files, and adopt the database there. Nothing was changed in this database.`,
    },
  )
}
