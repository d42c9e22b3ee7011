import type { Position } from '../dialect.ts'

/** Counts lines while a script is read piece by piece. */
export class Places {
  #base = 0
  #line = 1
  #lineStart = 0
  #text = ''
  /** Index in the text of the first line break that is not counted yet; -1 when there is none. */
  #nextBreak = -1

  /** The text that is read now begins at the end of what was read before. */
  read(text: string): void {
    this.#text = text
    this.#nextBreak = text.indexOf('\n')
  }

  /** The text was read up to there, exclusively. */
  leave(at: number): void {
    this.of(at)
    this.#base += at
  }

  /** Whether this is the script's first character. */
  isStart(at: number): boolean {
    return this.#base + at === 0
  }

  /** Where an index of the text stands in the script. Indexes must not decrease. */
  of(at: number): Position {
    while (this.#nextBreak >= 0 && this.#nextBreak < at) {
      this.#line++
      this.#lineStart = this.#base + this.#nextBreak + 1
      this.#nextBreak = this.#text.indexOf('\n', this.#nextBreak + 1)
    }
    const offset = this.#base + at
    return { offset, line: this.#line, column: offset - this.#lineStart + 1 }
  }
}
