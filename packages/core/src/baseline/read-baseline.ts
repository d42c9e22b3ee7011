import { resolve } from 'node:path'
import type { Connection, HistoryTables } from '../config/config.ts'
import { LithifyError } from '../errors.ts'
import type { Warning } from '../events.ts'
import { refuseForeignBaseline } from '../migrations/foreign-baseline.ts'
import { labelOf } from '../runner/label.ts'
import { shellWord } from '../shell-word.ts'
import type { Manifest } from './manifest.ts'
import { checksumOf, isFile, pairOf, readManifestText } from './pair.ts'
import { parseManifest } from './parse-manifest.ts'
import { tableLabel } from './rows.ts'

/** Where a dump and its manifest are, or will be. */
export interface Place {
  /** Absolute. */
  readonly dumpPath: string
  readonly manifestPath: string
  /** The same, as people are shown them: relative to the project root. */
  readonly label: string
  readonly manifestLabel: string
}

/** A dump that belongs to a connection, as its manifest describes it. Nothing of the dump itself has been read. */
export interface Baseline extends Place {
  readonly manifest: Manifest
}

export interface ReadBaselineOptions {
  /** A dump that was asked for by name, relative to the project root: it has to exist and to belong to this connection. */
  readonly schemaPath?: string | undefined
  readonly warn: (warning: Warning) => void
}

/** What was found of a pair. A problem only stands in the way of loading the dump. */
export type FoundBaseline =
  | { readonly place: Place; readonly manifest: Manifest; readonly problem?: undefined }
  | { readonly place: Place; readonly manifest?: Manifest | undefined; readonly problem: LithifyError }

/**
 * The dump of a connection and its manifest. `undefined` where there is neither, and where the manifest is another's.
 * @throws LithifyError `LITHIFY_E_DUMP_MISSING`, `LITHIFY_E_MANIFEST_MISSING`, `LITHIFY_E_MANIFEST_INVALID`,
 * `LITHIFY_E_MANIFEST_VERSION`, `LITHIFY_E_MANIFEST_FOREIGN`, `LITHIFY_E_BASELINE_DIALECT`
 */
export async function readBaseline(
  connection: Connection,
  options: ReadBaselineOptions,
): Promise<Baseline | undefined> {
  const found = await findBaseline(connection, options)
  if (found?.problem !== undefined) throw found.problem
  return found && { manifest: found.manifest, ...found.place }
}

/**
 * {@link readBaseline} for who needs to know what the manifest says even where the dump cannot be loaded.
 * @throws LithifyError where there is a manifest that cannot be understood, or where what was asked for by name cannot be had
 */
export async function findBaseline(
  connection: Connection,
  options: ReadBaselineOptions,
): Promise<FoundBaseline | undefined> {
  const asked = options.schemaPath !== undefined
  const place = placeOf(connection, options.schemaPath)
  const text = await readManifestText({ dump: place.dumpPath, manifest: place.manifestPath })
  const dumped = await isFile(place.dumpPath)
  if (text === undefined) {
    if (dumped) return { place, problem: manifestMissing(place) }
    if (asked) throw dumpMissing(place, 'There is no such file.')
    return undefined
  }
  const manifest = await parseManifest(text, place.manifestLabel)
  const whose = foreignTo(manifest, connection)
  if (whose === undefined)
    return dumped
      ? { place, manifest }
      : { place, manifest, problem: dumpMissing(place, `${place.manifestLabel} describes it.`) }
  const { dialect, migrations } = manifest
  const gone = migrations.filter(({ pruned }) => pruned === true).length
  if (manifest.connection === connection.name && gone > 0)
    refuseForeignBaseline({ label: place.manifestLabel, dialect, count: gone }, connection)
  const hint = `Make the dump of this connection:  lithify dump --connection ${shellWord(connection.name)}`
  if (asked) {
    throw new LithifyError('LITHIFY_E_MANIFEST_FOREIGN', `${place.label} cannot be loaded: it was made for ${whose}.`, {
      data: { path: place.manifestLabel },
      hint,
    })
  }
  options.warn({
    code: 'LITHIFY_W_MANIFEST_FOREIGN',
    message: `${place.manifestLabel} is ignored: it was made for ${whose}.`,
    hint,
  })
  return undefined
}

/**
 * Refuses a dump that is not, byte for byte, what its manifest was written with. Line ends do not count.
 * @throws LithifyError `LITHIFY_E_DUMP_CHANGED`
 */
export function checkBaseline({ manifest, dumpPath, label, manifestLabel }: Baseline): void {
  const actual = checksumOf(dumpPath)
  if (actual === manifest.dumpChecksum) return
  throw new LithifyError(
    'LITHIFY_E_DUMP_CHANGED',
    `${label} was changed after it was dumped: ${manifestLabel} records another checksum.`,
    {
      data: { path: label, expected: manifest.dumpChecksum, actual },
      hint: `Take back the committed pair:  git checkout HEAD -- ${shellWord(label)} ${shellWord(manifestLabel)}   or write it anew from a database that has every migration:  lithify dump`,
    },
  )
}

/** Where a connection's dump is, or the one at `path`. */
export function placeOf(connection: Pick<Connection, 'root' | 'dumpPath'>, path: string = connection.dumpPath): Place {
  const { dump, manifest } = pairOf(resolve(connection.root, path))
  return {
    dumpPath: dump,
    manifestPath: manifest,
    label: labelOf(connection, dump),
    manifestLabel: labelOf(connection, manifest),
  }
}

/** The names of the bookkeeping tables as a manifest records them. */
export function historyNames(history: HistoryTables): Pick<Manifest, 'schemaTableName' | 'schemaVersionsTableName'> {
  return { schemaTableName: tableLabel(history.migrations), schemaVersionsTableName: tableLabel(history.versions) }
}

/** Whom a manifest was made for, where that is not this connection. */
export function foreignTo(manifest: Manifest, connection: Connection): string | undefined {
  const names = historyNames(connection.history)
  if (manifest.connection !== connection.name)
    return `the connection ${manifest.connection}, not for ${connection.name}`
  if (manifest.dialect !== connection.dialect.name) return `${manifest.dialect}, not for ${connection.dialect.name}`
  for (const key of ['schemaTableName', 'schemaVersionsTableName'] as const) {
    if (manifest[key] !== names[key]) return `a history table named ${manifest[key]}, not ${names[key]}`
  }
  return undefined
}

function manifestMissing(place: Place): LithifyError {
  return new LithifyError(
    'LITHIFY_E_MANIFEST_MISSING',
    `${place.label} has no manifest beside it (${place.manifestLabel}), so it cannot be trusted.`,
    {
      data: { path: place.label, manifest: place.manifestLabel },
      hint: 'Commit both files together. To write the pair anew from a database that has every migration:  lithify dump',
    },
  )
}

function dumpMissing(place: Place, why: string): LithifyError {
  return new LithifyError('LITHIFY_E_DUMP_MISSING', `The dump ${place.label} does not exist. ${why}`, {
    data: { path: place.label },
    hint: `Take it back from version control:  git checkout HEAD -- ${shellWord(place.label)}   or write it anew from a database that has every migration:  lithify dump`,
  })
}
