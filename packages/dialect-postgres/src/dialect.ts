import type { Dialect } from '@lithify/core'
import { capabilities } from './capabilities.ts'
import { checkLoad } from './check-load.ts'
import { compare } from './compare.ts'
import { dropped } from './dropped.ts'
import { emit, needsSchema } from './emit.ts'
import { qualified } from './emit/names.ts'
import { frame } from './frame.ts'
import { introspect } from './introspect/introspect.ts'
import { hasTables, inventory } from './introspect/inventory.ts'
import { kinds } from './kinds.ts'
import { quote } from './names.ts'
import { recovery } from './recovery.ts'
import { rows, rowsIn } from './rows.ts'
import { splitter } from './split.ts'
import { types } from './types.ts'

/** The driver is loaded when a connection is opened, and not before: the pure half needs none, and loading it takes time. */
export const dialect: Dialect = Object.freeze<Dialect>({
  name: 'postgres',
  title: 'PostgreSQL',
  protocols: ['postgres', 'postgresql'],
  capabilities,
  kinds,
  types,
  compare,
  quote,
  tableName: qualified,
  placeholder: (position: number) => `$${position}`,
  emit,
  needsSchema,
  splitter,
  frame,
  dropped,
  recovery,
  connect: async (options) => (await import('./driver.ts')).connect(options),
  inventory,
  hasTables,
  introspect,
  rows,
  rowsIn,
  // What stands in a table that inherits from it is that one's.
  rowsOf: (object) => (object.kind === 'table' ? `ONLY ${qualified(object)}` : undefined),
  checkLoad,
  shadow: async (options) => (await import('./shadow.ts')).shadow(options),
})
