import { archivedMigrations, findArchives } from '../../archive/find.ts'
import type { Connection } from '../../config/config.ts'
import { LithifyError } from '../../errors.ts'
import type { MigrationFile } from '../../migrations/migration-file.ts'
import type { Context } from '../../runner/context.ts'
import type { BaselineFile } from '../../runner/planning/ranges.ts'
import { listed } from '../../runner/refuse.ts'
import { fingerprint } from '../../schema/fingerprint.ts'
import { scopeOf } from '../verify-dump.ts'
import { shellWord } from '../../shell-word.ts'
import { tryBaseline } from './gate.ts'
import { inScratch, replay } from './scratch.ts'

/**
 * Proves a baseline anew, in CI: replays its originals from the archive, loads it, and compares what came of both.
 * @throws LithifyError `LITHIFY_E_VERIFY`
 */
export async function verifyBaseline(context: Context, file: BaselineFile): Promise<void | 'not checked'> {
  const { connection } = context
  const { dialect } = connection
  if (!dialect.capabilities.shadow) return 'not checked'
  const originals = await originalsOf(connection, file)
  if (typeof originals === 'string') {
    context.warn({
      code: 'LITHIFY_W_ARCHIVE',
      message: `${file.name} was not compared with the migrations that it replaces: ${originals}`,
      hint: `Bring the archive back from version control:  git checkout HEAD -- ${shellWord(connection.archiveDirectory)}`,
    })
    return 'not checked'
  }
  const step = `replaying ${originals.length} migrations in a scratch database`
  context.report({ type: 'step', connection: connection.name, step })
  const schema = await inScratch(context, async (quiet) => {
    await replay(quiet, originals)
    return (await dialect.introspect(quiet.session, scopeOf(connection, {}))).schema
  })
  const { differences } = await tryBaseline(context, file, { schema, data: file.record.data })
  const isSame = fingerprint(schema, dialect) === file.record.fingerprint
  if (differences.length === 0 && isSame) return undefined
  throw new LithifyError(
    'LITHIFY_E_VERIFY',
    `${file.name} does not make what the migrations make that it replaces (- by the baseline, + by the migrations):\n${differences.join('\n')}`,
    {
      data: { names: [file.name], differences },
      hint: `Somebody edited the baseline or the archive. Take both back as they were committed:  git checkout HEAD -- ${shellWord(file.name)}.* ${shellWord(connection.archiveDirectory)}`,
    },
  )
}

/** The files that the baseline stands for, or why they cannot be had. */
async function originalsOf(connection: Connection, { record }: BaselineFile): Promise<MigrationFile[] | string> {
  const stored = new Map(
    archivedMigrations(connection, await findArchives(connection)).map((each) => [each.name, each]),
  )
  const missing = record.replaces.filter(({ name, checksum }) => stored.get(name)?.checksum !== checksum)
  if (missing.length > 0) return `no archive holds ${listed(missing.map(({ name }) => name))}.`
  return record.replaces.flatMap(({ name }) => stored.get(name) ?? [])
}
