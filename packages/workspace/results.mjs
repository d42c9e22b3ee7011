import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './process.mjs'

/** Every workspace package that has tests, and the file in which vitest leaves their results. */
export function suites() {
  return ['apps', 'packages'].flatMap((room) =>
    readdirSync(join(root, room))
      .map((name) => join(root, room, name))
      .filter((directory) => existsSync(join(directory, 'package.json')))
      .map((directory) => ({ directory, manifest: JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) }))
      .filter(({ manifest }) => manifest.scripts?.test)
      .map(({ directory, manifest }) => ({
        name: manifest.name,
        results: join(directory, '.test-results', 'vitest.json'),
      })),
  )
}

/** Sums the suites. One that left no results counts as a failure, unless only part of them was asked for. */
export function addUp(all, { partial }) {
  /** @type {{ passed: number, failed: number, skipped: number, notes: string[] }} */
  const sum = { passed: 0, failed: 0, skipped: 0, notes: [] }
  for (const { name, results } of all) {
    if (!existsSync(results)) {
      if (partial) continue
      sum.failed += 1
      sum.notes.push(`${name}: no results`)
      continue
    }
    const report = JSON.parse(readFileSync(results, 'utf8'))
    // A file that could not even be loaded has no tests to count: it is one failure.
    const unloaded = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0)
    for (const file of unloaded) sum.notes.push(`${name}: could not load ${file.name}`)
    const empty = report.testResults.length === 0
    if (empty) sum.notes.push(`${name}: has no tests`)
    sum.passed += report.numPassedTests
    sum.failed += report.numFailedTests + unloaded.length + (empty ? 1 : 0)
    sum.skipped += report.numPendingTests + report.numTodoTests
  }
  return sum
}
