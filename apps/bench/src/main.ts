import { writeFileSync } from 'node:fs'
import { cases } from './cases/index.ts'
import type { Bench, CaseResult, SideName } from './cases/case.ts'
import { caseNames } from './cases/names.ts'
import { describeMachine } from './machine.ts'
import { parseOptions, usage, type Options } from './options.ts'
import type { DatabaseServer } from './database-server.ts'
import { startServer as startMysql, type Flavour } from './mysql/server.ts'
import { asDatabaseServer } from './postgres/database-server.ts'
import { query, startServer } from './postgres/server.ts'
import { tableStatements as mysqlTable } from './projects/mysql-tables.ts'
import { shared, tableStatements } from './projects/postgres-tables.ts'
import { makeServerSchema, type SchemaContents } from './projects/server-schema.ts'
import { makeSchema } from './projects/schema.ts'
import { unquiet } from './quiet.ts'
import { markdown } from './table.ts'
import { temporaryFolder } from './temporary.ts'

async function bench({ quick, only, sizes, json }: Options): Promise<void> {
  const machine = await describeMachine()
  const started = performance.now()
  const context: Bench = { quick, sizes, say: (text) => console.error(`  ${text}`), ...projects() }
  const results: CaseResult[] = []
  for (const name of only.length > 0 ? only : caseNames) {
    console.error(name)
    results.push(await cases[name](context))
  }
  const rows = results.flatMap((result) => result.rows)
  const notes = results.flatMap((result) => result.notes)
  console.log(markdown(rows))
  if (notes.length > 0)
    console.log(
      `\nWhere the time goes, measured in more runs with a CPU profile:\n\n${notes.map((note) => `- ${note}\n`).join('')}`,
    )
  for (const each of unquiet(rows)) console.log(`\nTake with care: ${each}`)
  const seconds = Math.round((performance.now() - started) / 1000)
  console.log(`\n${method}\n\n${machine}; ${seconds} s in all.`)
  if (json !== undefined) writeFileSync(json, `${JSON.stringify({ version: 1, machine, rows, notes }, undefined, 2)}\n`)
}

const method = `Median (fastest–slowest, number of runs); all contenders of a case in turn, round after round; the ratio is the median of the rounds' own
ratios to the first line of the case, and in brackets the difference. Every run is a fresh process. "Whole process" and command lines are timed
from start to exit; the others from opening the database to closing it, their modules and the driver loaded before. What each run left behind was
checked: the same objects by their text, the same rows, all of the history.`

/** Making ten thousand tables takes a while: once is enough. The servers end with this process. */
function projects(): Pick<Bench, 'schema' | 'postgres' | 'sides'> {
  const folder = once(temporaryFolder)
  const postgres = once(startServer)
  const side = (
    server: () => Promise<DatabaseServer | undefined>,
    contents: SchemaContents,
  ): Bench['sides'][SideName] => ({
    server,
    schema: onceForEach(async (tables) => {
      const started = await server()
      if (started === undefined) throw new Error('There is no server')
      return makeServerSchema(folder(), started, tables, contents)
    }),
  })
  const ofMysql = (flavour: Flavour): Bench['sides'][SideName] =>
    side(
      once(() => startMysql(flavour)),
      { dialect: 'mysql', shared: [], tableStatements: mysqlTable },
    )
  return {
    schema: onceForEach((tables) => makeSchema(folder(), tables)),
    postgres,
    sides: {
      postgres: side(
        once(async () => {
          const server = await postgres()
          return server && asDatabaseServer(server)
        }),
        { dialect: 'postgres', shared, tableStatements, settle: (database) => query(database, ['VACUUM ANALYZE']) },
      ),
      mysql: ofMysql('mysql'),
      mariadb: ofMysql('mariadb'),
    },
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}

function onceForEach<T>(make: (size: number) => T): (size: number) => T {
  const made = new Map<number, T>()
  return (size) => {
    const value = made.get(size) ?? make(size)
    made.set(size, value)
    return value
  }
}

/** What does not fit together on the command line is said without a stack. */
function readOptions(): Options | undefined {
  try {
    return parseOptions(process.argv.slice(2))
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
    process.exit(64)
  }
}

const options = readOptions()
if (options === undefined) console.log(usage)
else await bench(options)
