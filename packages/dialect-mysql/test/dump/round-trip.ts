import type { MysqlServerName } from '@lithify/test-servers'
import { expect } from 'vitest'
import { database, session } from '../helpers.ts'
import { hasClients, load, mysqldump } from './clients.ts'
import { Project } from './project.ts'

export interface RoundTrip {
  /** Whether mysqldump, too, has to say the same of original and copies. Default `true`. */
  readonly judged?: boolean | undefined
  /** Queries that have to answer the same in original and copies. */
  readonly ask?: readonly string[] | undefined
  readonly definers?: boolean | undefined
  /** What the native client makes beforehand, byte by byte. */
  readonly before?: Buffer | undefined
  /** What the native client's session has when it loads the dump. */
  readonly session?: string | undefined
  /** Tables whose rows are dumped too. */
  readonly rows?: readonly string[] | undefined
  /** Makes an empty database. Default: on the server that all tests share. */
  readonly make?: (() => Promise<string>) | undefined
}

/** Runs it, dumps it, boots one database from the dump by lithify and one by the native client. Answers the dump. */
export async function roundTrip(
  name: MysqlServerName,
  script: string,
  {
    judged = true,
    ask = [],
    definers = false,
    before,
    rows: data = [],
    session: settings,
    make = () => database(name),
  }: RoundTrip = {},
): Promise<string> {
  const original = await make()
  if (before !== undefined) load(name, original, before)
  const project = new Project(script, { definers })
  const first = await project.open(original)
  if (before === undefined) await first.run()
  else await first.adopt({ despiteDifferences: true })
  await first.dump({ data })
  const text = project.dump()

  const copy = await make()
  const second = await project.open(copy)
  expect((await second.run()).bootstrap?.migrations).toBe(1)
  expect((await second.dump({ data })).changed).toBe(false)
  expect(project.dump()).toBe(text)
  expect((await second.verify()).findings).toEqual([])
  const answers = await answersOf(original, ask)
  expect(await answersOf(copy, ask)).toEqual(answers)

  if (!hasClients(name)) return text
  const loaded = await make()
  load(name, loaded, Buffer.from(text), ...(settings === undefined ? [] : [`--init-command=${settings}`]))
  expect(await answersOf(loaded, ask)).toEqual(answers)
  const expected = judged ? mysqldump(name, original) : undefined
  for (const url of judged ? [copy, loaded] : []) expect(mysqldump(name, url)).toBe(expected)
  expect((await (await project.open(loaded)).dump({ data })).changed).toBe(false)
  return text
}

async function answersOf(url: string, ask: readonly string[]): Promise<unknown[]> {
  const opened = await session({ url })
  const answers: unknown[] = []
  for (const sql of ask) answers.push(await opened.query(sql))
  return answers
}
