import type { Dialect } from '@lithify/core'
import { capabilities, kinds } from './capabilities.ts'
import { compare } from './compare.ts'
import { connect } from './driver.ts'
import { dropped } from './dropped.ts'
import { emit, needsSchema } from './emit.ts'
import { frame } from './frame.ts'
import { introspect } from './introspect/introspect.ts'
import { inventory } from './introspect/inventory.ts'
import { quote } from './names.ts'
import { recovery } from './recovery.ts'
import { rows } from './rows.ts'
import { rowsOf } from './rows-of.ts'
import { splitter } from './split.ts'
import { types } from './types.ts'

export const dialect: Dialect = Object.freeze<Dialect>({
  name: 'sqlite',
  title: 'SQLite',
  protocols: ['sqlite', 'sqlite3', 'file'],
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
  dropped,
  recovery,
  connect,
  inventory,
  introspect,
  rows,
  rowsOf,
  shadow: () => connect({ filename: ':memory:' }),
})
