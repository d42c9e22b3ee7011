import type { Dialect } from '@lithify/core'
import { capabilities } from './capabilities.ts'
import { compare } from './compare.ts'
import { dropped } from './dropped.ts'
import { emit, needsSchema } from './emit.ts'
import { frame } from './frame.ts'
import { introspect } from './introspect/introspect.ts'
import { inventory } from './introspect/inventory.ts'
import { kinds } from './kinds.ts'
import { quote } from './names.ts'
import { rows } from './rows.ts'
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
  placeholder: (position: number) => `$${position}`,
  emit,
  needsSchema,
  splitter,
  frame,
  dropped,
  connect: async (options) => (await import('./driver.ts')).connect(options),
  inventory,
  introspect,
  rows,
  shadow: async (options) => (await import('./shadow.ts')).shadow(options),
})
