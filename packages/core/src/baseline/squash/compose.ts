import { LithifyError, isLithifyError, messageOf } from '../../errors.ts'
import type { Dialect } from '../../dialect.ts'
import type { Context } from '../../runner/context.ts'
import type { BaselineSource } from '../../runner/baseline-source.ts'
import type { SquashOptions } from '../../runner/options.ts'
import { listed } from '../../runner/refuse.ts'
import { fingerprint } from '../../schema/fingerprint.ts'
import { refKey, refLabel, type Table } from '../../schema/model.ts'
import type { Schema } from '../../schema/schema.ts'
import { findDataTables } from '../data-tables.ts'
import { newBaselineReport, renderBaselineMigration, type BaselineReport } from '../render-baseline.ts'
import { tableLabel } from '../rows.ts'
import { checkOnlyOurs, notSeenElsewhere } from '../only-ours.ts'
import { scopeOf } from '../verify-dump.ts'
import { differencesFrom, mismatch } from './gate.ts'
import { filledOpaque, filledTables, refuseOpaque, refuseTooMany } from './kept-rows.ts'
import type { SquashRange } from './range.ts'
import { inScratch, replay } from './scratch.ts'

/** A baseline that is written, and not yet proven. */
export interface Composed {
  readonly text: string
  readonly report: BaselineReport
  readonly schema: Schema
  readonly fingerprint: string
  /** How many migrations were replayed; `undefined`: the connected database served as what they make. */
  readonly replayed: number | undefined
}

/**
 * Writes the baseline of what the originals make: of a scratch database in which all of them have run or, where that cannot be had, of the connected
 * one.
 * @throws LithifyError `LITHIFY_E_SQUASH_MISMATCH`, `LITHIFY_E_SQUASH_ROWS`, `LITHIFY_E_UNCOVERED`, `LITHIFY_E_SQUASH`, `LITHIFY_E_DATA_TABLE`
 */
export async function compose(
  context: Context,
  range: SquashRange,
  options: SquashOptions,
  start: BaselineSource | undefined,
): Promise<Composed> {
  try {
    return await composeFromReplay(context, range, options, start)
  } catch (error) {
    if (!(error instanceof NotReplayed)) throw error
    const reason = messageOf(error.cause)
    if (context.connection.options.schemas !== undefined) throw notSeenElsewhere(reason.replace(/\.$/, ''))
    if (!range.isWhole || ((options.data ?? []).length === 0 && options.withoutRows !== true)) throw notSeen(reason)
    context.warn({
      code: 'LITHIFY_W_NOT_REPLAYED',
      message: `The migrations do not run in an empty database, so the connected one served as what they make: ${reason}`,
    })
    return composeFromLive(context, range, options)
  }
}

/** The originals do not run in an empty database, so nobody can see what they make. */
class NotReplayed extends Error {}

async function composeFromReplay(
  context: Context,
  range: SquashRange,
  options: SquashOptions,
  start: BaselineSource | undefined,
): Promise<Composed> {
  const { connection, session: live, report } = context
  const count = range.files.length
  if (!connection.dialect.capabilities.shadow) {
    const cause = new LithifyError(
      'LITHIFY_E_UNSUPPORTED',
      `${connection.dialect.title} gives lithify no scratch database.`,
    )
    throw new NotReplayed(cause.message, { cause })
  }
  report({ type: 'step', connection: connection.name, step: `replaying ${count} migrations in a scratch database` })
  return inScratch(context, async (quiet) => {
    try {
      await replay(quiet, range.files, start)
    } catch (cause) {
      if (!isLithifyError(cause) || cause.code === 'LITHIFY_E_INTERRUPTED') throw cause
      throw new NotReplayed(cause.message, { cause })
    }
    await checkOnlyOurs(quiet)
    const schema = await introspect(quiet)
    if (range.isWhole && options.noVerify === undefined) await refuseDrift(context, schema)
    const declared = await declaredTables(context, schema, options)
    if (options.withoutRows !== true) refuseOpaque(await filledOpaque(quiet, schema))
    const filled = options.withoutRows === true ? new Map<Table, number>() : await filledTables(quiet, schema)
    const own = [...filled].filter(([table]) => !declared.has(refKey(table)))
    refuseTooMany(
      context,
      own.map(([table, rows]) => ({ table: tableLabel(table), rows })),
    )
    const data = [...new Map([...filled.keys(), ...declared.values()].map((table) => [refKey(table), table])).values()]
    const dialect = withRows(connection.dialect, (session, table) =>
      connection.dialect.rows(declared.has(refKey(table)) ? live : session, table),
    )
    const written = await write({ ...quiet, connection: { ...connection, dialect } }, schema, data, range)
    return { ...written, replayed: count }
  })
}

async function composeFromLive(context: Context, range: SquashRange, options: SquashOptions): Promise<Composed> {
  const schema = await introspect(context)
  const declared = await declaredTables(context, schema, options)
  return { ...(await write(context, schema, [...declared.values()], range)), replayed: undefined }
}

async function write(
  context: Context,
  schema: Schema,
  data: readonly Table[],
  range: SquashRange,
): Promise<Omit<Composed, 'replayed'>> {
  const report = newBaselineReport()
  const contents = { schema, data, squashedThrough: range.through, replaces: range.replaces }
  let text = ''
  for await (const piece of renderBaselineMigration(context, contents, report)) text += piece
  return { text, report, schema, fingerprint: fingerprint(schema, context.connection.dialect) }
}

async function introspect({ connection, session }: Context): Promise<Schema> {
  const { schema, uncovered } = await connection.dialect.introspect(session, scopeOf(connection, {}))
  if (uncovered.length === 0) return schema
  const objects = uncovered.map(({ ref, reason }) => `${refLabel(ref)} (${reason})`)
  throw new LithifyError('LITHIFY_E_UNCOVERED', `Nothing is squashed. A baseline would lose ${listed(objects)}.`, {
    data: { objects: uncovered.map(({ ref, reason }) => ({ ...ref, reason })) },
    hint: 'Keep the migration files: what they make cannot all be written down. Or squash only what is before:  lithify squash --through <name>',
  })
}

/** Reference tables: their rows are taken as they are in the connected database. */
async function declaredTables(
  context: Context,
  schema: Schema,
  options: SquashOptions,
): Promise<ReadonlyMap<string, Table>> {
  const tables = await findDataTables(context, schema, [...context.connection.data, ...(options.data ?? [])])
  return new Map(tables.map((table) => [refKey(table), table]))
}

/** A database that was changed by hand would be squashed into something else than itself. */
async function refuseDrift(context: Context, made: Schema): Promise<void> {
  const live = await introspect(context)
  const { dialect } = context.connection
  if (fingerprint(live, dialect) === fingerprint(made, dialect)) return
  const { database } = await context.session.serverInfo()
  throw mismatch(
    `${database} is not what its migrations make (- here, + by the migrations):`,
    await differencesFrom(context, { schema: made, data: [] }).then((all) =>
      all.filter((line) => !/^. rows of /.test(line)),
    ),
    'Somebody changed the database by hand. Write a migration for the difference, or take it back; then squash again.',
  )
}

/** A dialect may be frozen, or of a class of its own: whatever it has is asked of itself. */
function withRows(dialect: Dialect, rows: Dialect['rows']): Dialect {
  return new Proxy({} as Dialect, {
    get: (_, key) => (key === 'rows' ? rows : (Reflect.get(dialect, key, dialect) as unknown)),
  })
}

function notSeen(reason: string): LithifyError {
  return new LithifyError(
    'LITHIFY_E_SQUASH',
    `Nothing is squashed. Which rows the migrations insert cannot be seen: they do not run in an empty database: ${reason}`,
    {
      data: { names: [], reason },
      hint: 'Where this database has nothing but what is squashed, it can serve instead. Name the tables whose rows new databases need:  lithify squash --data <table>   or, where they need none:  lithify squash --without-rows',
    },
  )
}
