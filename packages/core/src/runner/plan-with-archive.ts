import { archivedMigrations, findArchives } from '../archive/find.ts'
import type { Connection } from '../config/config.ts'
import { plan, type Plan, type PlanInput } from './plan.ts'

/** {@link plan}, with what the archives hold where the database lacks squashed migrations. Else no archive is looked at. */
export async function planWithArchive(connection: Connection, input: Omit<PlanInput, 'archive'>): Promise<Plan> {
  const decided = plan(input)
  if (decided.counts.behind === 0) return decided
  return plan({ ...input, archive: archivedMigrations(connection, await findArchives(connection)) })
}
