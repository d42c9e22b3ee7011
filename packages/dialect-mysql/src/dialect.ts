import type { Dialect } from '@lithify/core'
import { capabilities } from './capabilities.ts'
import { compare } from './compare.ts'
import { delimited } from './delimited.ts'
import { dropped } from './dropped.ts'
import { emit, needsSchema } from './emit.ts'
import { frame } from './frame.ts'
import { introspect } from './introspect/introspect.ts'
import { hasTables, inventory } from './introspect/inventory.ts'
import { kinds } from './kinds.ts'
import { quote } from './names.ts'
import { recovery } from './recovery/recovery.ts'
import { rows } from './rows.ts'
import { splitter } from './split.ts'
import { types } from './types.ts'

/** The driver is loaded when a connection is opened, and not before: the pure half needs none, and loading it takes time. */
export const dialect: Dialect = Object.freeze<Dialect>({
  name: 'mysql',
  title: 'MySQL',
  protocols: ['mysql', 'mariadb'],
  capabilities,
  kinds,
  types,
  compare,
  quote,
  placeholder: () => '?',
  emit,
  needsSchema,
  splitter,
  frame,
  delimited,
  dropped,
  recovery,
  connect: async (options) => (await import('./driver.ts')).connect(options),
  inventory,
  hasTables,
  introspect,
  rows,
  rowsOf: ({ kind, name }) => (kind === 'table' || kind === 'tableAsShown' ? quote(name) : undefined),
  shadow: async (options) => (await import('./shadow.ts')).shadow(options),
})
