/** The options that every command takes, before or after its name. */
export interface Flags {
  readonly connection?: string | undefined
  readonly config?: string | undefined
  readonly url?: string | undefined
  readonly cwd?: string | undefined
  readonly json: boolean
  readonly quiet: boolean
  readonly force: boolean
  readonly debug: boolean
  readonly color: boolean
}

/**
 * What decides how an answer looks, taken from the raw arguments: an error in the command line itself has to be answered in
 * the form that the same line asks for.
 */
export function peekFlags(argv: readonly string[]): Flags {
  const end = argv.indexOf('--')
  const given = new Set(end === -1 ? argv : argv.slice(0, end))
  return {
    json: given.has('--json'),
    quiet: given.has('--quiet') || given.has('-q'),
    force: given.has('--force'),
    debug: given.has('--debug'),
    color: !given.has('--no-color'),
  }
}
