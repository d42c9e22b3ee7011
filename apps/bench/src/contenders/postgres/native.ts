import { run } from '../../process.ts'

export const missing = 'not run: pg_dump and psql are not on the PATH'

/** The major version of the native clients: `undefined` where they are not installed. */
export async function clientMajor(): Promise<number | undefined> {
  try {
    const { stdout } = await run('pg_dump', ['--version'])
    await run('psql', ['--version'])
    return Number(/ (\d+)/.exec(stdout)?.[1])
  } catch {
    return undefined
  }
}

/** `pg_dump --schema-only`: the time of the whole process. */
export async function dumpSchema(url: string, file: string): Promise<number> {
  return (await run('pg_dump', ['--schema-only', '--file', file, url])).ms
}

/** `psql --single-transaction -f`: the time of the whole process. */
export async function load(url: string, file: string): Promise<number> {
  const args = ['--no-psqlrc', '--quiet', '-v', 'ON_ERROR_STOP=1', '--single-transaction', '-f', file, url]
  return (await run('psql', args)).ms
}
