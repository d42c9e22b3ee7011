import type { Connection } from '../config/config.ts'
import { isLithifyError, LithifyError, messageOf } from '../errors.ts'
import type { Warning } from '../events.ts'
import { refuseUnfinished } from '../journal/unfinished.ts'
import { readLockFile } from '../migrations/lock-file.ts'
import type { MigrationFile } from '../migrations/migration-file.ts'
import type { Context } from '../runner/context.ts'
import { checkAgainstLockFile } from '../runner/lock-file.ts'
import { listMigrations } from '../runner/list-migrations.ts'
import { plan } from '../runner/plan.ts'
import { planWithArchive } from '../runner/plan-with-archive.ts'
import { listed, refusalsOf } from '../runner/refuse.ts'
import type { Finding, VerifyResult } from '../runner/results.ts'
import { isBaselineFile } from '../runner/planning/ranges.ts'
import { survey } from '../runner/survey.ts'
import { checkBaseline, readBaseline, type Baseline } from './read-baseline.ts'
import { baselineSource, prunedNamesOf } from './source.ts'
import { verifyBaseline } from './squash/verify-baseline.ts'
import { differencesFromLive, staleness } from './staleness.ts'

/** What a verification looks at when there is no database. */
export interface VerifiedFiles {
  readonly connection: Connection
  readonly warnings: readonly Warning[]
  readonly warn: (warning: Warning) => void
}

/**
 * Compares migrations, lithify.lock, dump and database with one another, and answers all that does not agree instead of stopping at
 * the first. `context` is absent where only the files are looked at.
 */
export async function verify(
  context: Context | undefined,
  { connection, warnings, warn }: VerifiedFiles,
): Promise<VerifyResult> {
  const checked: string[] = []
  const findings: Finding[] = []
  const look: Look = async (what, work) => {
    try {
      if ((await work()) !== 'not checked') checked.push(what)
    } catch (error) {
      if (!isLithifyError(error)) throw error
      findings.push(findingOf(error))
    }
  }

  const { files } = await listMigrations(connection)
  const baseline = await baselineSource(connection, { warn }).catch(() => undefined)
  await look('lithify.lock', async () => {
    if ((await readLockFile(connection.root)) === undefined) return 'not checked'
    return checkAgainstLockFile(connection, files, baseline, { frozen: true })
  })
  const trusted = await readTrusted(connection, warn, files, look)
  if (context !== undefined) {
    for (const file of files.filter(isBaselineFile)) {
      const count = file.record.replaces.length
      await look(`${file.name}, against the ${count} migrations that it replaces`, () => verifyBaseline(context, file))
    }
  }
  if (context !== undefined) {
    const { rows, unfinished } = await survey(context)
    await refuseUnfinished(context, unfinished).catch((error: unknown) => {
      if (!isLithifyError(error)) throw error
      findings.push(findingOf(error))
    })
    const refusals = refusalsOf(await planWithArchive(connection, { files, history: rows, baseline }))
    findings.push(...refusals.map(findingOf))
    if (refusals.length === 0)
      checked.push(rows.length === 1 ? '1 applied migration' : `${rows.length} applied migrations`)
    if (trusted !== undefined && rows.length > 0)
      await look('the schema of the database', () => compareWithLive(context, trusted))
  }
  const server = await context?.session.serverInfo()
  return { connection: connection.name, server, warnings, checked, findings: distinct(findings) }
}

/** A file may be at odds with the dump and with the database in the same way. */
function distinct(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [`${finding.code} ${finding.message}`, finding])).values()]
}

type Look = (what: string, work: () => Promise<void | 'not checked'>) => Promise<void>

/** The dump, when it is what its manifest says and agrees with the files. */
async function readTrusted(
  connection: Connection,
  warn: VerifiedFiles['warn'],
  files: readonly MigrationFile[],
  look: Look,
): Promise<Baseline | undefined> {
  let found: Baseline | undefined
  let trusted: Baseline | undefined
  await look('the manifest', async () => {
    found = await readBaseline(connection, { warn })
    return found === undefined ? 'not checked' : undefined
  })
  const baseline = found
  if (baseline === undefined) return undefined
  await look(baseline.label, () => {
    checkBaseline(baseline)
    const [refusal] = refusalsOf(
      plan({
        files,
        history: baseline.manifest.migrations.map(asRow),
        baseline: { prunedNames: prunedNamesOf(baseline.manifest) },
      }),
    )
    if (refusal !== undefined) return Promise.reject(refusal)
    trusted = baseline
    return Promise.resolve()
  })
  return trusted
}

function asRow({
  name,
  checksum,
}: Baseline['manifest']['migrations'][number]): Parameters<typeof plan>[0]['history'][number] {
  return { name, checksum, batch: 0, appliedAt: '', durationMs: undefined }
}

/** A database with the same migrations as the dump has to be the one that was dumped. */
async function compareWithLive(context: Context, baseline: Baseline): Promise<void | 'not checked'> {
  const { missing, extra, schema, data } = await staleness(context, baseline)
  if (missing.length > 0 || extra.length > 0) {
    context.warn({
      code: 'LITHIFY_W_DUMP_BEHIND',
      message: `${baseline.label} and this database do not have the same migrations, so their schemas were not compared: ${listed([...missing, ...extra])}.`,
      hint: 'lithify run && lithify dump',
    })
    return 'not checked'
  }
  if (schema === 'same' && data.length === 0) return undefined
  const { shadow } = context.connection.dialect.capabilities
  const differences = shadow ? await differencesFromLive(context, baseline) : data.map((table) => `~ rows of ${table}`)
  throw new LithifyError(
    'LITHIFY_E_VERIFY',
    `The database is not what ${baseline.label} holds:\n${differences.join('\n')}`,
    {
      data: { path: baseline.label, differences },
      hint: 'Somebody changed the database by hand, or the dump is not of it. Write a migration for the difference, or take it back; then:  lithify dump',
    },
  )
}

function findingOf(error: unknown): Finding {
  if (!isLithifyError(error)) return { code: 'LITHIFY_E_INTERNAL', message: messageOf(error) }
  const [name] = Array.isArray(error.data['names']) ? (error.data['names'] as string[]) : []
  return { code: error.code, message: error.message, hint: error.hint, name }
}
