import { open, type Lithify } from '@lithify/core'
import { cutting as cuttingOf, type Cutting } from '@lithify/dialect-testkit'
import type { MysqlServerName } from '@lithify/test-servers'
import { expect, onTestFinished } from 'vitest'
import { dialect } from '../../src/dialect.ts'
import { inLane, inLanes, type Lane } from './lanes.ts'
import { run } from './process.ts'
import type { Project } from './project.ts'

/** Every so many of the steps. All of them take minutes; the environment may ask for that: 1. */
const stride = Number(process.env['LITHIFY_KILL_STRIDE'] ?? 11)
/** A process that is killed takes longer to start than all that it does, so it is one in so many of the steps that are tried. */
const killed = 8

export const cutting = (cutAt?: number): Cutting => cuttingOf(dialect, cutAt)

export interface Walk {
  readonly prepare?: ((lithify: Lithify) => Promise<unknown>) | undefined
  readonly command: 'run' | 'rollback'
  /** With which it is begun. */
  readonly options: Readonly<Record<string, unknown>>
}

interface Walked {
  readonly steps: number
  /** After how many of them there was something to go on with. */
  readonly resumed: number
  readonly killed: number
}

/** Cuts the command at one of its steps, then at another, and goes on as a person would: as the error says. What comes of it is what comes of it whole. */
export async function walk(at: Project, server: MysqlServerName, what: Walk): Promise<Walked> {
  const whole = cutting()
  const expected = await inLane(server, async (lane) => {
    await prepare(at, lane, what)
    await working(at, lane, (lithify) => begin(lithify, what), whole)
    return outcome(lane)
  })
  const tried = Array.from({ length: whole.steps() }, (_, step) => step).filter((step) => step % stride === 0)
  const counts = { steps: whole.steps(), resumed: 0, killed: 0 }
  await inLanes(server, tried, async (lane, step) => {
    const where = `step ${step}`
    await prepare(at, lane, what)
    if (tried.indexOf(step) % killed === 1) {
      const { command, options } = what
      const ended = await run({
        root: at.root,
        url: lane.url,
        command,
        arguments: { ...options, frozen: true },
        killAt: step,
      })
      expect(ended, where).toMatchObject({ signal: 'SIGKILL', stderr: '' })
      counts.killed++
    } else {
      await working(at, lane, (lithify) => expect(begin(lithify, what), where).rejects.toThrow(), cutting(step))
    }
    if (await goOn(at, lane, what, where)) counts.resumed++
    expect(await outcome(lane), where).toEqual(expected)
  })
  return counts
}

/** Nothing is written to the project, which all share. */
function begin(lithify: Lithify, { command, options }: Walk, more = options): Promise<unknown> {
  return command === 'run'
    ? lithify.run({ ...more, frozen: true, lockTimeoutMs: 20_000 })
    : lithify.rollback({ ...more, confirm: () => true, lockTimeoutMs: 20_000 })
}

async function prepare(at: Project, lane: Lane, what: Walk): Promise<void> {
  if (what.prepare !== undefined) await working(at, lane, what.prepare)
}

/** Answers whether there was anything to go on with. */
async function goOn(at: Project, lane: Lane, what: Walk, where: string): Promise<boolean> {
  return working(at, lane, async (lithify) => {
    try {
      await begin(lithify, what)
      return false
    } catch (error) {
      const { code, message, hint } = error as { code?: string; message: string; hint?: string }
      expect(`${code} ${message}`, where).toMatch(/^LITHIFY_E_UNFINISHED .*(?: done|reached )/)
      expect(message, where).not.toContain('does not tell')
      expect(hint, where).toContain(`lithify ${what.command} --resume`)
      await begin(lithify, what, { resume: true })
      return true
    }
  })
}

async function working<T>(
  at: Project,
  lane: Pick<Lane, 'url'>,
  work: (lithify: Lithify) => Promise<T>,
  cut: Cutting = cutting(),
): Promise<T> {
  const lithify = await opened(at, lane.url, cut)
  try {
    return await work(lithify)
  } finally {
    await lithify.close()
  }
}

/** Closed when the test ends, at the latest. */
export async function opened(at: Project, url: string, cut: Cutting = cutting()): Promise<Lithify> {
  const connections = { primary: { dialect: { dialect: cut.dialect, options: { url } } } }
  const lithify = await open({ connections }, { root: at.root })
  onTestFinished(() => lithify.close())
  return lithify
}

/** All that there is, as the server shows it. */
export async function outcome({ judge }: Lane): Promise<unknown> {
  const [tables = [], routines, triggers] = await judge(`SHOW FULL TABLES;
SELECT ROUTINE_NAME AS name FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE() ORDER BY 1;
SELECT TRIGGER_NAME AS name FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE() ORDER BY 1`)
  const names = tables.map((row) => Object.values(row)[0] as string)
  const own = names.filter((name) => !name.startsWith('lithify_'))
  const asked = own.flatMap((name) => [`SHOW CREATE TABLE ${name}`, `SELECT * FROM ${name} ORDER BY 1`])
  if (names.includes('lithify_migrations')) asked.push('SELECT name, checksum FROM lithify_migrations ORDER BY name')
  if (names.includes('lithify_journal')) asked.push('SELECT name FROM lithify_journal')
  return { names, routines, triggers, told: await judge(asked.join(';\n')) }
}
