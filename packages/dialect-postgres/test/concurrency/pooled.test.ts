import { pgbouncerProgram, startPgbouncer, type Pgbouncer } from '@lithify/test-servers'
import { afterAll, beforeAll, describe } from 'vitest'
import { onEnds, serverUrl } from '../helpers.ts'
import { leaseMs, leasesEnd } from './leases.ts'
import { runnersAtOnce } from './suite.ts'

onEnds((version) => {
  describe.skipIf(pgbouncerProgram === undefined)('pgbouncer in transaction mode', () => {
    let pooler: Pgbouncer
    beforeAll(async () => {
      pooler = await startPgbouncer({ url: serverUrl(version) })
    })
    afterAll(() => pooler.stop())
    // Nobody tells the runners that there is a pooler.
    const way = {
      title: 'with what is chosen there',
      version,
      options: (url: string) => ({ url: pooler.through(url) }),
      connection: { leaseMs },
      takesOverWithin: leaseMs + 1_000,
      ownBackends: false,
    } as const
    runnersAtOnce(way)
    leasesEnd(way)
  })
})
