import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { checkContents, checkSame, contentsOf, historyRows, type Contents } from '../check.ts'
import { lithify } from '../contenders/cli.ts'
import { findDbmate, migrate as dbmate } from '../contenders/dbmate.ts'
import { runJob, type Input, type JobName } from '../jobs.ts'
import { interleave, type Runner } from '../measure.ts'
import { hotSpots } from '../profile/hot-spots.ts'
import { databaseName } from '../projects/project.ts'
import { writeMigrations, type MigrationFiles } from '../projects/migrations.ts'
import type { Sent } from '../recording.ts'
import { inFreshFolder } from '../run-folder.ts'
import { fasterThan, within } from '../target.ts'
import { remove, temporaryFolder } from '../temporary.ts'
import type { Row, Target } from '../table.ts'
import { atSizes, type Bench, type Case, type CaseResult } from './case.ts'

/** All migrations on an empty database. */
export const migrations: Case = (bench) => atSizes(bench.quick ? [100] : [300, 1000], (count) => measure(bench, count))

/** How a contender is run, and what it keeps for itself. */
interface Entrant {
  readonly name: string
  readonly migrate: (input: Input) => Promise<number>
  readonly folder: string
  readonly bookkeeping: readonly [history: string, ...others: string[]]
}

async function measure(bench: Bench, count: number): Promise<CaseResult> {
  const folder = temporaryFolder()
  try {
    const files = writeMigrations(folder, count)
    const wanted = await outcome(folder, files)
    const recording = await record(folder, files)
    const entrants = entrantsOf(files, recording).filter(({ name }) => count <= 500 || !onlyWhenFew.includes(name))
    const runners = entrants.map((entrant) => runnerOf(entrant, { folder, wanted, count }))
    const bounds = bench.quick
      ? { rounds: 3, atLeast: 2, budgetMs: 15_000 }
      : { rounds: 7, atLeast: 3, budgetMs: count > 500 ? 120_000 : 70_000 }
    const all = await interleave(runners, { ...bounds, warmUp: count <= 500 }, (text) =>
      bench.say(`${count} migrations: ${text}`),
    )
    const times = new Map(entrants.map(({ name }, index) => [name, all[index] ?? []]))
    const rows = rowsOf(`${count} migrations`, times)
    return { rows, notes: await explain(rows, folder, files) }
  } finally {
    remove(folder)
  }
}

const names = {
  floor: 'floor: bare better-sqlite3',
  floorAtOnce: 'floor in one transaction',
  lithify: 'lithify, SQL files',
  code: 'lithify, code files',
  knexEach: 'knex, a transaction each',
  knex: 'knex, one transaction (its default)',
  umzug: 'umzug',
  dbmate: 'dbmate, whole process',
  cli: 'lithify run, whole process',
} as const

/** Left out of long cases: what they tell, they tell with few migrations too. */
const onlyWhenFew: readonly string[] = [names.code, names.cli]

const history = {
  lithify: ['lithify_migrations', 'lithify_versions'],
  knex: ['knex_migrations', 'knex_migrations_lock'],
} as const

function entrantsOf(files: MigrationFiles, recording: string): Entrant[] {
  const inProcess =
    (job: JobName) =>
    (input: Input): Promise<number> =>
      runJob({ job, input: { ...input, recording } })
  const ofLithify = (name: string, job: JobName, folder: string): Entrant => ({
    name,
    migrate: inProcess(job),
    folder,
    bookkeeping: history.lithify,
  })
  const ofKnex = (name: string, folder: string): Entrant => ({
    name,
    migrate: inProcess('knex.migrate'),
    folder,
    bookkeeping: history.knex,
  })
  const binary = findDbmate()
  const dbmates: Entrant[] =
    binary === undefined
      ? []
      : [
          {
            name: names.dbmate,
            migrate: (input) => dbmate(binary, input),
            folder: files.lithify.migrations,
            bookkeeping: ['schema_migrations'],
          },
        ]
  return [
    ofLithify(names.floor, 'floor.migrate', ''),
    ofLithify(names.floorAtOnce, 'floor.migrateAtOnce', ''),
    ofLithify(names.lithify, 'lithify.migrate', files.lithify.root),
    ofLithify(names.code, 'lithify.migrate', files.lithifyCode.root),
    ofKnex(names.knexEach, files.knexEachFolder),
    ofKnex(names.knex, files.knexFolder),
    {
      name: names.umzug,
      migrate: inProcess('umzug.migrate'),
      folder: files.umzugFolder,
      bookkeeping: ['umzug_migrations'],
    },
    ...dbmates,
    { name: names.cli, migrate: viaCli, folder: files.lithify.root, bookkeeping: history.lithify },
  ]
}

async function viaCli({ database, folder }: Input): Promise<number> {
  return (await lithify(['run', '--quiet', '--url', `sqlite:${database}`], folder)).ms
}

interface Expectation {
  readonly folder: string
  readonly wanted: Contents
  readonly count: number
}

function runnerOf({ name, migrate, folder, bookkeeping }: Entrant, expected: Expectation): Runner {
  return {
    name,
    run: () =>
      inFreshFolder(expected.folder, async (place) => {
        const database = join(place, databaseName)
        const ms = await migrate({ database, folder })
        checkContents(name, contentsOf(database, bookkeeping), expected.wanted)
        checkSame(name, 'history rows', historyRows(database, bookkeeping[0]), expected.count)
        return ms
      }),
  }
}

/** What has to be in the database afterwards. */
async function outcome(folder: string, files: MigrationFiles): Promise<Contents> {
  const path = join(folder, 'wanted.db')
  const database = new Database(path)
  database.transaction(() => files.statements.flat().forEach((statement) => database.exec(statement)))()
  database.close()
  return contentsOf(path)
}

/** Has lithify run once and keeps what it sent: that is what the floor repeats. */
async function record(folder: string, files: MigrationFiles): Promise<string> {
  for (const project of [files.lithify, files.lithifyCode]) {
    await runJob({ job: 'lithify.lock', input: { database: join(folder, databaseName), folder: project.root } })
  }
  const path = join(folder, 'recording.json')
  await inFreshFolder(folder, (place) =>
    runJob({
      job: 'lithify.migrate',
      input: { database: join(place, databaseName), folder: files.lithify.root },
      record: path,
    }),
  )
  checkRecording(JSON.parse(readFileSync(path, 'utf8')) as Sent[], files)
  return path
}

const isOwn = ({ sql }: Sent): boolean => /^(begin|commit)/i.test(sql) || sql.includes('lithify_')

/** A floor that did more than it has to would flatter lithify. */
function checkRecording(sent: readonly Sent[], { statements }: MigrationFiles): void {
  const transactions = sent.filter(({ sql }) => /^begin/i.test(sql)).length
  checkSame('the floor', 'transactions', transactions, statements.length + 1)
  checkSame(
    'the floor',
    'statement',
    sent.filter((each) => !isOwn(each)).map(({ sql }) => sql),
    statements.flat(),
  )
  const kept = sent.filter((each) => isOwn(each) && each.params.length > 0).length
  checkSame('the floor', 'history rows', kept, statements.length)
}

function rowsOf(label: string, times: ReadonlyMap<string, readonly number[]>): Row[] {
  const of = (name: string): readonly number[] => times.get(name) ?? []
  const reference = of(names.floor)
  const peers = [names.knexEach, names.umzug, names.dbmate].map(of)
  const targets = (contender: string, own: readonly number[]): readonly Target[] => {
    if (contender === names.cli) return fasterThan(own, [of(names.dbmate)], 'dbmate')
    if (contender !== names.lithify && contender !== names.code) return []
    return [
      within(1.1, own, reference, 'the floor'),
      ...fasterThan(own, peers, 'peers that commit each'),
      ...fasterThan(own, [of(names.knex)], 'knex in one transaction'),
    ]
  }
  return Object.values(names)
    .filter((name) => name === names.dbmate || times.has(name))
    .map((contender) => {
      const own = of(contender)
      return {
        case: label,
        contender,
        times: own,
        reference,
        targets: targets(contender, own),
        note: `not run: no binary for ${process.platform}-${process.arch}`,
      }
    })
}

/** Where the time goes, for what missed its target. */
async function explain(rows: readonly Row[], folder: string, files: MigrationFiles): Promise<string[]> {
  const notes: string[] = []
  for (const { contender, targets, case: label } of rows) {
    const project =
      contender === names.lithify ? files.lithify : contender === names.code ? files.lithifyCode : undefined
    if (project === undefined || targets.every(({ met }) => met)) continue
    const profile = join(folder, 'run.cpuprofile')
    await inFreshFolder(folder, (place) =>
      runJob({ job: 'lithify.migrate', input: { database: join(place, databaseName), folder: project.root }, profile }),
    )
    notes.push(`${label}, ${contender}: ${hotSpots(profile)}`)
  }
  return notes
}
