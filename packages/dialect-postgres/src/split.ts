import { LithifyError, type Position, type Splitter, type Statement } from '@lithify/core'
import { classify, remarkable } from './classify.ts'
import { Class, classOf, continuesTag, continuesWord } from './sql/characters.ts'
import { close, Inside, type Open } from './sql/quotations.ts'
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

  /** The text being scanned, and where it stands in the script. */
  #text = ''
  #base = 0
  #line = 1
  #lineStart = 0
  /** Index in `#text` of the first line break that is not counted yet; -1 when there is none. */
  #nextBreak = -1
  /** Where the present statement begins in `#text`. */
  #start = 0

  push(piece: string): Statement[] {
    return this.#scan(piece, false)
  }

  end(): Statement[] {
    const found = this.#scan('', true)
    if (this.#open.inside > Inside.LineComment)
      throw scriptError(`The script ends inside ${this.#what()}.`, this.#opened as Position)
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

  #what(): string {
    const { inside, tag } = this.#open
    if (inside === Inside.BlockComment) return 'a comment'
    if (inside === Inside.Name) return 'a quoted name'
    return inside === Inside.Dollar ? `a string that ${tag} opened` : 'a string'
  }

  #scan(piece: string, last: boolean): Statement[] {
    const text = this.#carry === '' ? piece : this.#carry + piece
    this.#carry = ''
    this.#text = text
    this.#nextBreak = text.indexOf('\n')
    const nul = text.indexOf('\0')
    if (nul >= 0)
      throw scriptError(
        'The script holds a NUL character, which PostgreSQL cannot take.',
        this.#positionOf(nul),
        'Is the file encoded as UTF-16? Save it as UTF-8.',
      )
    const found: Statement[] = []
    this.#start = 0
    let at = 0
    let opened = -1
    while (at < text.length) {
      if (this.#open.inside === Inside.Nothing) {
        const code = text.charCodeAt(at)
        const kind = classOf(code)
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
    if (this.#open.inside > Inside.LineComment && opened >= 0) this.#opened = this.#positionOf(opened)
    if (this.#stage !== Stage.Between) this.#parts.push(text.slice(this.#start, at))
    this.#carry = text.slice(at)
    this.#positionOf(at)
    this.#base += at
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
    if (kind === Class.Backslash) throw metaCommand(this.#positionOf(at))
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
    if (this.#base + at === 0 && text.charCodeAt(0) === 0xfeff) return 1
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
    this.#position = this.#positionOf(at)
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
    return this.#isRemarkable() ? { text, ...classify(text), position } : { text, position }
  }

  /** By far most statements of a dump create something that can be created anywhere. */
  #isRemarkable(): boolean {
    if (!remarkable.has(this.#firstWord)) return false
    return this.#firstWord !== 'create' || /^(?:index|unique|database|tablespace|subscription)$/.test(this.#secondWord)
  }

  /** Counts lines up to an index of the present text. Indexes must not decrease while a text is scanned. */
  #positionOf(at: number): Position {
    while (this.#nextBreak >= 0 && this.#nextBreak < at) {
      this.#line++
      this.#lineStart = this.#base + this.#nextBreak + 1
      this.#nextBreak = this.#text.indexOf('\n', this.#nextBreak + 1)
    }
    const offset = this.#base + at
    return { offset, line: this.#line, column: offset - this.#lineStart + 1 }
  }
}

function scriptError(message: string, position: Position, hint?: string): LithifyError {
  return new LithifyError('LITHIFY_E_SCRIPT', message, { data: { position }, hint })
}

const metaCommand = (position: Position): LithifyError =>
  scriptError(
    'A command of psql is no SQL, and is never run: it could do anything on this machine (CVE-2025-8714).',
    position,
    'Leave lines that begin with a backslash out of the script, \\restrict and \\unrestrict of pg_dump too.',
  )

const copyStdin = (position: Position): LithifyError =>
  scriptError(
    'The data of COPY … FROM stdin cannot be sent from a script.',
    position,
    'Write the rows as INSERT statements:  pg_dump --inserts',
  )
