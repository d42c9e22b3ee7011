import { mergeConfig } from 'vitest/config'
import shared from '../workspace/vitest-config.ts'

export default mergeConfig(shared, {
  test: {
    // One server of each version for the whole run.
    globalSetup: ['test/servers.ts'],
    // Two of the longest suites mostly wait for leases to end.
    maxWorkers: 3,
  },
})
