import type { Position, Splitter, Statement } from '@lithify/core'
import { Places, scriptError } from '@lithify/core/dialect-kit'
import { classify, remarkable } from './classify.ts'

/**
 * Cuts a script into statements, as `sqlite3_complete` does: a statement ends at a semicolon outside of strings, names and comments,
 * and a trigger at the semicolon after an END that itself follows a semicolon (which no CASE … END does).
 *
 * It looks at each character once, allocates nothing for what it skips, and keeps no more than the present statement. A piece
 * may end anywhere: what a string or comment is inside of is a state, and a token that may go on is carried over.
 */
export function splitter(): Splitter {
  return new SqliteSplitter()
}

/** How far the present statement has told what it is. */
const Stage = {
  /** Nothing but white space and comments yet. */
  Between: 0,
  Explain: 1,
  Create: 2,
  /** No trigger: only its semicolon matters. */
  Plain: 3,
  /** CREATE TRIGGER was read, BEGIN was not. */
  Trigger: 4,
  Body: 5,
  /** In a body, right after a semicolon. */
  BodyNext: 6,
  /** After the body's END. */
  BodyEnd: 7,
} as const

/** What the scan is inside of: nothing, a comment, or a quotation, which is named by the character that closes it. */
const Inside = { Nothing: 0, LineComment: 1, BlockComment: 2, Quote: 34, Apostrophe: 39, Bracket: 93 } as const

/** From `Quote` on: what can end a statement or hide its end. `Comment` is `-` and `/`, which may begin one. */
const Class = { Other: 0, Space: 1, Word: 2, Quote: 3, Semicolon: 4, Comment: 5 } as const

const classes = new Uint8Array(128)
for (const char of ' \t\n\f\r') classes[char.charCodeAt(0)] = Class.Space
for (const char of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_') classes[char.charCodeAt(0)] = Class.Word
for (const char of '\'"`[') classes[char.charCodeAt(0)] = Class.Quote
classes[59] = Class.Semicolon
classes[45] = Class.Comment
classes[47] = Class.Comment

/** First letters of the words that tell anything at the start of a statement, by their five low bits. */
const telling = new Uint8Array(32)
for (const word of [...remarkable, 'create', 'explain']) telling[word.charCodeAt(0) & 31] = 1

const classOf = (code: number): number =>
  code < 128 ? (classes[code] as number) : code === 0xfeff ? Class.Space : Class.Word
const continuesWord = (code: number): boolean =>
  code > 127 || classes[code] === Class.Word || (code >= 48 && code <= 57) || code === 36

class SqliteSplitter implements Splitter {
  #stage: number = Stage.Between
  #inside: number = Inside.Nothing
  #firstWord = ''
  /** The present statement's text from earlier pieces. */
  #parts: string[] = []
  #position: Position | undefined
  /** What the unfinished comment or quotation began at, should the script end inside of it. */
  #opened: Position | undefined
  /** The end of the last piece that could not be told yet. */
  #carry = ''

  /** The text being scanned. */
  #text = ''
  readonly #places = new Places()

  push(piece: string): Statement[] {
    return this.#scan(piece, false)
  }

  end(): Statement[] {
    const found = this.#scan('', true)
    // SQLite itself takes a comment that runs to the end. In a file it is more likely a mistake that hides what was to be run.
    if (this.#inside > Inside.LineComment) {
      const what =
        this.#inside === Inside.BlockComment
          ? 'a comment'
          : this.#inside === Inside.Apostrophe
            ? 'a string'
            : 'a quoted name'
      throw scriptError(`The script ends inside ${what}.`, this.#opened as Position)
    }
    if (this.#stage === Stage.Between) return found
    if (this.#stage === Stage.Body || this.#stage === Stage.BodyNext) {
      throw scriptError(
        'The script ends inside the body of a trigger.',
        this.#position as Position,
        'Close the body with END;',
      )
    }
    found.push(this.#statement(this.#parts.join('').replace(/[ \t\n\f\r]+$/, '')))
    return found
  }

  #scan(piece: string, last: boolean): Statement[] {
    const text = this.#carry === '' ? piece : this.#carry + piece
    this.#carry = ''
    this.#text = text
    this.#places.read(text)
    const nul = text.indexOf('\0')
    if (nul >= 0)
      throw scriptError(
        'The script holds a NUL character, where SQLite would stop reading.',
        this.#places.of(nul),
        'Is the file encoded as UTF-16? Save it as UTF-8.',
      )
    const found: Statement[] = []
    const length = text.length
    let start = 0
    let opened = -1
    let at = 0
    while (at < length) {
      if (this.#inside !== Inside.Nothing) {
        at = this.#close(at, last)
        if (this.#inside !== Inside.Nothing) break
        continue
      }
      const code = text.charCodeAt(at)
      const kind = classOf(code)
      if (kind === Class.Space) {
        at++
        continue
      }
      if (kind === Class.Comment) {
        if (at + 1 === length && !last) break
        const next = text.charCodeAt(at + 1)
        if (code === 45 ? next === 45 : next === 42) {
          this.#inside = code === 45 ? Inside.LineComment : Inside.BlockComment
          opened = at
          at += 2
          continue
        }
      }
      if (kind === Class.Semicolon) {
        if (this.#stage === Stage.Body || this.#stage === Stage.BodyNext) this.#stage = Stage.BodyNext
        else if (this.#stage !== Stage.Between) {
          const tail = text.slice(start, at)
          found.push(this.#statement(this.#parts.length === 0 ? tail : this.#parts.join('') + tail))
        }
        at++
        continue
      }
      if (kind === Class.Word && this.#stage !== Stage.Plain && this.#stage !== Stage.Body) {
        let end = at + 1
        while (end < length && continuesWord(text.charCodeAt(end))) end++
        if (end === length && !last) break
        if (this.#stage === Stage.Between) start = this.#begin(at)
        if (this.#stage === Stage.Between && telling[code & 31] === 0) this.#stage = Stage.Plain
        else this.#word(text.slice(at, end).toLowerCase())
        at = end
        continue
      }
      if (this.#stage === Stage.Between) {
        start = this.#begin(at)
        if (code === 46)
          throw scriptError(
            'A command of the sqlite3 shell is no SQL.',
            this.#position as Position,
            'Leave lines that begin with a dot out of the script.',
          )
      }
      if (this.#stage === Stage.Explain || this.#stage === Stage.Create || this.#stage === Stage.Between)
        this.#stage = Stage.Plain
      else if (this.#stage === Stage.BodyNext) this.#stage = Stage.Body
      if (kind === Class.Quote) {
        opened = at
        this.#inside = code === 91 ? Inside.Bracket : code
        at++
      } else if (this.#stage === Stage.Plain || this.#stage === Stage.Body) {
        // The long run: nothing matters here but what can end the statement or hide its end.
        at++
        while (at < length && classOf(text.charCodeAt(at)) < Class.Quote) at++
      } else at++
    }
    if (this.#inside > Inside.LineComment && opened >= 0) this.#opened = this.#places.of(opened)
    if (this.#stage !== Stage.Between) this.#parts.push(text.slice(start, at))
    this.#carry = text.slice(at)
    this.#places.leave(at)
    return found
  }

  /** Looks for the end of the comment or quotation. Returns where to go on; stays inside when the text ends first. */
  #close(at: number, last: boolean): number {
    const text = this.#text
    let end: number
    if (this.#inside === Inside.LineComment) end = text.indexOf('\n', at)
    else if (this.#inside === Inside.BlockComment) end = text.indexOf('*/', at)
    // A doubled quote closes a quotation and opens the next one, with the same result for where the statement ends.
    else end = text.indexOf(String.fromCharCode(this.#inside), at)
    if (end >= 0) {
      const width = this.#inside === Inside.BlockComment ? 2 : 1
      this.#inside = Inside.Nothing
      return end + width
    }
    // Half of what closes a comment may be there already.
    if (this.#inside === Inside.BlockComment && !last && text.length > at && text.endsWith('*')) return text.length - 1
    return text.length
  }

  #begin(at: number): number {
    this.#position = this.#places.of(at)
    this.#firstWord = ''
    return at
  }

  #word(word: string): void {
    if (this.#firstWord === '') this.#firstWord = word
    switch (this.#stage) {
      case Stage.Between:
        this.#stage = word === 'create' ? Stage.Create : word === 'explain' ? Stage.Explain : Stage.Plain
        return
      case Stage.Explain:
        this.#stage =
          word === 'create' ? Stage.Create : word === 'query' || word === 'plan' ? Stage.Explain : Stage.Plain
        return
      case Stage.Create:
        this.#stage =
          word === 'trigger' ? Stage.Trigger : word === 'temp' || word === 'temporary' ? Stage.Create : Stage.Plain
        return
      case Stage.Trigger:
        if (word === 'begin') this.#stage = Stage.Body
        return
      case Stage.BodyNext:
        this.#stage = word === 'end' ? Stage.BodyEnd : Stage.Body
    }
  }

  #statement(text: string): Statement {
    this.#stage = Stage.Between
    if (this.#parts.length > 0) this.#parts = []
    const position = this.#position
    return remarkable.has(this.#firstWord) ? { text, ...classify(text), position } : { text, position }
  }
}
