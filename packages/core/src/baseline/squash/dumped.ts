import { createReadStream } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Connection } from '../../config/config.ts'
import { writeWhole } from '../../archive/durable.ts'
import type { Archive } from '../../archive/find.ts'
import type { Context } from '../../runner/context.ts'
import { renderManifest, type Manifest } from '../manifest.ts'
import { pairOf, readManifestText, type DumpPair } from '../pair.ts'
import { parseManifest } from '../parse-manifest.ts'
import { putInPlace, writeAside } from '../write-pair.ts'

/** Whether the dump in place stands for every migration of an archive. */
export async function isDumpInPlace(connection: Pick<Connection, 'root'>, archive: Archive): Promise<boolean> {
  const manifest = await manifestInPlace(connection, archive)
  const pruned = new Map(manifest?.migrations.map(({ name, pruned: gone }) => [name, gone === true]))
  return archive.record.files.every(({ name }) => pruned.get(name) === true)
}

/**
 * The files of pruned migrations are back. The pair that the prune found comes back too, unless the dump was written anew since: then it stays, and
 * only ceases to stand for them.
 */
export async function unmarkPruned({ connection }: Pick<Context, 'connection'>, archive: Archive): Promise<void> {
  const { record } = archive
  const pair = pairOf(resolve(connection.root, record.baseline.path))
  const manifest = await manifestInPlace(connection, archive)
  if (manifest === undefined) return
  if (manifest.dumpChecksum !== record.baseline.checksum) return unmark(pair, manifest, archive)
  if (record.others.length > 0) return putBack(pair, archive)
  // The manifest last: a command that is repeated goes by it.
  await rm(pair.dump, { force: true })
  await rm(pair.manifest, { force: true })
}

async function unmark(pair: DumpPair, manifest: Manifest, { record }: Archive): Promise<void> {
  const back = new Set(record.files.map(({ name }) => name))
  const migrations = manifest.migrations.map(({ name, checksum, pruned }) => ({
    name,
    checksum,
    ...(pruned === true && !back.has(name) && { pruned }),
  }))
  const squashed = migrations.some(({ pruned }) => pruned === true)
  await writeWhole(pair.manifest, renderManifest({ ...manifest, migrations, squashed }))
}

async function putBack(pair: DumpPair, { directory, record }: Archive): Promise<void> {
  const [dump, manifest] = record.others.map(({ stored }) => join(directory, stored))
  if (dump === undefined || manifest === undefined) return
  const text = createReadStream(dump, { encoding: 'utf8' }) as AsyncIterable<string>
  await putInPlace(pair, await writeAside(pair, text), await readFile(manifest, 'utf8'))
}

async function manifestInPlace({ root }: Pick<Connection, 'root'>, { record }: Archive): Promise<Manifest | undefined> {
  const text = await readManifestText(pairOf(resolve(root, record.baseline.path)))
  return text === undefined ? undefined : parseManifest(text, record.baseline.path)
}
