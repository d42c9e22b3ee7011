import { checkSame } from '../check.ts'
import { runJob } from '../jobs.ts'
import { interleave, type Runner } from '../measure.ts'
import { countRows } from '../postgres/contents.ts'
import { createDatabase, type Server } from '../postgres/server.ts'
import { writePostgresMigrations } from '../projects/postgres-migrations.ts'
import type { Row } from '../table.ts'
import { fasterThan } from '../target.ts'
import { remove, temporaryFolder } from '../temporary.ts'
import { onPostgres, type Bench, type Case, type CaseResult } from './case.ts'
import type { Entrant } from './migration-entrants.ts'
import { names, peersInProcess, postgresEntrants } from './postgres-entrants.ts'

/** Once more, with nothing to do: what every deployment pays. */
export const postgresRerun: Case = (bench) =>
  onPostgres(bench, 'nothing to do', bench.quick ? [100] : [1000], (server, count) => measure(bench, server, count))

async function measure(bench: Bench, server: Server, count: number): Promise<CaseResult> {
  const folder = temporaryFolder()
  try {
    const entrants = postgresEntrants(writePostgresMigrations(folder, count))
    const label = `PostgreSQL ${server.version}: nothing to do after ${count} migrations`
    const runners: Runner[] = []
    for (const entrant of entrants) runners.push(await prepare(entrant, server))
    const bounds = { rounds: bench.quick ? 5 : 15, atLeast: 5, budgetMs: 60_000 }
    const all = await interleave(runners, bounds, (text) => bench.say(`${label}: ${text}`))
    const times = new Map(entrants.map(({ name }, index) => [name, all[index] ?? []]))
    const of = (name: string): readonly number[] => times.get(name) ?? []
    const rows = Object.values(names).map((contender): Row => {
      const own = of(contender)
      const targets =
        contender === names.lithify
          ? fasterThan(own, peersInProcess.map(of), 'every peer')
          : contender === names.cli
            ? fasterThan(own, [of(names.dbmate)], 'dbmate')
            : []
      return { case: label, contender, times: own, reference: of(names.floor), targets }
    })
    return { rows, notes: [] }
  } finally {
    remove(folder)
  }
}

/** A database that has all migrations, and a run that must not change that. */
async function prepare({ name, migrate, folder, bookkeeping }: Entrant, server: Server): Promise<Runner> {
  const database = await createDatabase(server)
  await migrate({ database, folder })
  const before = await countRows(database, [bookkeeping[0]])
  return {
    name,
    run: async () => {
      const ms =
        name === names.floor
          ? await runJob('postgres.floor.readHistory', { database, folder })
          : await migrate({ database, folder })
      checkSame(name, 'history rows', await countRows(database, [bookkeeping[0]]), before)
      return ms
    },
  }
}
