import { run } from '../../process.ts'

/**
 * `mysqldump --no-data`, with all that has a text: the time of the whole process. In a transaction, as its manual advises: otherwise it locks all tables, and each
 * of its statements looks through them, which takes minutes for a thousand.
 */
export async function dumpSchema(program: readonly string[], url: string, file: string): Promise<number> {
  const args = [
    '--single-transaction',
    '--no-data',
    '--routines',
    '--triggers',
    '--events',
    '--skip-comments',
    '--no-tablespaces',
  ]
  return started(program, url, args, { stdout: file })
}

/** `mysql < FILE`: the time of the whole process. */
export const load = (program: readonly string[], url: string, file: string): Promise<number> =>
  started(program, url, ['--default-character-set=utf8mb4'], { stdin: file })

async function started(
  [program = '', ...before]: readonly string[],
  url: string,
  args: readonly string[],
  files: { readonly stdin?: string; readonly stdout?: string },
): Promise<number> {
  const { hostname, port, username, password, pathname } = new URL(url)
  const place = [`--host=${hostname}`, `--port=${port}`, `--user=${username}`, `--password=${password}`]
  return (await run(program, [...before, '--no-defaults', ...place, ...args, pathname.slice(1)], files)).ms
}
