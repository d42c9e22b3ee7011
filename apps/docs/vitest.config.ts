import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // The examples are compiled in one go, together with the sources that they import.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // The file is what `npm test` adds up.
    reporters: ['default', 'json'],
    outputFile: { json: '.test-results/vitest.json' },
  },
})
