import { run } from '../process.ts'

/** The native client's version: `undefined` where it is not installed. */
export async function findSqlite3(): Promise<string | undefined> {
  try {
    const { stdout } = await run('sqlite3', ['--version'])
    return stdout.split(' ', 1)[0]
  } catch {
    return undefined
  }
}

export const missing = 'not run: there is no sqlite3 on the PATH'

/** `sqlite3 FILE .schema > OUT`: the time of the whole process. */
export async function schema(database: string, out: string): Promise<number> {
  return (await run('sqlite3', ['-readonly', database, '.schema'], { stdout: out })).ms
}

/** `sqlite3 FILE < SCRIPT`: the time of the whole process. */
export async function load(database: string, script: string): Promise<number> {
  return (await run('sqlite3', ['-bail', database], { stdin: script })).ms
}
