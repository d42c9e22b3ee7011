import type { Connection } from '../config/config.ts'
import type { HistoryRow } from './history.ts'
import { anywhere, parseReplaced, renderReplaced } from './replaced.ts'
import { historyLayoutVersion, historyStatements } from './layout.ts'
import { insertText } from './sql.ts'

/** What of a history row is the same in every environment. */
export type DumpedHistoryRow = Pick<HistoryRow, 'name' | 'checksum'> & Partial<Pick<HistoryRow, 'kind' | 'replaced'>>

/**
 * The end of a dump: the bookkeeping tables and the rows, with no id, batch or time, in the order given. Statements without trailing
 * semicolons.
 */
export function historyScript(
  connection: Pick<Connection, 'dialect' | 'history'>,
  rows: readonly DumpedHistoryRow[],
): string[] {
  const { dialect, history } = connection
  const { literal } = dialect.types
  return [
    ...historyStatements(connection).map((statement) => statement.text),
    insertText(dialect, history.versions, ['version'], [literal(historyLayoutVersion)]),
    ...rows.map((row) => {
      const values: Record<string, string> = { name: literal(row.name), checksum: literal(row.checksum) }
      if (row.kind === 'baseline') values['kind'] = literal(row.kind)
      const replaced = parseReplaced(row.replaced)
      if (replaced !== undefined) values['replaced'] = literal(renderReplaced(anywhere(replaced)))
      return insertText(dialect, history.migrations, Object.keys(values), Object.values(values))
    }),
  ]
}
