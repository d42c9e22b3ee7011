import { join } from 'node:path'
import { checkContents, contentsOf } from '../check.ts'
import { lithify } from '../contenders/cli.ts'
import { findSqlite3, load, missing } from '../contenders/sqlite3.ts'
import { runJob, type Input } from '../jobs.ts'
import { interleave, type Bounds, type Runner } from '../measure.ts'
import { explainJob } from '../profile/explain.ts'
import { databaseName } from '../projects/project.ts'
import type { SchemaProject } from '../projects/schema.ts'
import { inFreshFolder } from '../run-folder.ts'
import { within } from '../target.ts'
import type { Row } from '../table.ts'
import { atSizes, type Bench, type Case, type CaseResult } from './case.ts'

const names = { native: 'sqlite3 < dump', inProcess: 'lithify.run()', cli: 'lithify run, whole process' } as const

/** An empty database from the dump that lithify wrote; both load the same file. */
export const boot: Case = (bench) =>
  atSizes(bench.quick ? [100, 1000] : [100, 1000, 10_000], (tables) => measure(bench, tables))

async function measure(bench: Bench, tables: number): Promise<CaseResult> {
  const project = await bench.schema(tables)
  const native = (await findSqlite3()) !== undefined
  const wanted = contentsOf(project.database)
  const running = (name: string, work: (input: Input) => Promise<number>): Runner => ({
    name,
    run: () =>
      inFreshFolder(project.root, async (place) => {
        const database = join(place, databaseName)
        const ms = await work({ database, folder: project.root })
        // History rows are among the rows.
        checkContents(name, contentsOf(database), wanted)
        return ms
      }),
  })
  const runners = [
    ...(native ? [running(names.native, ({ database }) => load(database, project.dump))] : []),
    running(names.inProcess, (input) => runJob('lithify.migrate', input)),
    // The start of a process is nothing beside a minute.
    ...(tables > 1000
      ? []
      : [
          running(
            names.cli,
            async ({ database }) => (await lithify(['run', '--quiet', '--url', `sqlite:${database}`], project.root)).ms,
          ),
        ]),
  ]
  const label = `boot ${tables} tables`
  const all = await interleave(runners, boundsFor(bench, tables), (text) => bench.say(`${label}: ${text}`))
  const times = (name: string): readonly number[] => all[runners.findIndex((runner) => runner.name === name)] ?? []
  const own = times(names.inProcess)
  const reference = native ? times(names.native) : own
  const rows: Row[] = [
    { case: label, contender: names.native, times: times(names.native), reference, targets: [], note: missing },
    {
      case: label,
      contender: names.inProcess,
      times: own,
      reference,
      targets: native ? [within(1.1, own, reference, 'sqlite3')] : [],
    },
  ]
  if (tables <= 1000) rows.push({ case: label, contender: names.cli, times: times(names.cli), reference, targets: [] })
  const missed = rows.some(({ targets }) => targets.some(({ met }) => !met))
  return { rows, notes: missed ? [`${label}, ${names.inProcess}: ${await explain(project)}`] : [] }
}

function boundsFor({ quick }: Bench, tables: number): Bounds {
  if (quick) return { rounds: 5, atLeast: 3, budgetMs: 5000 }
  if (tables > 1000) return { rounds: 5, atLeast: 2, budgetMs: 100_000, warmUp: false }
  return { rounds: 11, atLeast: 5, budgetMs: 25_000 }
}

function explain({ root }: SchemaProject): Promise<string> {
  return explainJob('lithify.migrate', root, (place) => ({ database: join(place, databaseName), folder: root }))
}
