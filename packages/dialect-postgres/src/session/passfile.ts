import { readFile, stat } from 'node:fs/promises'
import { isSocket, type Target } from './target.ts'

/**
 * The password that libpq's password file holds for a target: the first line `host:port:database:user:password` that fits, where `*`
 * fits all and `\` makes `:` and `\` plain. A file that others may read is not used, as with libpq; `refused` then says so.
 */
export async function passwordFromFile(target: Target): Promise<{ password?: string; refused?: string }> {
  const { passfile } = target
  const found = await stat(passfile).catch(() => undefined)
  if (found?.isFile() !== true) return {}
  if (process.platform !== 'win32' && (found.mode & 0o077) !== 0) {
    return {
      refused: `${passfile} is not used, because others may read it. Close it:  chmod 600 ${JSON.stringify(passfile)}`,
    }
  }
  const host = isSocket(target.host) ? 'localhost' : target.host
  const wanted = [host, String(target.port), target.database, target.user]
  for (const line of (await readFile(passfile, 'utf8')).split(/\r?\n/)) {
    if (line.startsWith('#')) continue
    const fields = fieldsOf(line)
    const password = fields[4]
    if (password !== undefined && wanted.every((value, at) => fields[at] === '*' || plain(fields[at]) === value)) {
      return { password: plain(password) }
    }
  }
  return {}
}

/** The first four fields end at a colon, the fifth at the end of the line. */
function fieldsOf(line: string): string[] {
  const match = /^((?:\\.|[^:\\])*):((?:\\.|[^:\\])*):((?:\\.|[^:\\])*):((?:\\.|[^:\\])*):(.+)$/.exec(line)
  return match === null ? [] : match.slice(1)
}

const plain = (field = ''): string => field.replaceAll(/\\(.)/g, '$1')
