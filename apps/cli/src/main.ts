import { exitCodeFor, exitCodes } from './exit-codes.ts'
import { peekFlags } from './flags.ts'
import { interruption } from './interruption.ts'
import { Drawing } from './output/draw.ts'
import { jsonDocument } from './output/json.ts'
import { Printer } from './output/printer.ts'
import { printProblem } from './output/problem.ts'
import { terminalFor } from './output/terminal.ts'
import { isHelp, parse, type Request } from './program.ts'
import { problemOf } from './problem.ts'

const argv = process.argv.slice(2)
let flags = peekFlags(argv)
let help = ''
let request: Request | undefined
let drawing: Drawing | undefined

// A reader that has seen enough (`lithify run | head`) is no reason to stop in the middle.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
// What a config or a migration did not wait for can fail outside of any command.
process.on('uncaughtException', (thrown) => void complain(thrown).then(leave))
const signal = interruption()
await leave(await answer().catch(complain))

/** One command line from its words to its exit code. */
async function answer(): Promise<number> {
  request = parse(argv, (text) => (help += text))
  if (request === undefined) return print(help)
  const { command, options, words } = request
  flags = request.flags
  const terminal = terminalFor(flags)
  const printer = new Printer(terminal, flags.quiet)
  drawing = new Drawing(printer)
  if (flags.cwd !== undefined) process.chdir(flags.cwd)
  const { result, exitCode } = await command.run({ flags, terminal, printer, drawing, signal }, options as never, words)
  printer.settle()
  if (flags.json)
    print(jsonDocument(command.name, { ok: true, result }, { redact: await redactor(), debug: flags.debug }))
  return exitCode ?? exitCodes.fine
}

/** What went wrong, for people on stderr and, where asked for, for programs on stdout. */
async function complain(thrown: unknown): Promise<number> {
  if (isHelp(thrown) && !flags.json) return print(help)
  drawing?.failed()
  const problem = problemOf(thrown)
  const redact = await redactor()
  const printer = new Printer(terminalFor(flags), flags.quiet)
  printer.redactWith(redact)
  printProblem(printer, problem, flags.debug)
  if (flags.json)
    print(jsonDocument(request?.command.name ?? null, { ok: false, error: problem }, { redact, debug: flags.debug }))
  return signal.aborted ? exitCodes.interrupted : exitCodeFor(problem.code)
}

/** Migrations and configs may leave timers and sockets behind; once everything is written nothing of theirs is waited for. */
async function leave(code: number): Promise<never> {
  for (const stream of [process.stderr, process.stdout]) await new Promise((written) => stream.write('', written))
  process.exit(code)
}

function print(text: string): number {
  process.stdout.write(text)
  return exitCodes.fine
}

/** Core says what a password looks like. It is loaded by now, except where the command line itself was wrong. */
async function redactor(): Promise<(text: string) => string> {
  try {
    return (await import('@lithify/core')).redactUrl
  } catch {
    // An installation without core has to be able to say so.
    return (text) => text.replaceAll(/:\/\/\S+/g, '://***')
  }
}
