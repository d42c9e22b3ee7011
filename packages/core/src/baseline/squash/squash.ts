import { basename, extname, resolve } from 'node:path'
import { withFilesLock } from '../../archive/files-lock.ts'
import type { Archive } from '../../archive/find.ts'
import { archiveVersion, type ArchiveRecord } from '../../archive/record.ts'
import { writeArchive } from '../../archive/write.ts'
import { baselineName } from '../../migrations/baseline-file.ts'
import { checksumText } from '../../migrations/checksum.ts'
import { codeLanguage } from '../../migrations/language.ts'
import { flatten } from '../../migrations/replaced-names.ts'
import type { MigrationFile } from '../../migrations/migration-file.ts'
import type { BaselineSource } from '../../runner/baseline-source.ts'
import type { Context } from '../../runner/context.ts'
import type { SquashOptions } from '../../runner/options.ts'
import { planWithArchive } from '../../runner/plan-with-archive.ts'
import type { SquashProof, SquashResult } from '../../runner/results.ts'
import { survey } from '../../runner/survey.ts'
import { findBaseline } from '../read-baseline.ts'
import { checkAgainstLockFile } from '../../runner/lock-file.ts'
import { compose, type Composed } from './compose.ts'
import { mismatch, tryBaseline } from './gate.ts'
import { baselineText, close, settleFiles, settleHistory } from './place.ts'
import { chooseRange, type SquashRange } from './range.ts'
import { proofOf, squashAsDump } from './as-dump.ts'
import { finishPrune } from '../write-dump.ts'
import { findInterrupted } from './recover.ts'

export interface SquashState {
  /** The dump in place. */
  readonly dump: BaselineSource | undefined
  /** Other connections that use some of the migration directories, and not the same history of them. */
  readonly sharedWith: readonly string[]
}

/**
 * Turns migrations into one baseline migration, once it is proven to make the same. The caller holds the migration lock, except for a dry run.
 * @throws LithifyError for each reason not to; nothing is changed then
 */
export async function squash(context: Context, options: SquashOptions, state: SquashState): Promise<SquashResult> {
  if (options.as === 'dump') return squashAsDump(context, options, state)
  if (options.dryRun === true) return dryResult(context, await prepare(context, options, state))
  return withFilesLock(context.connection.root, async () => {
    const interrupted = await findInterrupted(context)
    if (interrupted?.record.baseline.kind === 'dump') return finishDump(context, interrupted)
    if (interrupted !== undefined) return finish(context, interrupted, true)
    const prepared = await prepare(context, options, state)
    const archive = await archiveOf(context, prepared, options)
    const done = await finish(context, archive, false)
    const { objects, data } = prepared.composed.report
    return { ...done, objects, data: data.map(({ table, rows }) => ({ table, rows })), proof: prepared.proof }
  })
}

/** A baseline that is proven, and all that is known of it. Nothing was changed for it. */
interface Prepared {
  readonly range: SquashRange
  readonly composed: Composed
  readonly proof: SquashProof
  readonly file: MigrationFile
  /** Where it will be, relative to the project root. */
  readonly path: string
  readonly sql: readonly string[]
  readonly others: readonly string[]
}

async function prepare(context: Context, options: SquashOptions, { dump, sharedWith }: SquashState): Promise<Prepared> {
  const { connection } = context
  const seen = await survey(context)
  const { files } = seen.listing
  const decided = await planWithArchive(connection, { files, history: seen.rows, baseline: dump })
  const found = await findBaseline(connection, { warn: () => undefined })
  const manifest = found?.manifest
  const range = chooseRange({ seen, decided, through: options.through, manifest, sharedWith })
  await checkAgainstLockFile(connection, files, dump, {})
  const composed = await compose(context, range, options, manifest?.squashed === true ? dump : undefined)
  const path = placeFor(context, range, options)
  const place = resolve(connection.root, path)
  // It is nowhere on the disk yet: nothing is written before it is proven, and by a dry run nothing at all.
  const file: MigrationFile = {
    name: path.slice(0, -extname(path).length),
    path: place,
    format: 'code',
    checksum: checksumText(composed.text),
    origin: place,
    text: composed.text,
  }
  const { proof, sql } = await prove(context, file, composed, options)
  const dumped = (manifest?.migrations ?? []).some(({ name }) => isReplaced(range, name))
  const others = found !== undefined && dumped ? [found.place.label, found.place.manifestLabel] : []
  return { range, composed, proof, file, path, sql, others }
}

async function prove(
  context: Context,
  file: MigrationFile,
  composed: Composed,
  { noVerify }: SquashOptions,
): Promise<{ proof: SquashProof; sql: readonly string[] }> {
  if (noVerify !== undefined) return { proof: { kind: 'none', reason: noVerify }, sql: [] }
  const { differences, sql } = await tryBaseline(context, file, { schema: composed.schema, data: composed.report.data })
  if (differences.length > 0) {
    throw mismatch(
      'The baseline makes another database than the migrations (- by the baseline, + by the migrations):',
      differences,
      'This is a defect of lithify or of the dialect: please report it. The files and the database are as they were. What is before the objects named can be squashed:  lithify squash --through <name>',
    )
  }
  return { proof: { kind: composed.replayed === undefined ? 'live' : 'replay' }, sql }
}

function placeFor({ connection }: Context, range: SquashRange, { language }: SquashOptions): string {
  const { migrationDirectories } = connection
  const last = range.files.at(-1)?.name ?? ''
  // Folders inside of a directory are for people; the baseline stands beside them.
  const inside = migrationDirectories.filter((directory) => directory === '.' || last.startsWith(`${directory}/`))
  const directory = inside.toSorted((one, other) => other.length - one.length)[0] ?? migrationDirectories[0] ?? ''
  const wanted = baselineName(
    `${directory === '.' ? '' : `${directory}/`}${basename(last)}`,
    range.later.map(({ name }) => name),
  )
  const taken = new Set([...flatten(range.replaces)].map(({ name }) => name))
  let name = wanted
  for (let n = 2; taken.has(name); n += 1) name = wanted.replace(/_baseline$/, `_${n}_baseline`)
  return `${name}.${codeLanguage([...range.files, ...range.later], language)}`
}

const isReplaced = (range: SquashRange, wanted: string): boolean =>
  [...flatten(range.replaces)].some(({ name }) => name === wanted)

async function archiveOf(context: Context, prepared: Prepared, { noVerify }: SquashOptions): Promise<Archive> {
  const { connection, session } = context
  const { range, composed, file, path, others } = prepared
  const server = await session.serverInfo()
  const record: Omit<ArchiveRecord, 'files' | 'others'> = {
    version: archiveVersion,
    connection: connection.name,
    dialect: connection.dialect.name,
    server: { name: server.name, major: server.major },
    archivedAt: new Date().toISOString(),
    baseline: { kind: 'migration', name: file.name, path, checksum: file.checksum },
    fingerprint: composed.fingerprint,
    unverified: noVerify,
    rows: range.rows,
  }
  const texts = { [baselineText]: composed.text }
  return writeArchive(connection, { record, migrations: range.files, others, texts })
}

/** From a whole archive to the end. What was done already, by a squash that was interrupted, is not done again. */
async function finish(context: Context, archive: Archive, finished: boolean): Promise<SquashResult> {
  const { connection, session, warnings } = context
  await settleFiles(context, archive)
  const adopted = await settleHistory(context, archive)
  await close(archive)
  const { record } = archive
  return {
    connection: connection.name,
    server: await session.serverInfo(),
    warnings,
    dryRun: false,
    as: 'migration',
    baseline: record.baseline.name,
    path: record.baseline.path,
    squashed: record.files.map(({ name }) => name),
    objects: {},
    data: [],
    proof: record.unverified === undefined ? { kind: 'replay' } : { kind: 'none', reason: record.unverified },
    archive: archive.label,
    finished,
    adopted,
  }
}

/** A prune that was interrupted: the dump is in its place, and what it embeds has to go. */
async function finishDump(context: Context, archive: Archive): Promise<SquashResult> {
  const { connection, session, warnings } = context
  await finishPrune(context, archive)
  const { record, label } = archive
  return {
    connection: connection.name,
    server: await session.serverInfo(),
    warnings,
    dryRun: false,
    as: 'dump',
    baseline: record.baseline.name,
    path: record.baseline.path,
    squashed: record.files.map(({ name }) => name),
    objects: {},
    data: [],
    proof: proofOf(record.unverified),
    archive: label,
    finished: true,
    adopted: [],
  }
}

async function dryResult(context: Context, prepared: Prepared): Promise<SquashResult> {
  const { connection, session, warnings } = context
  const { range, composed, proof, file, path, sql } = prepared
  return {
    connection: connection.name,
    server: await session.serverInfo(),
    warnings,
    dryRun: true,
    as: 'migration',
    baseline: file.name,
    path,
    squashed: range.files.map(({ name }) => name),
    objects: composed.report.objects,
    data: composed.report.data.map(({ table, rows }) => ({ table, rows })),
    proof,
    finished: false,
    adopted: [],
    text: composed.text,
    statements: sql,
  }
}
