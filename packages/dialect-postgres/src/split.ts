import type { Position, Splitter, Statement } from '@lithify/core'
import { Places, scriptError } from '@lithify/core/dialect-kit'
import { classify, isRemarkable } from './classify.ts'
import { Class, classOf, continuesTag, continuesWord, skipPlain } from './sql/characters.ts'
import { close, Inside, nameOf, type Open } from './sql/quotations.ts'
import { copyStdin, metaCommand, nulCharacter } from './sql/script-errors.ts'
import { afterOther, afterWord, isSettled, Stage } from './sql/stages.ts'
import { readsBackslashes } from './sql/strings-setting.ts'

/**
 * Cuts a script into statements, as the server's parser does: a statement ends at a semicolon outside of strings, names and comments, of the
 * parentheses of a rule, and of a BEGIN ATOMIC body.
 *
 * It looks at each character once and keeps no more than the present statement. A piece may end anywhere: what a string or comment is inside of
 * is a state, and a token that may go on is carried over.
 */
export function splitter(): Splitter {
  return new PostgresSplitter()
}

/** Whether a string with escapes can go on after its end: it does when another quote follows in a later line. */
const Again = { No: 0, SameLine: 1, LaterLine: 2 } as const

class PostgresSplitter implements Splitter {
  #stage: number = Stage.Between
  #firstWord = ''
  #secondWord = ''
  #depth = 0
  #again: number = Again.No
  /** Whether backslashes mean something in plain strings too, as scripts of old can ask for. */
  #escapes = false
  readonly #open: Open = { inside: Inside.Nothing, depth: 0, tag: '' }
  /** What is open began here, should the script end inside of it. */
  #opened: Position | undefined
  /** The present statement's text from earlier pieces. */
  #parts: string[] = []
  #position: Position | undefined
  /** The end of the last piece that could not be told yet. */
  #carry = ''

  /** The text being scanned. */
  #text = ''
  readonly #places = new Places()
  /** Where the present statement begins in `#text`. */
  #start = 0

  push(piece: string): Statement[] {
    return this.#scan(piece, false)
  }

  end(): Statement[] {
    const found = this.#scan('', true)
    if (this.#open.inside > Inside.LineComment)
      throw scriptError(`The script ends inside ${nameOf(this.#open)}.`, this.#opened as Position)
    if (this.#stage === Stage.Between) return found
    if (this.#stage === Stage.Body || this.#stage === Stage.BodyNext) {
      throw scriptError(
        'The script ends inside the body of a routine.',
        this.#position as Position,
        'Close the body with END;',
      )
    }
    found.push(this.#statement(this.#parts.join('').replace(/[ \t\n\r\f\v]+$/, '')))
    return found
  }

  #scan(piece: string, last: boolean): Statement[] {
    const text = this.#carry === '' ? piece : this.#carry + piece
    this.#carry = ''
    this.#text = text
    this.#places.read(text)
    const nul = text.indexOf('\0')
    if (nul >= 0) throw nulCharacter(this.#places.of(nul))
    const found: Statement[] = []
    this.#start = 0
    let at = 0
    let opened = -1
    while (at < text.length) {
      if (this.#open.inside === Inside.Nothing) {
        const code = text.charCodeAt(at)
        const kind = classOf(code)
        if (kind < Class.Quote && this.#again === Again.No && isSettled(this.#stage)) {
          const end = skipPlain(text, at, last)
          if (end > at) {
            at = end
            continue
          }
        }
        const next =
          kind === Class.Space
            ? this.#space(code, at)
            : kind === Class.Semicolon
              ? this.#semicolon(at, found)
              : this.#token(at, code, kind, last)
        if (next === -1) break
        if (this.#open.inside !== Inside.Nothing) opened = at
        at = next
      } else {
        const { inside } = this.#open
        at = close(text, at, last, this.#open)
        if (this.#open.inside !== Inside.Nothing) break
        if (inside === Inside.Escape) this.#again = Again.SameLine
      }
    }
    if (this.#open.inside > Inside.LineComment && opened >= 0) this.#opened = this.#places.of(opened)
    if (this.#stage !== Stage.Between) this.#parts.push(text.slice(this.#start, at))
    this.#carry = text.slice(at)
    this.#places.leave(at)
    return found
  }

  #space(code: number, at: number): number {
    if (this.#again === Again.SameLine && (code === 10 || code === 13)) this.#again = Again.LaterLine
    return at + 1
  }

  #semicolon(at: number, found: Statement[]): number {
    this.#again = Again.No
    if (this.#stage === Stage.Body || this.#stage === Stage.BodyNext) this.#stage = Stage.BodyNext
    else if (this.#stage !== Stage.Between && !(this.#stage === Stage.Rule && this.#depth > 0)) {
      const tail = this.#text.slice(this.#start, at)
      found.push(this.#statement(this.#parts.length === 0 ? tail : this.#parts.join('') + tail))
    }
    return at + 1
  }

  /** Steps over one token, or into a quotation or comment. Answers -1 where the piece ends before that can be told. */
  #token(at: number, code: number, kind: number, last: boolean): number {
    const text = this.#text
    if (kind === Class.Comment) {
      if (at + 1 === text.length && !last) return -1
      const next = text.charCodeAt(at + 1)
      if (code === 45 && next === 45) return this.#enter(Inside.LineComment, at + 2)
      if (code === 47 && next === 42) {
        this.#again = Again.No
        return this.#enter(Inside.BlockComment, at + 2)
      }
    }
    if (kind === Class.Word) return this.#word(at, last)
    if (code === 39 && this.#again === Again.LaterLine) return this.#enter(Inside.Escape, at + 1)
    if (kind === Class.Dollar) return this.#dollar(at, last)
    this.#other(at)
    if (kind === Class.Quote) return this.#enter(code === 39 && this.#escapes ? Inside.Escape : code, at + 1)
    if (kind === Class.Backslash) throw metaCommand(this.#places.of(at))
    if (kind === Class.Parenthesis) this.#depth = Math.max(0, this.#depth + (code === 40 ? 1 : -1))
    if (kind !== Class.Digit) return at + 1
    // Letters in a number are part of it, so that they are no prefix of a string.
    let end = at + 1
    while (end < text.length && continuesTag(text.charCodeAt(end))) end++
    return end
  }

  #word(at: number, last: boolean): number {
    const text = this.#text
    let end = at + 1
    while (end < text.length && continuesWord(text.charCodeAt(end))) end++
    // The byte order mark that some editors put first.
    if (this.#places.isStart(at) && text.charCodeAt(0) === 0xfeff) return 1
    if (end === text.length && !last) return -1
    this.#again = Again.No
    if (end - at === 1 && (text.charCodeAt(at) | 32) === 101 && text.charCodeAt(end) === 39) {
      this.#other(at)
      return this.#enter(Inside.Escape, end + 1)
    }
    if (isSettled(this.#stage)) return end
    if (this.#stage === Stage.Between) this.#begin(at)
    const word = text.slice(at, end).toLowerCase()
    if (this.#firstWord === '') this.#firstWord = word
    else if (this.#secondWord === '') this.#secondWord = word
    this.#stage = afterWord(this.#stage, word, this.#depth)
    return end
  }

  /** `$1`, `$tag$` or `$$`. */
  #dollar(at: number, last: boolean): number {
    const text = this.#text
    let end = at + 1
    const tagged = classOf(text.charCodeAt(end)) !== Class.Digit
    while (end < text.length && continuesTag(text.charCodeAt(end))) end++
    if (end === text.length && !last) return -1
    this.#other(at)
    if (!tagged || text.charCodeAt(end) !== 36) return tagged ? at + 1 : end
    this.#open.tag = text.slice(at, end + 1)
    return this.#enter(Inside.Dollar, end + 1)
  }

  #enter(inside: number, next: number): number {
    this.#open.inside = inside
    this.#open.depth = 1
    return next
  }

  /** Something that is no bare word belongs to the statement. */
  #other(at: number): void {
    this.#again = Again.No
    if (this.#stage === Stage.Between) this.#begin(at)
    this.#stage = afterOther(this.#stage)
  }

  #begin(at: number): void {
    this.#position = this.#places.of(at)
    this.#start = at
    this.#firstWord = ''
    this.#secondWord = ''
    this.#depth = 0
  }

  #statement(text: string): Statement {
    const position = this.#position as Position
    if (this.#stage === Stage.CopyStdin) throw copyStdin(position)
    this.#stage = Stage.Between
    if (this.#parts.length > 0) this.#parts = []
    if (this.#firstWord === 'set') this.#escapes = readsBackslashes(text) ?? this.#escapes
    return isRemarkable(this.#firstWord, this.#secondWord) ? { text, ...classify(text), position } : { text, position }
  }
}
