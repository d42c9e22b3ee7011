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
      if (this.#inside !== undefined) {
        const end = this.#inside === 'line' ? /[\r\n]/g : /\*\//g
        end.lastIndex = i
        if (!end.test(piece)) return -1
        this.#inside = undefined
        i = end.lastIndex
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
