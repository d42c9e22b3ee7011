import { basename, dirname, join } from 'node:path'

/** The manifest's layout that this lithify reads and writes. */
export const manifestVersion = 1

/** What stands beside a dump, and says what it is a dump of. Plain JSON, committed with it. */
export interface Manifest {
  readonly version: typeof manifestVersion
  readonly connection: string
  readonly dialect: string
  readonly server: { readonly name: string; readonly major: string }
  /** Relative to the project root, POSIX separators. */
  readonly dumpPath: string
  /** ISO 8601, UTC. The one thing in the pair that depends on when it was made. */
  readonly generatedAt: string
  /** The names of the bookkeeping tables that the dump creates, with their namespace where they have one. */
  readonly schemaTableName: string
  readonly schemaVersionsTableName: string
  /** sha256 in hex, over LF-normalised text. */
  readonly dumpChecksum: string
  readonly schemaFingerprint: string
  /** Some of the embedded migrations are pruned. */
  readonly squashed: boolean
  /** Tables whose rows the dump holds. */
  readonly data: readonly ManifestData[]
  /** The dump holds owners and grants. */
  readonly privileges?: true | undefined
  /** The history that the dump writes, in the order in which migrations run. */
  readonly migrations: readonly ManifestMigration[]
  /** The names of `migrations`, as other tools know them. */
  readonly squashedMigrationNames: readonly string[]
}

export interface ManifestMigration {
  readonly name: string
  readonly checksum: string
  /** Its file was removed by `dump --prune`. */
  readonly pruned?: true | undefined
}

export interface ManifestData {
  readonly table: string
  readonly rows: number
}

/** Where the manifest of a dump is: `x-schema.meta.json` beside `x-schema.sql`. */
export function manifestPathOf(dumpPath: string): string {
  return join(dirname(dumpPath), `${basename(dumpPath).replace(/\.sql$/i, '')}.meta.json`)
}

/** The manifest as it is written: the same text for the same manifest, whatever object it came from. */
export function renderManifest(manifest: Manifest): string {
  const ordered: Manifest = {
    version: manifest.version,
    connection: manifest.connection,
    dialect: manifest.dialect,
    server: { name: manifest.server.name, major: manifest.server.major },
    dumpPath: manifest.dumpPath,
    generatedAt: manifest.generatedAt,
    schemaTableName: manifest.schemaTableName,
    schemaVersionsTableName: manifest.schemaVersionsTableName,
    dumpChecksum: manifest.dumpChecksum,
    schemaFingerprint: manifest.schemaFingerprint,
    squashed: manifest.squashed,
    data: manifest.data.map(({ table, rows }) => ({ table, rows })),
    ...(manifest.privileges && { privileges: manifest.privileges }),
    migrations: manifest.migrations.map(({ name, checksum, pruned }) => ({
      name,
      checksum,
      ...(pruned && { pruned }),
    })),
    squashedMigrationNames: [...manifest.squashedMigrationNames],
  }
  return `${JSON.stringify(ordered, null, 2)}\n`
}

/** Whether two manifests say the same of the same dump; when they were made does not count. */
export function sameManifest(one: Manifest, other: Manifest): boolean {
  return renderManifest({ ...one, generatedAt: '' }) === renderManifest({ ...other, generatedAt: '' })
}
