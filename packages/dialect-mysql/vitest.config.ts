import { mergeConfig } from 'vitest/config'
import shared from '../workspace/vitest-config.ts'

/** One server of each version for the whole run. */
export default mergeConfig(shared, { test: { globalSetup: ['test/servers.ts'] } })
