import type { HistoryRow } from '../../history/history.ts'

/** What planning looks at of a history row. */
export type PlannedRow = Pick<HistoryRow, 'name' | 'checksum' | 'batch' | 'appliedAt' | 'durationMs'> &
  Partial<Pick<HistoryRow, 'kind' | 'replaced'>>
