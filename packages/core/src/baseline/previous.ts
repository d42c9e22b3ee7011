import type { Context } from '../runner/context.ts'
import { LithifyError } from '../errors.ts'
import type { Manifest } from './manifest.ts'
import { pairOf, readManifestText } from './pair.ts'
import { parseManifest } from './parse-manifest.ts'
import { foreignTo, placeOf, type Place } from './read-baseline.ts'

/** What earlier dumps of a connection have said. */
export interface Previous {
  /** The manifest that is about to be replaced, where it is this connection's. */
  readonly replaced: Manifest | undefined
  /** Migrations that have no file because they were pruned, in no order. */
  readonly prunedNames: readonly string[]
}

/**
 * Reads the manifests that a dump has to agree with: the one it replaces, and the connection's own.
 * @throws LithifyError `LITHIFY_E_MANIFEST_INVALID`, `LITHIFY_E_MANIFEST_VERSION`, `LITHIFY_E_MANIFEST_FOREIGN`
 */
export async function readPrevious(context: Context, place: Place): Promise<Previous> {
  const usual = placeOf(context.connection)
  const replaced = await readOwn(context, place, true)
  const manifests = usual.dumpPath === place.dumpPath ? [replaced] : [await readOwn(context, usual, false), replaced]
  const pruned = manifests
    .flatMap((manifest) => manifest?.migrations ?? [])
    .filter((migration) => migration.pruned === true)
  return { replaced, prunedNames: [...new Set(pruned.map(({ name }) => name))] }
}

async function readOwn(
  { connection, warn }: Context,
  place: Place,
  isReplaced: boolean,
): Promise<Manifest | undefined> {
  const text = await readManifestText(pairOf(place.dumpPath))
  if (text === undefined) return undefined
  const manifest = await parseManifest(text, place.manifestLabel)
  const foreign = foreignTo(manifest, connection)
  if (foreign === undefined) return manifest
  if (!isReplaced) return undefined
  const message = `${place.manifestLabel} was made for ${foreign}.`
  // What was pruned is in that dump and nowhere else.
  if (manifest.squashed) {
    throw new LithifyError(
      'LITHIFY_E_MANIFEST_FOREIGN',
      `${message} It holds migrations that were pruned, so it is not overwritten.`,
      {
        data: { path: place.manifestLabel },
        hint: 'Dump to another place (--path, or `dump` in the config). If it is this connection under an old name, mend the name in the manifest first.',
      },
    )
  }
  warn({ code: 'LITHIFY_W_MANIFEST_FOREIGN', message: `${message} It is replaced.` })
  return undefined
}
