// A fresh process for one run of one contender. It loads the contender and the driver, then starts the clock, and answers the time.
import { writeFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import { clockDriver } from './driver/clock.ts'
import { recordWrites } from './driver/recording.ts'
import { jobs, type Order, type Outcome } from './jobs.ts'
import { recordCpu } from './profile/record.ts'

const order = JSON.parse(process.argv[2] ?? '') as Order
const work = (await jobs[order.job]())(order.input)
// The driver's binary is loaded with the first database that is opened.
new Database(':memory:').close()

const sent = order.record === undefined ? undefined : recordWrites(order.input.database)
const driverMs = order.profile === undefined ? undefined : clockDriver()
const profile = order.profile === undefined ? undefined : await recordCpu()
const started = performance.now()
await work()
const outcome: Outcome = {
  ms: performance.now() - started,
  driverMs: driverMs?.(),
  peakMemory: process.resourceUsage().maxRSS * 1024,
}
if (order.profile !== undefined) writeFileSync(order.profile, JSON.stringify(await profile?.()))
if (order.record !== undefined) writeFileSync(order.record, JSON.stringify(sent))
process.stdout.write(JSON.stringify(outcome))
