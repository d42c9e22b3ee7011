import { Command as Program, CommanderError } from 'commander'
import packageJson from '../package.json' with { type: 'json' }
import { directory, once } from './arguments.ts'
import type { Command } from './commands/command.ts'
import { commands } from './commands/index.ts'
import type { Flags } from './flags.ts'

/** What the command line asks for. */
export interface Request {
  readonly command: Command
  readonly flags: Flags
  readonly options: Readonly<Record<string, unknown>>
  readonly words: readonly string[]
}

/**
 * Reads the command line. Nothing is run here: `undefined` means that all there was to do (help, the version) is done.
 * @throws CommanderError for what does not exist or does not fit together
 */
export function parse(argv: readonly string[], write: (text: string) => void): Request | undefined {
  let request: Request | undefined
  const program = describe(write)
  for (const command of commands) {
    addCommand(program, command, (options, words) => {
      request = { command, options, words, flags: program.opts<Flags>() }
    })
  }
  program
    .command('help')
    .description('show what a command takes')
    .argument('[command]')
    .action((name?: string) => {
      const found = program.commands.find(
        (command) => command.name() === name || command.aliases().includes(name ?? ''),
      )
      if (name !== undefined && found === undefined)
        program.error(`error: unknown command '${name}'`, { code: 'commander.unknownCommand' })
      ;(found ?? program).outputHelp()
    })
  try {
    program.parse(argv, { from: 'user' })
  } catch (error) {
    throw isUnknownCommand(error) ? withEverySpelling(program.args[0] ?? '', error) : error
  }
  return request
}

/** Whether commander stopped only because it showed the help or the version, as asked, or because no command was named. */
export function isHelp(thrown: unknown): boolean {
  return thrown instanceof CommanderError && (thrown.exitCode === 0 || thrown.code === 'commander.help')
}

function describe(write: (text: string) => void): Program {
  return new Program('lithify')
    .description('Database migrations that turn loose layers into stone.')
    .usage('COMMAND [options]')
    .version(packageJson.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this')
    .helpCommand(false)
    .option('-c, --connection <name>', 'the connection to work on (default: the config’s)', once)
    .option('--config <file>', 'the config file (default: lithify.config.*, here or above)', once)
    .option('--url <url>', 'the database, instead of the config’s (sqlite:app.db, postgres://…)', once)
    .option('--cwd <directory>', 'work as if started there', directory)
    .option('--json', 'print one JSON document on stdout')
    .option('-q, --quiet', 'print nothing but warnings and errors')
    .option('--force', 'lose data without asking')
    .option('--debug', 'print stacks')
    .option('--no-color', 'no colours (NO_COLOR does the same)')
    .configureHelp({ showGlobalOptions: true, subcommandTerm: (command) => command.name() })
    .configureOutput({ writeOut: write, writeErr: write, outputError: () => {} })
    .exitOverride()
    .showSuggestionAfterError()
    .addHelpText(
      'after',
      '\nThe environment’s DATABASE_URL serves where there is no config. A .env file is not read:\n  node --env-file=.env node_modules/lithify/bin/lithify.js run',
    )
}

function addCommand(
  program: Program,
  command: Command,
  take: (options: Record<string, unknown>, words: string[]) => void,
): void {
  const takes = program
    .command(command.name)
    .description(command.summary)
    .aliases([...command.aliases])
  takes.helpOption('-h, --help', 'show this')
  command.configure?.(takes)
  const also = command.aliases.length === 0 ? '' : `\nAlso: ${command.aliases.join(', ')}`
  const examples = (command.examples ?? []).map((example) => `\n  ${example}`).join('')
  takes.addHelpText('after', `${also}${examples === '' ? '' : `\n\nExamples:${examples}`}`)
  takes.action(() => take(takes.opts(), takes.args))
}

function isUnknownCommand(error: unknown): error is CommanderError {
  return error instanceof CommanderError && error.code === 'commander.unknownCommand'
}

/** Commander looks for the nearest among names and first aliases only. Asked again with every spelling as a name, it knows them all. */
function withEverySpelling(word: string, error: CommanderError): CommanderError {
  const program = new Program().exitOverride().configureOutput({ outputError: () => {} })
  for (const { name, aliases } of commands) for (const spelling of [name, ...aliases]) program.command(spelling)
  try {
    program.parse([word], { from: 'user' })
  } catch (asked) {
    if (isUnknownCommand(asked)) return asked
  }
  return error
}
