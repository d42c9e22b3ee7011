import { join } from 'node:path'
import { orderJob, type Input, type JobName } from '../jobs.ts'
import { duration } from '../table.ts'
import { hotSpots } from './hot-spots.ts'

/** Runs a job once more, with a profile and a clock around the driver, and says where its time goes. */
export async function explainJob(job: JobName, input: Input, folder: string): Promise<string> {
  const profile = join(folder, 'run.cpuprofile')
  const { ms, driverMs = 0 } = await orderJob({ job, input, profile })
  return `${duration(ms)}, of which ${duration(driverMs)} in better-sqlite3 by the clock. Profile: ${hotSpots(profile)}`
}
