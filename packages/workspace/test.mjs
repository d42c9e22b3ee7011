// `npm test`: sets everything up, runs every suite, ends with one line that adds them all up.
// Options go to turbo: `npm test -- --filter=@lithify/core`.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { node, root } from './process.mjs'
import { addUp, suites } from './results.mjs'
import { turbo } from './turbo.mjs'

const options = process.argv.slice(2)
const all = suites()
for (const { results } of all) rmSync(results, { force: true })

const built = (await node([join(root, 'packages', 'workspace', 'setup.mjs')])) === 0
// One suite at a time: each has its own workers, and tests that kill processes need a machine that answers.
const code = built ? await turbo(['test'], ['--continue', '--concurrency=1', '--log-prefix=none', ...options]) : 1

const { passed, failed, skipped, notes } = addUp(all, { partial: options.length > 0 })
// A suite can fail outside its tests: an unhandled rejection, a crash, a build that broke. That is never "0 failed".
const unexplained = code !== 0 && failed === 0
if (!built) notes.push('the set-up failed: see above')
else if (unexplained) notes.push('a suite failed outside its tests: see above')
if (passed === 0) notes.push('no test passed')
for (const note of notes) console.error(`✗ ${note}`)
console.log(`${passed} passed, ${failed + (unexplained ? 1 : 0)} failed, ${skipped} skipped`)
process.exitCode = code !== 0 || failed > 0 || passed === 0 ? 1 : 0
