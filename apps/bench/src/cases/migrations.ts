import { join } from 'node:path'
import Database from 'better-sqlite3'
import { checkContents, checkSame, contentsOf, historyRows, type Contents } from '../check.ts'
import { interleave, type Runner } from '../measure.ts'
import { explainJob } from '../profile/explain.ts'
import { recordFloor } from '../projects/floor-recording.ts'
import { writeMigrations, type MigrationFiles } from '../projects/migrations.ts'
import { databaseName, type Project } from '../projects/project.ts'
import { inFreshFolder } from '../run-folder.ts'
import type { Row, Target } from '../table.ts'
import { fasterThan, within } from '../target.ts'
import { remove, temporaryFolder } from '../temporary.ts'
import { atSizes, type Bench, type Case, type CaseResult } from './case.ts'
import { entrantsOf, names, onlyWhenFew, type Entrant } from './migration-entrants.ts'

/** All migrations on an empty database. */
export const migrations: Case = (bench) => atSizes(bench.quick ? [100] : [300, 1000], (count) => measure(bench, count))

async function measure(bench: Bench, count: number): Promise<CaseResult> {
  const folder = temporaryFolder()
  try {
    const files = writeMigrations(folder, count)
    const wanted = await outcome(folder, files)
    const recording = await recordFloor(folder, files)
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
  const projects = new Map([
    [names.lithify, files.lithify],
    [names.code, files.lithifyCode],
  ] as [string, Project][])
  const notes: string[] = []
  for (const { contender, targets, case: label } of rows) {
    const project = projects.get(contender)
    if (project === undefined || targets.every(({ met }) => met)) continue
    const text = await explainJob('lithify.migrate', folder, (place) => ({
      database: join(place, databaseName),
      folder: project.root,
    }))
    notes.push(`${label}, ${contender}: ${text}`)
  }
  return notes
}
