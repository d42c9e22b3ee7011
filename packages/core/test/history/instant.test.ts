import { expect, it } from 'vitest'
import { instantOf } from '../../src/history/instant.ts'

it.each([
  ['2026-11-23 10:15:00', '2026-11-23T10:15:00.000Z'],
  ['2026-11-23T10:15:00.25', '2026-11-23T10:15:00.250Z'],
  ['2026-11-23T12:15:00+02:00', '2026-11-23T10:15:00.000Z'],
  [new Date(0), '1970-01-01T00:00:00.000Z'],
  ['no time at all', 'no time at all'],
])('%s is %s', (value, instant) => {
  expect(instantOf(value)).toBe(instant)
})
