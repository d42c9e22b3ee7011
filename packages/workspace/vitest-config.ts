import { defineConfig } from 'vitest/config'

/** How every package runs its tests. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'src/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // With it set, lithify is stricter: a test that means that says so, and the others do the same everywhere.
    env: { CI: '' },
    // The file is what `npm test` adds up.
    reporters: ['default', 'json'],
    outputFile: { json: '.test-results/vitest.json' },
  },
})
