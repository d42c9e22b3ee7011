import type { ReplacedRow } from '../history/replaced.ts'
import { LithifyError } from '../errors.ts'

/** The layout of `migration_history.json` that this lithify reads and writes. */
export const archiveVersion = 1

/** The record's name in an archive, beside the files. */
export const recordName = 'migration_history.json'

/** What an archive says of itself: `migration_history.json`. */
export interface ArchiveRecord {
  readonly version: typeof archiveVersion
  readonly connection: string
  readonly dialect: string
  readonly server: { readonly name: string; readonly major: string }
  /** ISO 8601, UTC. */
  readonly archivedAt: string
  readonly baseline: ArchivedBaseline
  /** Of the schema that the archived migrations make. */
  readonly fingerprint: string
  /** Absent: the baseline was proven to make the same. Else why nobody looked. */
  readonly unverified?: string | undefined
  /** The migrations, in the order in which they run. */
  readonly files: readonly ArchivedFile[]
  /** Other files that the squash took out of their places. */
  readonly others: readonly StoredFile[]
  /** The history rows of the migrations, in the database that was connected. */
  readonly rows: readonly ReplacedRow[]
}

/** What stands for the archived migrations: a migration, or a dump. */
interface ArchivedBaseline {
  readonly kind: 'migration' | 'dump'
  /** The migration's name, or the dump's path. */
  readonly name: string
  /** Relative to the project root. */
  readonly path: string
  /** Of the LF-normalised text. */
  readonly checksum: string
}

/** A file, as it was, in an archive. */
export interface StoredFile {
  /** Where it was, relative to the project root. */
  readonly path: string
  /** Where it is in the archive. */
  readonly stored: string
  /** Of its bytes. */
  readonly sha256: string
}

export interface ArchivedFile extends StoredFile {
  readonly name: string
  /** Of the LF-normalised text. */
  readonly checksum: string
}

/** The record as it is written: the same text for the same record. */
export function renderRecord(record: ArchiveRecord): string {
  const { version, connection, dialect, server, archivedAt, baseline, fingerprint, unverified } = record
  const ordered: ArchiveRecord = {
    version,
    connection,
    dialect,
    server: { name: server.name, major: server.major },
    archivedAt,
    baseline: { kind: baseline.kind, name: baseline.name, path: baseline.path, checksum: baseline.checksum },
    fingerprint,
    ...(unverified !== undefined && { unverified }),
    files: record.files.map(({ name, path, stored, checksum, sha256 }) => ({ name, path, stored, checksum, sha256 })),
    others: record.others.map(({ path, stored, sha256 }) => ({ path, stored, sha256 })),
    rows: record.rows,
  }
  return `${JSON.stringify(ordered, null, 2)}\n`
}

/**
 * Reads a record. `label` is how its path is shown to people.
 * @throws LithifyError `LITHIFY_E_ARCHIVE`
 */
export function parseRecord(text: string, label: string): ArchiveRecord {
  const json = parseJson(text, label)
  if (typeof json.version === 'number' && json.version > archiveVersion) {
    throw new LithifyError(
      'LITHIFY_E_ARCHIVE',
      `${label} is an archive of version ${json.version}; this lithify knows versions up to ${archiveVersion}.`,
      {
        data: { path: label, version: json.version, known: archiveVersion },
        hint: 'Update lithify to at least the version that wrote it:  npm install lithify@latest',
      },
    )
  }
  const isWhole =
    json.version === archiveVersion &&
    ['connection', 'dialect', 'archivedAt', 'fingerprint'].every((key) => typeof json[key] === 'string') &&
    isListOf([json['server']], ['name', 'major']) &&
    isBaseline(json['baseline']) &&
    isListOf(json['files'], ['name', 'path', 'stored', 'checksum', 'sha256']) &&
    isListOf(json['others'], ['path', 'stored', 'sha256']) &&
    isListOf(json['rows'], ['name', 'checksum'])
  if (!isWhole) throw damaged(label, 'it does not have the expected shape')
  return json as unknown as ArchiveRecord
}

function parseJson(text: string, label: string): Record<string, unknown> & { version?: unknown } {
  let json: unknown
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (cause) {
    throw damaged(label, 'it is truncated or no JSON', cause)
  }
  if (typeof json === 'object' && json !== null) return json as Record<string, unknown>
  throw damaged(label, 'it is no object')
}

function isBaseline(value: unknown): boolean {
  const { kind } = (value ?? {}) as { kind?: unknown }
  return isListOf([value], ['name', 'path', 'checksum']) && (kind === 'migration' || kind === 'dump')
}

function isListOf(value: unknown, keys: readonly string[]): boolean {
  return (
    Array.isArray(value) &&
    value.every((item: unknown) => {
      if (typeof item !== 'object' || item === null) return false
      return keys.every((key) => typeof (item as Record<string, unknown>)[key] === 'string')
    })
  )
}

function damaged(label: string, what: string, cause?: unknown): LithifyError {
  return new LithifyError('LITHIFY_E_ARCHIVE', `${label} is no valid record of an archive: ${what}.`, {
    data: { path: label },
    hint: `Take the committed one back:  git checkout HEAD -- ${label}`,
    cause,
  })
}
