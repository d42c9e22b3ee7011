import { stopIfAborted } from '../runner/context.ts'
import { fingerprint } from '../schema/fingerprint.ts'
import type { Table } from '../schema/model.ts'
import type { Schema } from '../schema/schema.ts'
import { baselineVersion, type BaselineData, type ReplacedMigration } from '../operations/baseline.ts'
import { renderOperation } from '../operations/render.ts'
import { renderText } from '../operations/render-text.ts'
import { baselineSteps } from './baseline-steps.ts'
import type { RenderSource } from './render-dump.ts'
import { refuseUnlessRead } from './render-statement.ts'
import { RowsCounter } from './rows.ts'

/** What goes into a baseline migration. */
export interface BaselineContents {
  readonly schema: Schema
  /** Tables whose rows are included. */
  readonly data: readonly Table[]
  /** The last migration that is replaced. */
  readonly squashedThrough: string
  /** In the order in which they ran. */
  readonly replaces: readonly ReplacedMigration[]
}

/** What the text turned out to hold. Complete when the text has been read to its end. */
export interface BaselineReport {
  /** How many objects of each kind. */
  readonly objects: Record<string, number>
  readonly data: BaselineData[]
}

export const newBaselineReport = (): BaselineReport => ({ objects: {}, data: [] })

/**
 * The text of a baseline migration, piece by piece: TypeScript and JavaScript alike. Rows are read from the session as the text is. The same schema
 * and rows give the same bytes.
 */
export async function* renderBaselineMigration(
  source: RenderSource,
  contents: BaselineContents,
  report: BaselineReport,
): AsyncGenerator<string> {
  const { connection, signal } = source
  const { dialect } = connection
  const count = contents.replaces.length
  for (const { kind } of contents.schema.objects()) report.objects[kind] = (report.objects[kind] ?? 0) + 1

  yield `import { baseline } from 'lithify'

// In place of ${count === 1 ? 'one migration' : `${count} migrations`}. Written by: lithify squash
// A database that has them takes this as applied and runs nothing of it. Edits by hand are noticed and refused.
export default baseline({
  version: ${baselineVersion},
  dialect: ${renderText(dialect.name)},
  squashedThrough: ${renderText(contents.squashedThrough)},
  up(m) {
`
  let before: 'nothing' | 'short' | 'long' = 'nothing'
  for (const step of baselineSteps(contents.schema, contents.data, dialect)) {
    stopIfAborted(signal)
    if (step.operation === undefined) {
      yield* renderRows(source, step.rows, report)
      before = 'long'
      continue
    }
    const text = renderOperation(step.operation, dialect, '    ')
    const isLong = text.trimEnd().includes('\n')
    yield before === 'long' || (before === 'short' && isLong) ? `\n${text}` : text
    before = isLong ? 'long' : 'short'
  }
  yield '  },\n'
  yield* renderList(
    'data',
    report.data,
    ({ table, rows, digest }) => `table: ${renderText(table)}, rows: ${rows}, digest: '${digest}'`,
  )
  yield `  fingerprint: '${fingerprint(contents.schema, dialect)}',\n`
  yield* renderList('replaces', contents.replaces, (replaced) => renderReplaced(replaced).slice(2, -2))
  yield '})\n'
}

/** A baseline that is replaced stands with what it had replaced. */
function renderReplaced({ name, checksum, replaces }: ReplacedMigration): string {
  const inner = replaces && `, replaces: [${replaces.map(renderReplaced).join(', ')}]`
  return `{ name: ${renderText(name)}, checksum: '${checksum}'${inner ?? ''} }`
}

function* renderList<T>(key: string, items: readonly T[], render: (item: T) => string): Generator<string> {
  if (items.length === 0) return yield `  ${key}: [],\n`
  yield `  ${key}: [\n`
  for (const item of items) yield `    { ${render(item)} },\n`
  yield '  ],\n'
}

async function* renderRows(
  { connection, session, signal }: RenderSource,
  table: Table,
  report: BaselineReport,
): AsyncGenerator<string> {
  const { dialect } = connection
  const counter = new RowsCounter(table)
  let between = '\n'
  for await (const insert of dialect.rows(session, table)) {
    stopIfAborted(signal)
    counter.add(insert)
    refuseUnlessRead(dialect, [insert.sql], `rows of ${table.name}`)
    yield between + renderOperation({ kind: 'sql', up: insert.sql }, dialect, '    ')
    between = ''
  }
  report.data.push(counter.summary())
}
