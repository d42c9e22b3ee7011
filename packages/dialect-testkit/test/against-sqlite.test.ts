import { test } from 'vitest'
import { testDialect } from '../src/index.ts'
import { database, opaque } from './support.ts'

// The kit has to be passable. dialect-sqlite runs it too, with more.
testDialect({
  test,
  factory: () => database(),
  opaque,
  runs: 5,
})
