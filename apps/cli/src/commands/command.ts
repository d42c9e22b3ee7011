import type { Command as Arguments } from 'commander'
import type { Context } from '../context.ts'

/** What a command leaves behind: what `--json` prints, and what the process answers. */
interface Outcome {
  readonly result: unknown
  readonly exitCode?: number | undefined
}

/**
 * One command, one file. It says what it takes and turns that into one call of core; whatever needs core is imported when the
 * command is at work, so that `--help` stays quick.
 */
export interface Command<Options = never> {
  readonly name: string
  /** Other spellings. The guides' own come first. */
  readonly aliases: readonly string[]
  readonly summary: string
  readonly examples?: readonly string[]
  configure?(takes: Arguments): void
  run(context: Context, options: Options, words: readonly string[]): Promise<Outcome>
}

/** Identity, for the types. What commander parsed is what `configure` declared. */
export function defineCommand<Options>(command: Command<Options>): Command {
  return command
}
