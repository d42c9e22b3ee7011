import type { KindInfo } from '@lithify/core'

/** The order of pg_dump, as far as dependencies allow. What fires on rows, slows their loading down or reads them comes after them. */
export const kinds: readonly KindInfo[] = [
  { kind: 'schema' },
  { kind: 'extension' },
  { kind: 'collation' },
  { kind: 'enum' },
  { kind: 'domain' },
  { kind: 'compositeType' },
  { kind: 'rangeType' },
  { kind: 'function' },
  { kind: 'procedure' },
  { kind: 'aggregate' },
  { kind: 'sequence' },
  { kind: 'table' },
  { kind: 'sequenceOwner' },
  { kind: 'view' },
  { kind: 'comment' },
  { kind: 'materializedView', afterData: true },
  { kind: 'index', afterData: true },
  { kind: 'exclusion', afterData: true },
  { kind: 'statistics', afterData: true },
  { kind: 'foreignKey', afterData: true },
  { kind: 'rule', afterData: true },
  { kind: 'trigger', afterData: true },
  { kind: 'policy', afterData: true },
]
