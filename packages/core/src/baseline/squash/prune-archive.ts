import { archiveVersion } from '../../archive/record.ts'
import type { Archive } from '../../archive/find.ts'
import { writeArchive } from '../../archive/write.ts'
import { asReplaced } from '../../history/replaced.ts'
import type { MigrationFile } from '../../migrations/migration-file.ts'
import type { Context } from '../../runner/context.ts'
import type { HistoryRow } from '../../history/history.ts'
import type { Manifest } from '../manifest.ts'
import { isFile } from '../pair.ts'
import type { Place } from '../read-baseline.ts'

/** What a prune is about to take away. */
export interface PrunedMigrations {
  readonly place: Place
  readonly manifest: Manifest
  readonly files: readonly MigrationFile[]
  readonly rows: readonly HistoryRow[]
  readonly unverified?: string | undefined
}

/** Keeps the originals, and the pair that is in place, before anything is moved. */
export async function archivePruned(
  { connection }: Context,
  { place, manifest, files, rows, unverified }: PrunedMigrations,
): Promise<Archive> {
  const names = new Set(files.map(({ name }) => name))
  const isThere = (await isFile(place.dumpPath)) && (await isFile(place.manifestPath))
  return writeArchive(connection, {
    record: {
      version: archiveVersion,
      connection: connection.name,
      dialect: connection.dialect.name,
      server: manifest.server,
      archivedAt: new Date().toISOString(),
      baseline: { kind: 'dump', name: place.label, path: place.label, checksum: manifest.dumpChecksum },
      fingerprint: manifest.schemaFingerprint,
      unverified,
      rows: rows.filter(({ name }) => names.has(name)).map(asReplaced),
    },
    migrations: files,
    others: isThere ? [place.label, place.manifestLabel] : [],
  })
}
