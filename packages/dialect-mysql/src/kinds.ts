import type { KindInfo } from '@lithify/core'

/** Functions come first, since creating one looks at nothing, and views call them. What fires on rows, or acts by itself, comes after them. */
export const kinds: readonly KindInfo[] = [
  { kind: 'sequence' },
  { kind: 'package' },
  { kind: 'packageBody' },
  { kind: 'functionShell' },
  { kind: 'function' },
  { kind: 'procedure' },
  { kind: 'table' },
  { kind: 'tableAsShown' },
  { kind: 'index' },
  { kind: 'view' },
  { kind: 'foreignKey', afterData: true },
  { kind: 'trigger', afterData: true },
  { kind: 'event', afterData: true },
]
