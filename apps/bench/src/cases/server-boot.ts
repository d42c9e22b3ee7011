import { checkSame } from '../check.ts'
import { lithify } from '../contenders/cli.ts'
import type { DatabaseServer } from '../database-server.ts'
import { orderJob } from '../jobs.ts'
import { interleave, type Bounds, type Runner } from '../measure.ts'
import { explainJob } from '../profile/explain.ts'
import type { SchemaProject } from '../projects/schema.ts'
import type { Row } from '../table.ts'
import { within } from '../target.ts'
import { onServer, type Bench, type Case, type CaseResult, type SideName } from './case.ts'

const names = { inProcess: 'lithify.run()', cli: 'lithify run, whole process' } as const

/** An empty database from the dump that lithify wrote; both load the same file. */
export const serverBoot =
  (side: SideName): Case =>
  (bench) =>
    onServer(bench, side, 'boot', bench.quick ? [100] : [1000, 10_000], (server, tables) =>
      measure(bench, side, server, tables),
    )

async function measure(bench: Bench, side: SideName, server: DatabaseServer, tables: number): Promise<CaseResult> {
  const project = await bench.sides[side].schema(tables)
  const { native } = server
  const bookkeeping = ['lithify_journal']
  const wanted = await server.objectsOf(project.database, bookkeeping)
  let peakMemory = 0
  const running = (name: string, work: (database: string) => Promise<number>): Runner => ({
    name,
    run: () =>
      server.inFreshDatabase(async (database) => {
        const ms = await work(database)
        checkSame(name, 'object', await server.objectsOf(database, bookkeeping), wanted)
        checkSame(
          name,
          'history rows',
          await server.countRows(database, ['lithify_migrations']),
          project.migrationCount,
        )
        return ms
      }),
  })
  const runners = [
    ...(native.isThere ? [running(native.load.name, (database) => native.load.run(database, project.dump))] : []),
    running(names.inProcess, async (database) => {
      const input = { database, folder: project.root }
      const outcome = await orderJob({ job: server.jobs.migrate, input })
      peakMemory = Math.max(peakMemory, outcome.peakMemory)
      return outcome.ms
    }),
    // The start of a process is nothing beside a minute.
    ...(tables > 1000
      ? []
      : [
          running(
            names.cli,
            async (database) => (await lithify(['run', '--quiet', '--url', database], project.root)).ms,
          ),
        ]),
  ]
  const label = `${server.title}: boot ${tables} tables`
  const all = await interleave(runners, boundsFor(bench, tables), (text) => bench.say(`${label}: ${text}`))
  const times = (name: string): readonly number[] => all[runners.findIndex((runner) => runner.name === name)] ?? []
  const own = times(names.inProcess)
  const reference = native.isThere ? times(native.load.name) : own
  const targets = native.isThere ? [within(1, own, reference, native.load.program)] : []
  const first = { case: label, contender: native.load.name, reference, targets: [], note: native.missing }
  const rows: Row[] = [
    { ...first, times: times(native.load.name) },
    { case: label, contender: names.inProcess, times: own, reference, targets, peakMemory },
  ]
  if (tables <= 1000) rows.push({ case: label, contender: names.cli, times: times(names.cli), reference, targets: [] })
  const missed = targets.some(({ met }) => !met)
  return { rows, notes: missed ? [`${label}, ${names.inProcess}: ${await explain(project, server)}`] : [] }
}

function boundsFor({ quick }: Bench, tables: number): Bounds {
  if (quick) return { rounds: 5, atLeast: tables > 1000 ? 1 : 3, budgetMs: 15_000, warmUp: tables <= 1000 }
  if (tables > 1000) return { rounds: 5, atLeast: 3, budgetMs: 600_000, warmUp: false }
  return { rounds: 9, atLeast: 5, budgetMs: 120_000 }
}

function explain({ root }: SchemaProject, server: DatabaseServer): Promise<string> {
  return explainJob(server.jobs.migrate, root, async () => ({
    database: await server.createDatabase(),
    folder: root,
  }))
}
