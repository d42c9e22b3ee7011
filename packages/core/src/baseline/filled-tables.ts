import { qualified } from '../history/sql.ts'
import { isLithifyError, messageOf } from '../errors.ts'
import type { Context } from '../runner/context.ts'
import { run } from '../runner/run.ts'
import { isTable } from '../schema/model.ts'
import { tableLabel } from './rows.ts'
import { baselineSource } from './source.ts'
import { openShadow, scopeOf } from './verify-dump.ts'

/**
 * The tables that the migrations themselves leave rows in: what is in an empty database after all of them have run in it. Those are the rows
 * that a new environment is given today, and would not be given by a dump that holds the schema alone.
 * `undefined`, with a warning, where the migrations do not run in an empty database any more.
 */
export async function tablesFilledByMigrations(context: Context): Promise<string[] | undefined> {
  const { connection, report, signal, warn } = context
  report({ type: 'step', connection: connection.name, step: 'replaying the migrations in a scratch database' })
  const session = await openShadow(connection)
  const quiet: Context = { connection, session, signal, warnings: [], report: () => undefined, warn: () => undefined }
  try {
    await run(quiet, { frozen: true }, await baselineSource(connection, { warn: () => undefined }))
    return await filled(quiet)
  } catch (error) {
    if (!isLithifyError(error) || error.code === 'LITHIFY_E_INTERRUPTED') throw error
    warn({
      code: 'LITHIFY_W_NOT_REPLAYED',
      message: `The migrations do not run in an empty database, so it is not known which rows they insert: ${messageOf(error)}`,
      hint: 'Name the tables that they fill:  lithify dump --prune --data <table>',
    })
    return undefined
  } finally {
    await session.close()
  }
}

async function filled({ connection, session }: Context): Promise<string[]> {
  const { dialect } = connection
  const { schema } = await dialect.introspect(session, scopeOf(connection))
  const found: string[] = []
  for (const table of schema.objects().filter(isTable)) {
    const [row] = await session.query<{ found: unknown }>(
      `select case when exists (select 1 from ${qualified(dialect, table)}) then 1 else 0 end as ${dialect.quote('found')}`,
    )
    if (Number(row?.found) === 1) found.push(tableLabel(table))
  }
  return found
}
