import { onEnds } from '../helpers.ts'
import { leaseMs, leasesEnd } from './leases.ts'
import { runnersAtOnce } from './suite.ts'

onEnds((version) => {
  const way = {
    title: 'with a lease',
    version,
    options: (url: string) => ({ url }),
    connection: { lock: 'lease', leaseMs },
    takesOverWithin: leaseMs + 1_000,
    ownBackends: true,
  } as const
  runnersAtOnce(way)
  leasesEnd(way)
})
