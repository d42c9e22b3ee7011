import { describe, test } from 'vitest'
import { onAll } from '../helpers.ts'
import { roundTrip } from './round-trip.ts'
import { scriptsFor } from './scripts.ts'

onAll((name) => {
  describe.each(Object.entries(scriptsFor(name)))('%s', (title, script) => {
    test.skipIf(script === undefined)(`${title} comes back whole from its dump`, { timeout: 180_000 }, async () => {
      await roundTrip(name, script ?? '')
    })
  })
})
