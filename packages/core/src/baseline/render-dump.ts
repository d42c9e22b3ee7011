import { historyScript, type DumpedHistoryRow } from '../history/script.ts'
import { stopIfAborted, type Context } from '../runner/context.ts'
import { isTable, refKey, refLabel, type Table } from '../schema/model.ts'
import type { Schema } from '../schema/schema.ts'
import { renderObjects, type RenderedObject } from './render-objects.ts'
import { refuseUnlessOne, renderStatement } from './render-statement.ts'
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
  const frame = connection.dialect.frame(contents.schema)
  const objects = [...renderObjects(contents.schema, connection.dialect)]
  const early = objects.filter(({ afterData }) => !afterData)
  const late = objects.filter(({ afterData }) => afterData)
  const wanted = new Set(contents.data.map(refKey))
  const tables = ({ object }: RenderedObject): Table[] =>
    isTable(object) && wanted.has(refKey(object)) ? [object] : []

  yield header
  yield* section(frame.before)
  for (const each of early) yield renderObject(source, each, report)
  for (const table of early.flatMap(tables)) yield* renderRows(source, table, report)
  for (const each of late) {
    yield renderObject(source, each, report)
    for (const table of tables(each)) yield* renderRows(source, table, report)
  }
  yield* section(historyScript(connection, contents.history))
  yield* section(frame.after)
}

function renderObject(
  { connection, signal }: RenderSource,
  { object, statements }: RenderedObject,
  report: RenderReport,
): string {
  stopIfAborted(signal)
  for (const statement of statements) {
    refuseUnlessOne(connection.dialect, statement, refLabel(object))
    if (statement.includes('\r')) report.carriageReturns.push(refLabel(object))
  }
  report.objects[object.kind] = (report.objects[object.kind] ?? 0) + 1
  return `\n${statements.map(renderStatement).join('')}`
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
    yield `${between}${renderStatement(insert.sql)}`
    between = ''
  }
  report.data.push(counter.summary())
  if (returns) report.carriageReturns.push(`rows of ${tableLabel(table)}`)
}

function* section(statements: readonly string[]): Generator<string> {
  if (statements.length > 0) yield `\n${statements.map(renderStatement).join('')}`
}
