import type { BaselineRecord, ReplacedMigration } from '../operations/baseline.ts'
import type { HistoryRow, NewHistoryRow } from './history.ts'

/** A row that a baseline's row took the place of. What was never applied one by one has neither batch nor time. */
export interface ReplacedRow extends ReplacedMigration {
  readonly batch?: number | undefined
  readonly appliedAt?: string | undefined
  readonly durationMs?: number | undefined
  readonly replaces?: readonly ReplacedRow[] | undefined
}

const version = 1

/** What the `replaced` column of a baseline's row holds, so that the rows can be put back on every database. */
export function renderReplaced(rows: readonly ReplacedRow[]): string {
  return JSON.stringify({ version, rows: rows.map(ordered) })
}

/** The rows in a `replaced` column. `undefined` where the text is none of ours: then the baseline's file is asked. */
export function parseReplaced(text: string | undefined): readonly ReplacedRow[] | undefined {
  if (text === undefined) return undefined
  try {
    const json = JSON.parse(text) as { version?: unknown; rows?: unknown } | null
    if (json?.version !== version || !Array.isArray(json.rows) || !json.rows.every(isReplaced)) return undefined
    return json.rows
  } catch {
    return undefined
  }
}

/** A history row as another row's record of it. */
export function asReplaced(
  row: Pick<HistoryRow, 'name' | 'checksum' | 'batch' | 'appliedAt' | 'durationMs'> &
    Partial<Pick<HistoryRow, 'kind' | 'replaced'>>,
): ReplacedRow {
  const { name, checksum, batch, appliedAt, durationMs } = row
  const replaces = row.kind === 'baseline' ? (parseReplaced(row.replaced) ?? []) : undefined
  return { name, checksum, batch, appliedAt, durationMs, replaces }
}

/** Without what differs between environments: what a dump may hold. */
export function anywhere(rows: readonly ReplacedMigration[]): ReplacedMigration[] {
  return rows.map(({ name, checksum, replaces }) => ({
    name,
    checksum,
    ...(replaces && { replaces: anywhere(replaces) }),
  }))
}

function ordered({ name, checksum, batch, appliedAt, durationMs, replaces }: ReplacedRow): ReplacedRow {
  return { name, checksum, batch, appliedAt, durationMs, ...(replaces && { replaces: replaces.map(ordered) }) }
}

function isReplaced(value: unknown): value is ReplacedRow {
  if (typeof value !== 'object' || value === null) return false
  const { name, checksum, replaces } = value as Record<string, unknown>
  const parts = replaces === undefined || (Array.isArray(replaces) && replaces.every(isReplaced))
  return typeof name === 'string' && typeof checksum === 'string' && parts
}

/**
 * What the row of a baseline says beside its name and checksum, where it was run on an empty database. What comes with a baseline belongs to no batch,
 * so that rolling back the last one does not stop at it.
 */
export function baselineRow(
  record: BaselineRecord | undefined,
): Partial<Pick<NewHistoryRow, 'kind' | 'replaced' | 'batch'>> {
  if (record === undefined) return {}
  return { kind: 'baseline', batch: 0, replaced: renderReplaced(anywhere(record.replaces)) }
}
