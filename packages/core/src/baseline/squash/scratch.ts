import type { Session } from '../../dialect.ts'
import type { Connection } from '../../config/config.ts'
import { History } from '../../history/history.ts'
import { loadMigration } from '../../migrations/load.ts'
import type { MigrationFile } from '../../migrations/migration-file.ts'
import type { BaselineSource } from '../../runner/baseline-source.ts'
import { prepareJournal } from '../../runner/carry-out.ts'
import { checkpoint, type Context } from '../../runner/context.ts'
import { executeMigration } from '../../runner/execute-migration.ts'
import { labelOf } from '../../runner/label.ts'
import { openShadow } from '../verify-dump.ts'

/** Work in an empty scratch database, of which nobody is told anything. */
export async function inScratch<T>(context: Context, work: (quiet: Context) => Promise<T>): Promise<T> {
  const session = await openShadow(context.connection)
  try {
    return await work(quietly(context, session))
  } finally {
    await session.close()
  }
}

function quietly({ connection, signal }: Context, session: Session): Context {
  return { connection, session, signal, warnings: [], report: () => undefined, warn: () => undefined }
}

/** Runs migrations in an empty database, as `run` would, whatever else there is. What `start` embeds is loaded from there. */
export async function replay(context: Context, files: readonly MigrationFile[], start?: BaselineSource): Promise<void> {
  const { connection, session } = context
  const history = new History(session, connection)
  await prepareJournal(context, { isThere: () => false }, [{ transaction: false }])
  if (start === undefined) await history.create()
  else await start.load(context)
  const loaded = new Set(start?.migrations.map(({ name }) => name))
  for (const file of files) if (!loaded.has(file.name)) await apply(context, history, file)
}

async function apply(context: Context, history: History, file: MigrationFile): Promise<void> {
  const { root } = context.connection
  await checkpoint(context.signal)
  const { up, allowEmpty } = await loadMigration(file, { root })
  await executeMigration(context, {
    name: file.name,
    checksum: file.checksum,
    label: labelAt(context.connection, file),
    direction: 'up',
    body: up,
    mayBeEmpty: allowEmpty,
    record: (durationMs) => history.record({ name: file.name, checksum: file.checksum, batch: 1, durationMs }),
  })
}

function labelAt(connection: Connection, { path }: MigrationFile): string {
  return labelOf(connection, path)
}
