import { defineConfig, mergeConfig } from 'vitest/config'
import shared from '../../packages/workspace/vitest-config.ts'

// The examples are compiled in one go, together with the sources that they import.
export default mergeConfig(shared, defineConfig({ test: { testTimeout: 120_000, hookTimeout: 120_000 } }))
