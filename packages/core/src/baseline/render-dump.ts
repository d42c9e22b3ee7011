import type { Dialect } from '../dialect.ts'
import { historyScript, type DumpedHistoryRow } from '../history/script.ts'
import { stopIfAborted, type Context } from '../runner/context.ts'
import { isTable, refKey, refLabel, type Table } from '../schema/model.ts'
import type { Schema } from '../schema/schema.ts'
import { renderObjects, type RenderedObject } from './render-objects.ts'
import { refuseUnlessRead, renderStatement } from './render-statement.ts'
import { RowsCounter, tableLabel, type RowsSummary } from './rows.ts'

// No version, time, host or name: the same schema gives the same bytes everywhere.
const header = `-- The whole schema, and the history of the migrations that made it, for empty databases. Written by: lithify dump
-- Edits by hand are noticed and refused. Change the schema with a migration, then dump again.
`

/** What rendering needs of a command's context. */
export type RenderSource = Pick<Context, 'connection' | 'session' | 'signal'>

/** What goes into a dump. */
export interface DumpContents {
  readonly schema: Schema
  /** In the order in which migrations run. */
  readonly history: readonly DumpedHistoryRow[]
  /** Tables whose rows are included. */
  readonly data: readonly Table[]
}

/** What the text turned out to hold. Complete when the text has been read to its end. */
export interface RenderReport {
  readonly objects: Record<string, number>
  readonly data: RowsSummary[]
  /** What has carriage returns in its text, which version control may take away. */
  readonly carriageReturns: string[]
}

export const newReport = (): RenderReport => ({ objects: {}, data: [], carriageReturns: [] })

/** The text of a dump, piece by piece. Rows are read from the session as the text is. */
export async function* renderDump(
  source: RenderSource,
  contents: DumpContents,
  report: RenderReport,
): AsyncGenerator<string> {
  const { connection } = source
  const { dialect } = connection
  const frame = dialect.frame(contents.schema)
  const wanted = new Set(contents.data.map(refKey))
  const history = historyScript(connection, contents.history)

  yield header
  yield* section(frame.before, dialect)
  const filled: Table[] = []
  const rows = async function* (): AsyncGenerator<string> {
    for (const table of filled.splice(0)) yield* renderRows(source, table, report)
  }
  let isTold = false
  // One by one, and nothing of it is kept: the statements of ten thousand tables are as much as the schema itself.
  for (const each of renderObjects(contents.schema, dialect)) {
    // Rows come once all that is early is there, those of a later table right after it.
    if (each.phase !== 'early') yield* rows()
    if (each.phase === 'last' && !isTold) {
      yield* section(history, dialect)
      isTold = true
    }
    yield renderObject(source, each, report)
    if (isTable(each.object) && wanted.has(refKey(each.object))) filled.push(each.object)
  }
  yield* rows()
  if (!isTold) yield* section(history, dialect)
  yield* section(frame.after, dialect)
}

function renderObject(
  { connection, signal }: RenderSource,
  { object, statements }: RenderedObject,
  report: RenderReport,
): string {
  stopIfAborted(signal)
  refuseUnlessRead(connection.dialect, statements, refLabel(object))
  for (const statement of statements) {
    if (statement.includes('\r')) report.carriageReturns.push(refLabel(object))
  }
  report.objects[object.kind] = (report.objects[object.kind] ?? 0) + 1
  if (statements.length === 0) return ''
  return `\n${statements.map((text) => renderStatement(text, connection.dialect)).join('')}`
}

async function* renderRows(
  { connection, session, signal }: RenderSource,
  table: Table,
  report: RenderReport,
): AsyncGenerator<string> {
  const counter = new RowsCounter(table)
  let between = '\n'
  let returns = false
  for await (const insert of connection.dialect.rows(session, table)) {
    stopIfAborted(signal)
    counter.add(insert)
    returns ||= insert.sql.includes('\r')
    yield `${between}${renderStatement(insert.sql, connection.dialect)}`
    between = ''
  }
  report.data.push(counter.summary())
  if (returns) report.carriageReturns.push(`rows of ${tableLabel(table)}`)
}

function* section(statements: readonly string[], dialect: Dialect): Generator<string> {
  if (statements.length > 0) yield `\n${statements.map((text) => renderStatement(text, dialect)).join('')}`
}
