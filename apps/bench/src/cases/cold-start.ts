import { cpSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { checkSame } from '../check.ts'
import { lithify } from '../contenders/cli.ts'
import { runJob } from '../jobs.ts'
import { interleave, type Runner } from '../measure.ts'
import { run } from '../process.ts'
import { profileSomeTimes } from '../profile/explain.ts'
import { hotSpots } from '../profile/hot-spots.ts'
import { writeMigrations } from '../projects/migrations.ts'
import { databaseName, writeConfig } from '../projects/project.ts'
import { inFreshFolder } from '../run-folder.ts'
import { withinMs } from '../target.ts'
import { remove, temporaryFolder } from '../temporary.ts'
import type { Case } from './case.ts'

/** A command line, and how many milliseconds it may take beyond bare Node. */
interface Start {
  readonly name: string
  readonly args: readonly string[]
  readonly root: string
  readonly allowed: number
}

/** Whole processes, from before they start until they are gone. */
export const coldStart: Case = async (bench) => {
  const folder = temporaryFolder()
  try {
    const starts = await prepare(folder, bench.quick ? 200 : 1000)
    const runners: Runner[] = [
      { name: 'node -e 0', run: async () => (await run(process.execPath, ['-e', '0'], { cwd: folder })).ms },
      ...starts.map(({ name, args, root }) => ({ name, run: async () => (await lithify(args, root)).ms })),
    ]
    const rounds = bench.quick ? 7 : 21
    const all = await interleave(runners, { rounds, atLeast: 5, budgetMs: 60_000 }, bench.say)
    const reference = all[0] ?? []
    const rows = runners.map(({ name }, index) => {
      const times = all[index] ?? []
      const allowed = starts[index - 1]?.allowed
      const targets = allowed === undefined ? [] : [withinMs(allowed, times, reference, 'node')]
      return { case: 'cold start', contender: name, times, reference, targets }
    })
    const notes: string[] = []
    for (const [index, start] of starts.entries()) {
      if (rows[index + 1]?.targets.some(({ met }) => !met))
        notes.push(`cold start, ${start.name}: ${await explain(folder, start)}`)
    }
    return { rows, notes }
  } finally {
    remove(folder)
  }
}

async function prepare(folder: string, count: number): Promise<Start[]> {
  const { root } = writeMigrations(folder, count).lithify
  const input = { database: join(root, databaseName), folder: root }
  await runJob('lithify.lock', input)
  await runJob('lithify.migrate', input)
  const typescript = join(folder, 'typescript')
  cpSync(root, typescript, { recursive: true, verbatimSymlinks: true })
  rmSync(join(typescript, 'lithify.config.mjs'))
  writeConfig(typescript, 'ts')
  for (const each of [root, typescript]) await checkStatus(each, count)
  const status = `lithify status, ${count} applied`
  return [
    { name: 'lithify --help', args: ['--help'], root, allowed: 60 },
    { name: status, args: ['status'], root, allowed: 150 },
    { name: `${status}, config in TypeScript`, args: ['status'], root: typescript, allowed: 150 },
  ]
}

async function checkStatus(root: string, count: number): Promise<void> {
  const { stdout } = await lithify(['status', '--json'], root)
  const { result } = JSON.parse(stdout) as { result: { counts: { applied: number } } }
  checkSame('lithify status', 'applied', result.counts.applied, count)
}

function explain(folder: string, { args, root }: Start): Promise<string> {
  return inFreshFolder(folder, async (shared) => {
    const profiles = await profileSomeTimes(async (number) => {
      const place = join(shared, String(number))
      await lithify(args, root, ['--cpu-prof', '--cpu-prof-interval', '200', '--cpu-prof-dir', place])
      const [name = ''] = readdirSync(place)
      return join(place, name)
    })
    return hotSpots(profiles)
  })
}
