import { styleText } from 'node:util'
import type { Terminal } from './terminal.ts'
import { padEnd, printable, widthOf } from './text.ts'

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan'
/** Text as it came, or text with a style. */
export type Piece = string | readonly [style: Style, text: string]

const marks = { done: 'green', undone: 'cyan', failed: 'red', dump: 'cyan', waiting: 'dim', warning: 'yellow' } as const
const signs = { done: '✓', undone: '↓', failed: '✗', dump: '◆', waiting: '·', warning: '!' } as const
export type Mark = keyof typeof signs

export interface Entry {
  readonly mark: Mark
  readonly name: string
  readonly note?: string | undefined
  readonly time?: string | undefined
}

/** Writes lines for people. Whatever goes through here is made printable and free of passwords. */
export class Printer {
  readonly #terminal: Terminal
  readonly #quiet: boolean
  #redact: (text: string) => string = (text) => text
  #width = 40
  #live = false

  constructor(terminal: Terminal, quiet: boolean) {
    this.#terminal = terminal
    this.#quiet = quiet
  }

  /** Core owns what a password looks like, and is not there yet when the first line may have to be written. */
  redactWith(redact: (text: string) => string): void {
    this.#redact = redact
  }

  get live(): boolean {
    return this.#terminal.live
  }

  /** Makes room for these names, so that what stands after them is aligned. */
  fit(names: Iterable<string>): void {
    for (const name of names) this.#width = Math.min(100, Math.max(this.#width, widthOf(this.#clean(name))))
  }

  line(...pieces: readonly Piece[]): void {
    this.#write([pieces])
  }

  /** One thing and what became of it: the name first, the time last. */
  entry(mark: Mark, name: string, note = '', time = ''): void {
    this.entries([{ mark, name, note, time }])
  }

  /** Many things at once: a thousand lines are one write. */
  entries(entries: readonly Entry[]): void {
    this.#write(
      entries.map(({ mark, name, note = '', time = '' }) => {
        const right = [note, time === '' ? '' : time.padStart(9)].filter((part) => part !== '').join('  ')
        const shown = right === '' ? name : padEnd(this.#clean(name), this.#width)
        return ['  ', [marks[mark], signs[mark]], ' ', shown, ['dim', right === '' ? '' : `  ${right}`]]
      }),
    )
  }

  /** What is going on at the moment, on a terminal only; the next line takes its place. */
  now(text: string): void {
    if (!this.live) return
    const room = Math.max(20, (this.#terminal.lines.columns || 80) - 1)
    const line = this.#clean(text)
    this.#terminal.lines.write(
      `\r\u001b[2K${this.#paint([['dim', widthOf(line) > room ? line.slice(0, room) : line]], this.#terminal.colour.lines)}`,
    )
    this.#live = true
  }

  /** Ends the line that `now` left open. */
  settle(): void {
    if (!this.#live) return
    this.#terminal.lines.write('\r\u001b[2K')
    this.#live = false
  }

  /** To stderr, whatever happens: `--quiet` silences good news only. */
  error(...pieces: readonly Piece[]): void {
    this.settle()
    this.#terminal.errors.write(`${this.#paint(pieces, this.#terminal.colour.errors)}\n`)
  }

  #write(lines: readonly (readonly Piece[])[]): void {
    if (this.#quiet || lines.length === 0) return
    this.settle()
    const { lines: stream, colour } = this.#terminal
    stream.write(lines.map((pieces) => `${this.#paint(pieces, colour.lines)}\n`).join(''))
  }

  #clean(text: string): string {
    // Plain names and times are nearly all there is, and there may be thousands: nothing in them could be a password, which stands
    // behind an equals sign, a quote or a scheme.
    if (/^(?:[\w ./-]|(?<=\d):(?=\d))*$/.test(text)) return text
    return printable(this.#redact(text))
  }

  #paint(pieces: readonly Piece[], colour: boolean): string {
    const painted = pieces.map((piece) => {
      if (typeof piece === 'string') return this.#clean(piece)
      const text = this.#clean(piece[1])
      return colour && text !== '' ? styleText(piece[0], text, { validateStream: false }) : text
    })
    return painted.join('').trimEnd()
  }
}
