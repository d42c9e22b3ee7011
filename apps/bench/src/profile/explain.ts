import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { orderJob, type Input, type JobName } from '../jobs.ts'
import { median } from '../measure.ts'
import { inFreshFolder } from '../run-folder.ts'
import { duration } from '../table.ts'
import { hotSpots } from './hot-spots.ts'

/** A profile of one run puts a moment in which the machine did something else down to whatever stood there. */
const runs = 5
const enoughMs = 2500

/**
 * Runs a job some times more, with a profile and a clock around the driver, and says where its time goes.
 * @param prepare Makes ready for a run in a folder of its own.
 */
export async function explainJob(
  job: JobName,
  folder: string,
  prepare: (place: string) => Input | Promise<Input>,
): Promise<string> {
  return inFreshFolder(folder, async (shared) => {
    const times: number[] = []
    const driverTimes: number[] = []
    const profiles = await profileSomeTimes(async (number) => {
      const place = join(shared, String(number))
      mkdirSync(place)
      const profile = join(place, 'run.cpuprofile')
      const { ms, driverMs = 0 } = await orderJob({ job, input: await prepare(place), profile })
      times.push(ms)
      driverTimes.push(driverMs)
      return profile
    })
    const inDriver = median(driverTimes)
    const clocked = inDriver > 0 ? `, of which ${duration(inDriver)} in better-sqlite3 by the clock` : ''
    return `${duration(median(times))}${clocked}. ${hotSpots(profiles)}`
  })
}

/** Repeats until there are enough profiles, or they have taken enough time. */
export async function profileSomeTimes(profileOnce: (number: number) => Promise<string>): Promise<string[]> {
  const profiles: string[] = []
  const started = performance.now()
  while (profiles.length < runs && performance.now() - started < enoughMs)
    profiles.push(await profileOnce(profiles.length))
  return profiles
}
