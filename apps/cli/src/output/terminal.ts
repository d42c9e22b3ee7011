import type { Flags } from '../flags.ts'

/** What the process stands in. Everything about terminals, colour and prompting is decided here and nowhere else. */
export interface Terminal {
  /** Where people's lines go: stdout, or stderr when stdout belongs to a JSON document. */
  readonly lines: NodeJS.WriteStream
  readonly errors: NodeJS.WriteStream
  readonly colour: { readonly lines: boolean; readonly errors: boolean }
  /** Whether a line may be rewritten in place. */
  readonly live: boolean
  /** Whether there is somebody to ask. */
  readonly interactive: boolean
}

export function terminalFor(flags: Flags, env: NodeJS.ProcessEnv = process.env): Terminal {
  const { stdin, stdout, stderr } = process
  const lines = flags.json ? stderr : stdout
  const ci = isCi(env)
  return {
    lines,
    errors: stderr,
    colour: { lines: hasColour(lines, flags, env), errors: hasColour(stderr, flags, env) },
    live: lines.isTTY === true && !ci && !flags.quiet && env['TERM'] !== 'dumb',
    interactive: stdin.isTTY === true && stderr.isTTY === true && !ci && !flags.json,
  }
}

/** `CI=false` and `CI=0` say that it is none. */
function isCi(env: NodeJS.ProcessEnv): boolean {
  return !['', '0', 'false'].includes((env['CI'] ?? '').toLowerCase())
}

/** NO_COLOR (no-color.org) and --no-color win; FORCE_COLOR colours pipes too. */
function hasColour(stream: NodeJS.WriteStream, flags: Flags, env: NodeJS.ProcessEnv): boolean {
  if (!flags.color || (env['NO_COLOR'] ?? '') !== '') return false
  if (env['FORCE_COLOR'] !== undefined) return !['0', 'false'].includes(env['FORCE_COLOR'])
  return stream.isTTY === true && env['TERM'] !== 'dumb'
}
