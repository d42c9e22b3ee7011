/**
 * Where passwords hide. A dump is a file that is committed, so that what holds one is left out of it, and said to be: to leave out the option alone
 * would make an object that does not work, and look as if it were the same.
 */

/** An option of a foreign-data wrapper, a server, a user mapping, a foreign table or one of its columns. */
export type ForeignOption = readonly [name: string, value: string]

const secretName =
  /(?:pass(?:word|wd|phrase)?|pwd|secret|token|credentials?|(?:api|access|account|auth|encryption|private|sa|secret|shared)_?key)$/i

/** A key in its usual armour, a user and password in a URL, or an assignment in a longer text such as a command line. */
const secretValue =
  /-----BEGIN |:\/\/[^/?#\s]*:[^/?#\s]+@|\b(?:password|passwd|pwd|secret|token|api[_-]?key)\s*[=:]\s*\S|\bauthorization:/i

/** What user mappings hold besides secrets, in the wrappers that are common. There any other option is taken for one: it is what they are for. */
const harmless: ReadonlySet<string> = new Set([
  'user', 'username', 'user_name', 'role', 'schema', 'dbname', 'database', 'region', 'password_required',
  'passfile', 'sslcert', 'sslkey', 'sslmode', 'sslrootcert', 'use_scram_passthrough', 'gssdelegation',
]) // prettier-ignore

const holdsSecret = ([name, value]: ForeignOption): boolean => secretName.test(name) || secretValue.test(value)

/** The options that hold secrets, by name. */
export const secretOptions = (options: readonly ForeignOption[]): string[] =>
  options.filter(holdsSecret).map(([name]) => name)

/** The same for a user mapping. */
export const secretMappingOptions = (options: readonly ForeignOption[]): string[] =>
  options.filter((option) => holdsSecret(option) || !harmless.has(option[0].toLowerCase())).map(([name]) => name)

/** What in a connection string of libpq's, of either form, holds a secret; nothing where there is none. */
export function secretInConnection(connection: string): string | undefined {
  for (const text of [connection, decoded(connection)]) {
    const found = /(password|oauth_client_secret|scram_(?:client|server)_key)\s*=/i.exec(text)
    if (found !== null) return found[1]
    if (/:\/\/[^/?#]*:[^/?#]*@/.test(text)) return 'password'
  }
  return undefined
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
