/**
 * Finds where SQL, given in pieces, holds the first thing that is no comment, white space or semicolon. Core knows no dialect,
 * so it knows only the comments that all of them have, and `#`. MySQL's executable comments (`/*!`) count as statements.
 */
export class StatementFinder {
  #inside: 'line' | 'block' | undefined

  /** The index of the first character of a statement, or -1. Pieces are whole lines. */
  push(piece: string): number {
    let i = 0
    while (i < piece.length) {
      if (this.#inside === 'line') {
        i = endOf(piece, /[\r\n]/g, i)
        if (i < piece.length) this.#inside = undefined
      } else if (this.#inside === 'block') {
        i = endOf(piece, /\*\//g, i)
        if (i < piece.length || piece.endsWith('*/')) this.#inside = undefined
      } else if (/[\s;]/.test(piece.charAt(i))) {
        i += 1
      } else if (piece.startsWith('--', i) || piece.startsWith('#', i)) {
        this.#inside = 'line'
      } else if (piece.startsWith('/*', i) && !piece.startsWith('/*!', i)) {
        this.#inside = 'block'
        i += 2
      } else {
        return i
      }
    }
    return -1
  }
}

/** The index after the next match, or the length. */
function endOf(text: string, pattern: RegExp, from: number): number {
  pattern.lastIndex = from
  return pattern.test(text) ? pattern.lastIndex : text.length
}
