import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { checkContents, checkSame, contentsOf } from '../check.ts'
import { lithify } from '../contenders/cli.ts'
import { findSqlite3, load, missing, schema } from '../contenders/sqlite3.ts'
import { runJob } from '../jobs.ts'
import { interleave, type Bounds, type Runner } from '../measure.ts'
import { explainJob } from '../profile/explain.ts'
import type { SchemaProject } from '../projects/schema.ts'
import { inFreshFolder } from '../run-folder.ts'
import { within } from '../target.ts'
import type { Row } from '../table.ts'
import { atSizes, type Bench, type Case, type CaseResult } from './case.ts'

const names = { native: 'sqlite3 .schema', inProcess: 'lithify.dump()', cli: 'lithify dump, whole process' } as const

/** The schema of a live database as SQL in a file; from lithify with its history, a manifest and both flushed to the disk. */
export const dump: Case = (bench) =>
  atSizes(bench.quick ? [100, 1000] : [100, 1000, 10_000], (tables) => measure(bench, tables))

async function measure(bench: Bench, tables: number): Promise<CaseResult> {
  const project = await bench.schema(tables)
  const native = (await findSqlite3()) !== undefined
  const wanted = statementsIn(project)
  await checkLoads(project, { tables, native })
  const large = tables > 1000
  const runners: Runner[] = [
    ...(native ? [{ name: names.native, run: () => viaClient(project, wanted) }] : []),
    {
      name: names.inProcess,
      run: () => viaLithify(project, wanted, (input) => runJob('lithify.dump', input)),
    },
    // The start of a process is little beside seconds.
    ...(large ? [] : [{ name: names.cli, run: () => viaLithify(project, wanted, () => viaCommandLine(project)) }]),
  ]
  const label = `dump ${tables} tables`
  const all = await interleave(runners, boundsFor(bench, large), (text) => bench.say(`${label}: ${text}`))
  const times = (name: string): readonly number[] => all[runners.findIndex((runner) => runner.name === name)] ?? []
  const reference = native ? times(names.native) : times(names.inProcess)
  const rows: Row[] = [
    { case: label, contender: names.native, times: times(names.native), reference, targets: [], note: missing },
    {
      case: label,
      contender: names.inProcess,
      times: times(names.inProcess),
      reference,
      targets: native ? [within(1, times(names.inProcess), reference, 'sqlite3')] : [],
    },
  ]
  if (!large) rows.push({ case: label, contender: names.cli, times: times(names.cli), reference, targets: [] })
  const missed = rows.some(({ targets }) => targets.some(({ met }) => !met))
  return { rows, notes: missed ? [`${label}, ${names.inProcess}: ${await explain(project)}`] : [] }
}

function boundsFor({ quick }: Bench, large: boolean): Bounds {
  if (quick) return { rounds: 5, atLeast: 3, budgetMs: 5000 }
  return large
    ? { rounds: 7, atLeast: 3, budgetMs: 30_000, warmUp: false }
    : { rounds: 11, atLeast: 5, budgetMs: 25_000 }
}

async function viaCommandLine({ root }: SchemaProject): Promise<number> {
  return (await lithify(['dump', '--quiet'], root)).ms
}

async function viaClient(project: SchemaProject, wanted: ReadonlySet<string>): Promise<number> {
  return inFreshFolder(project.root, async (place) => {
    const out = join(place, 'schema.sql')
    const ms = await schema(project.database, out)
    checkText(names.native, out, wanted)
    return ms
  })
}

/** A dump that is there already would not be written again, so it goes first. */
async function viaLithify(
  project: SchemaProject,
  wanted: ReadonlySet<string>,
  work: (input: { database: string; folder: string }) => Promise<number>,
): Promise<number> {
  for (const path of [project.dump, project.manifest]) rmSync(path)
  const ms = await work({ database: project.database, folder: project.root })
  checkText('lithify dump', project.dump, wanted)
  const rows = readFileSync(project.dump, 'utf8').match(/^insert into "lithify_migrations"/gim)?.length
  checkSame('lithify dump', 'history rows', rows, project.migrationCount)
  return ms
}

/** What SQLite keeps as the text of each object. */
function statementsIn({ database }: SchemaProject): Set<string> {
  return new Set(contentsOf(database).objects.map((object) => object.slice(object.indexOf(': ') + 2)))
}

/** Every object's own text is in the file, as a statement. */
function checkText(who: string, path: string, wanted: ReadonlySet<string>): void {
  const found = new Set(readFileSync(path, 'utf8').split(';\n').map(asKept))
  checkSame(who, 'missing objects', [...wanted].filter((text) => !found.has(text)).length, 0)
}

/** Without what comes before a statement in a dump, and what the client adds: a comment after a view, IF NOT EXISTS before a quoted name. */
function asKept(statement: string): string {
  return statement
    .replace(/^(?:\s|--.*\n)+/, '')
    .replace(/\n\/\*.*\*\/$/, '')
    .replace(/^CREATE TABLE IF NOT EXISTS /, 'CREATE TABLE ')
}

/** The native client loads the dump to the same database. Ten thousand tables take it a minute: the boot case does that anyway. */
async function checkLoads(
  project: SchemaProject,
  { tables, native }: { tables: number; native: boolean },
): Promise<void> {
  if (!native || tables > 1000) return
  await inFreshFolder(project.root, async (place) => {
    const database = join(place, 'loaded.db')
    await load(database, project.dump)
    checkContents('the dump in sqlite3', contentsOf(database), contentsOf(project.database))
  })
}

function explain({ root, database, dump: path }: SchemaProject): Promise<string> {
  return explainJob('lithify.dump', root, () => {
    rmSync(path)
    return { database, folder: root }
  })
}
