import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { checkSame } from '../check.ts'
import { lithify } from '../contenders/cli.ts'
import type { DatabaseServer } from '../database-server.ts'
import { orderJob } from '../jobs.ts'
import { interleave, type Bounds, type Runner } from '../measure.ts'
import { explainJob } from '../profile/explain.ts'
import type { SchemaProject } from '../projects/schema.ts'
import { inFreshFolder } from '../run-folder.ts'
import type { Row } from '../table.ts'
import { within } from '../target.ts'
import { onServer, type Bench, type Case, type CaseResult, type SideName } from './case.ts'

const names = { inProcess: 'lithify.dump()', cli: 'lithify dump, whole process' } as const

/** The schema of a live database as SQL in a file; from lithify with its history, a manifest and both flushed to the disk. */
export const serverDump =
  (side: SideName): Case =>
  (bench) =>
    onServer(bench, side, 'dump', bench.quick ? [100] : [1000, 10_000], (server, tables) =>
      measure(bench, side, server, tables),
    )

async function measure(bench: Bench, side: SideName, server: DatabaseServer, tables: number): Promise<CaseResult> {
  const project = await bench.sides[side].schema(tables)
  const { native } = server
  let peakMemory = 0
  const runners: Runner[] = [
    ...(native.isThere ? [{ name: native.dump.name, run: () => viaClient(project, server) }] : []),
    {
      name: names.inProcess,
      run: () =>
        viaLithify(project, async (input) => {
          const outcome = await orderJob({ job: server.jobs.dump, input })
          peakMemory = Math.max(peakMemory, outcome.peakMemory)
          return outcome.ms
        }),
    },
    { name: names.cli, run: () => viaLithify(project, () => viaCommandLine(project)) },
  ]
  const label = `${server.title}: dump ${tables} tables`
  if (native.isThere && tables <= 1000) await checkLoads(project, server)
  const all = await interleave(runners, boundsFor(bench, tables), (text) => bench.say(`${label}: ${text}`))
  const times = (name: string): readonly number[] => all[runners.findIndex((runner) => runner.name === name)] ?? []
  const own = times(names.inProcess)
  const reference = native.isThere ? times(native.dump.name) : own
  const targets = native.isThere ? [within(1, own, reference, native.dump.program)] : []
  const first = { case: label, contender: native.dump.name, reference, targets: [], note: native.missing }
  const rows: Row[] = [
    { ...first, times: times(native.dump.name) },
    { case: label, contender: names.inProcess, times: own, reference, targets, peakMemory },
    { case: label, contender: names.cli, times: times(names.cli), reference, targets: [] },
  ]
  const missed = targets.some(({ met }) => !met)
  return { rows, notes: missed ? [`${label}, ${names.inProcess}: ${await explain(project, server)}`] : [] }
}

function boundsFor({ quick }: Bench, tables: number): Bounds {
  const large = tables > 1000
  // A round of ten thousand tables takes minutes where a client asks for them one by one.
  if (quick) return { rounds: 5, atLeast: large ? 1 : 3, budgetMs: 10_000, warmUp: !large }
  return large
    ? { rounds: 7, atLeast: 5, budgetMs: 180_000, warmUp: false }
    : { rounds: 15, atLeast: 9, budgetMs: 90_000 }
}

async function viaCommandLine({ root, database }: SchemaProject): Promise<number> {
  return (await lithify(['dump', '--quiet', '--url', database], root)).ms
}

async function viaClient({ root, database }: SchemaProject, { native }: DatabaseServer): Promise<number> {
  return inFreshFolder(root, async (place) => {
    const out = join(place, 'schema.sql')
    const ms = await native.dump.run(database, out)
    checkSame(
      native.dump.name,
      'tables',
      tablesIn(out),
      tablesIn(join(root, 'database', 'schema', 'primary-schema.sql')),
    )
    return ms
  })
}

/** A dump that is there already would not be written again, so it goes first. It has to come back byte for byte. */
async function viaLithify(
  project: SchemaProject,
  work: (input: { database: string; folder: string }) => Promise<number>,
): Promise<number> {
  const wanted = readFileSync(project.dump, 'utf8')
  for (const path of [project.dump, project.manifest]) rmSync(path)
  const ms = await work({ database: project.database, folder: project.root })
  checkSame(
    'lithify dump',
    'the same bytes',
    existsSync(project.manifest) && readFileSync(project.dump, 'utf8') === wanted,
    true,
  )
  return ms
}

/** Without those that hold lithify's own bookkeeping, of which its dump has rows and no more than two. */
const tablesIn = (path: string): number =>
  readFileSync(path, 'utf8').match(/^CREATE TABLE (?!`lithify_)/gm)?.length ?? 0

/** The native client loads the dump to the same database. With ten thousand tables, the boot case does that. */
async function checkLoads({ dump, database }: SchemaProject, server: DatabaseServer): Promise<void> {
  await server.inFreshDatabase(async (url) => {
    await server.native.load.run(url, dump)
    checkSame(
      `the dump in ${server.native.load.program}`,
      'object',
      await objectsIn(server, url),
      await objectsIn(server, database),
    )
  })
}

/** Where DDL cannot be rolled back, a database that lithify has worked in has a table more than its dump. */
const objectsIn = (server: DatabaseServer, url: string): Promise<string[]> => server.objectsOf(url, ['lithify_journal'])

function explain({ root, database, dump: path }: SchemaProject, server: DatabaseServer): Promise<string> {
  return explainJob(server.jobs.dump, root, () => {
    rmSync(path)
    return { database, folder: root }
  })
}
