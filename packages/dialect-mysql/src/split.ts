import type { Position, Splitter, Statement } from '@lithify/core'
import { Places, scriptError } from '@lithify/core/dialect-kit'
import { classify, isRemarkable } from './classify.ts'
import { Class, classOf, opensLineComment } from './sql/characters.ts'
import { Outline } from './sql/outline.ts'
import { close, Inside, nameOf, type Open } from './sql/quotations.ts'
import { clientCommand, commandWords, letterCommand, nulCharacter } from './sql/script-errors.ts'
import { SqlMode } from './sql/sql-mode.ts'

/**
 * Cuts a script into statements, as the mysql client does: a statement ends at the delimiter, outside of strings, names and comments. Unlike the
 * client it knows the bodies of routines, so that these need no DELIMITER.
 *
 * It looks at each character once and keeps no more than the present statement. A piece may end anywhere: what a string or comment is inside of
 * is a state, and a token that may go on is carried over.
 */
export function splitter(): Splitter {
  return new MysqlSplitter()
}

const [minus, slash, star, hash, semicolon, dollar] = [45, 47, 42, 35, 59, 36]

class MysqlSplitter implements Splitter {
  #between = true
  #firstWord = ''
  #delimiter = ';'
  #delimiterCode = semicolon
  /** How many comments are open whose text is run: `/*!`. */
  #conditional = 0
  readonly #outline = new Outline()
  readonly #mode = new SqlMode()
  readonly #open: Open = { inside: Inside.Nothing, escapes: false, tag: '' }
  /** What is open began here, should the script end inside of it. */
  #opened: Position | undefined
  /** The present statement's text from earlier pieces. */
  #parts: string[] = []
  #position: Position | undefined
  /** The end of the last piece that could not be told yet. */
  #carry = ''

  /** The text being scanned. */
  #text = ''
  #last = false
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
    if (this.#conditional > 0) throw scriptError('The script ends inside a comment.', this.#position as Position)
    if (this.#between) return found
    if (this.#delimiter === ';' && this.#outline.inBody)
      throw scriptError(
        'The script ends inside the body of a routine.',
        this.#position as Position,
        'Close it with END;',
      )
    found.push(this.#statement(this.#parts.join('').replace(/[ \t\n\r\f\v]+$/, '')))
    return found
  }

  #scan(piece: string, last: boolean): Statement[] {
    const text = this.#carry === '' ? piece : this.#carry + piece
    this.#carry = ''
    this.#text = text
    this.#last = last
    this.#places.read(text)
    const nul = text.indexOf('\0')
    if (nul >= 0) throw nulCharacter(this.#places.of(nul))
    const found: Statement[] = []
    this.#start = 0
    let at = 0
    let opened = -1
    while (at < text.length) {
      if (this.#open.inside === Inside.Nothing) {
        if (!this.#between && this.#outline.settled) {
          const end = skipPlain(text, at, this.#delimiterCode)
          if (end > at) {
            at = end
            continue
          }
        }
        const next = this.#step(at, found)
        if (next === -1) break
        if (this.#open.inside !== Inside.Nothing) opened = at
        at = next
      } else {
        at = close(text, at, last, this.#open)
        if (this.#open.inside !== Inside.Nothing) break
      }
    }
    if (this.#open.inside > Inside.LineComment && opened >= 0) this.#opened = this.#places.of(opened)
    if (!this.#between) this.#parts.push(text.slice(this.#start, at))
    this.#carry = text.slice(at)
    this.#places.leave(at)
    return found
  }

  /** Steps over one token, or into a quotation or comment. Answers -1 where the piece ends before that can be told. */
  #step(at: number, found: Statement[]): number {
    const text = this.#text
    const code = text.charCodeAt(at)
    if (code === this.#delimiterCode && this.#conditional === 0) {
      if (this.#cut(at, this.#delimiter.length) && this.#delimiter.startsWith(text.slice(at))) return -1
      if (text.startsWith(this.#delimiter, at)) return this.#delimited(at, found)
    }
    const kind = classOf(code)
    switch (kind) {
      case Class.Space:
        return at + 1
      case Class.Word:
        return this.#word(at, code)
      case Class.Comment:
        return this.#comment(at, code)
      case Class.Quote:
        this.#begin(at)
        this.#outline.quoted()
        this.#open.escapes =
          code !== Inside.Backtick && !this.#mode.plainBackslashes && !(code === Inside.Double && this.#mode.ansiQuotes)
        return this.#enter(code, at + 1)
      case Class.Backslash:
        if (this.#cut(at, 3)) return -1
        // \N is NULL, and dumps of MariaDB hold a mark for its client in a comment that no server runs.
        if (this.#conditional === 0 && !/^\\N(?![\w$])/.test(text.slice(at, at + 3)))
          throw letterCommand(String.fromCodePoint(text.codePointAt(at + 1) ?? 32), this.#places.of(at))
        return this.#sign(at)
      default:
        return this.#sign(at)
    }
  }

  /** Whether the piece ends before that many characters. */
  #cut(at: number, length: number): boolean {
    return at + length > this.#text.length && !this.#last
  }

  #delimited(at: number, found: Statement[]): number {
    if (this.#delimiter === ';' && this.#outline.inBody) this.#outline.sign(';', '')
    else if (!this.#between) {
      const tail = this.#text.slice(this.#start, at)
      found.push(this.#statement(this.#parts.length === 0 ? tail : this.#parts.join('') + tail))
    }
    return at + this.#delimiter.length
  }

  #comment(at: number, code: number): number {
    const text = this.#text
    if (code === hash) return this.#enter(Inside.LineComment, at + 1)
    if (this.#cut(at, 4)) return -1
    const next = text.charCodeAt(at + 1)
    if (code === minus && next === minus && (at + 2 >= text.length || opensLineComment(text.charCodeAt(at + 2))))
      return this.#enter(Inside.LineComment, at + 2)
    if (code === slash && next === star) {
      const marked = /^M?!/.exec(text.slice(at + 2, at + 4))?.[0]
      if (marked === undefined) return this.#enter(Inside.BlockComment, at + 2)
      this.#begin(at)
      this.#conditional++
      return at + 2 + marked.length
    }
    if (code === star && next === slash && this.#conditional > 0) {
      this.#conditional--
      return at + 2
    }
    return this.#sign(at)
  }

  #word(at: number, code: number): number {
    const text = this.#text
    // The byte order mark that some editors put first.
    if (code === 0xfeff && this.#places.isStart(at)) return at + 1
    if (code === dollar && this.#outline.takesDollars) {
      const tag = /\$[^$\s]*\$/y
      tag.lastIndex = at
      const opening = tag.exec(text)?.[0]
      if (opening !== undefined) {
        this.#open.tag = opening
        return this.#enter(Inside.Dollar, at + opening.length)
      }
    }
    let end = at + 1
    for (; end < text.length; end++) {
      const each = text.charCodeAt(end)
      // The client finds a delimiter of letters inside of words too.
      if (classOf(each) !== Class.Word || (each === this.#delimiterCode && text.startsWith(this.#delimiter, end))) break
    }
    if (end === text.length && !this.#last) return -1
    const word = text.slice(at, end).toLowerCase()
    if (this.#between && this.#conditional === 0) {
      if (word === 'delimiter' && /\s/.test(text.charAt(end))) return this.#setDelimiter(at, end)
      if (commandWords.has(word)) throw clientCommand(word, this.#places.of(at))
    }
    this.#begin(at)
    if (this.#firstWord === '' && !/^\d/.test(word)) this.#firstWord = word
    this.#outline.word(word)
    return end
  }

  /** The client's only command that scripts cannot do without. The rest of its line is not read. */
  #setDelimiter(at: number, end: number): number {
    const lineEnd = this.#text.indexOf('\n', end)
    if (lineEnd === -1 && !this.#last) return -1
    const line = this.#text.slice(end, lineEnd === -1 ? undefined : lineEnd)
    const delimiter = /^\s*(?:'([^']*)'|"([^"]*)"|`([^`]*)`|(\S+))/
      .exec(line)
      ?.slice(1)
      .find((each) => each !== undefined)
    if (delimiter === undefined || delimiter === '' || delimiter.includes('\\'))
      throw scriptError(
        'DELIMITER needs a delimiter, which has no backslash.',
        this.#places.of(at),
        'Write:  DELIMITER //',
      )
    this.#delimiter = delimiter
    this.#delimiterCode = delimiter.charCodeAt(0)
    return lineEnd === -1 ? this.#text.length : lineEnd
  }

  #sign(at: number): number {
    const text = this.#text
    if (this.#cut(at, 2)) return -1
    this.#begin(at)
    this.#outline.sign(text.charAt(at), text.charAt(at + 1))
    return at + 1
  }

  #enter(inside: number, next: number): number {
    this.#open.inside = inside
    return next
  }

  /** What stands here belongs to a statement. */
  #begin(at: number): void {
    if (!this.#between) return
    this.#between = false
    this.#position = this.#places.of(at)
    this.#start = at
    this.#firstWord = ''
    this.#outline.reset()
  }

  #statement(text: string): Statement {
    const position = this.#position
    this.#between = true
    if (this.#parts.length > 0) this.#parts = []
    if (this.#firstWord === 'set') this.#mode.set(text)
    return isRemarkable(this.#firstWord) ? { text, ...classify(text), position } : { text, position }
  }
}

/** The long run: steps over everything that neither ends a statement nor hides its end. */
function skipPlain(text: string, from: number, delimiterCode: number): number {
  const { length } = text
  let at = from
  while (at < length) {
    const code = text.charCodeAt(at)
    if (code === delimiterCode) return at
    if (code < 128) {
      const kind = classOf(code)
      if (kind > Class.Word && kind !== Class.Semicolon && kind !== Class.Parenthesis) return at
    }
    at++
  }
  return at
}
