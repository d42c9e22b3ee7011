/** Modes that change how a script is read. Some others stand for them among more. */
const ansi = /\b(?:ANSI_QUOTES|ANSI|ORACLE|MSSQL|DB2|MAXDB|POSTGRESQL)\b/i
const plainBackslash = /\bNO_BACKSLASH_ESCAPES\b/i

interface Reading {
  readonly ansiQuotes: boolean
  readonly plainBackslashes: boolean
}

const usual: Reading = { ansiQuotes: false, plainBackslashes: false }

/** An assignment in a SET statement, as far as its value goes on without a comma outside of parentheses and strings. */
const assignment =
  /(?:^|,)\s*(?:(global|persist|persist_only)\s+|(?:session|local)\s+|@@(global|persist|persist_only)\s*\.\s*|@@(?:(?:session|local)\s*\.\s*)?)?(@?[\w$.]+|@`[^`]*`)\s*:?=\s*((?:[^,'"(]|'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|\((?:[^()]|\([^()]*\))*\))*)/gi

/**
 * Follows `SET sql_mode = …` through a script, since what comes after it is read as it says: dumps set it, save it in variables and put it
 * back. What is written is all that can be known before the script runs.
 */
export class SqlMode implements Reading {
  #now = usual
  readonly #saved = new Map<string, Reading>()

  get ansiQuotes(): boolean {
    return this.#now.ansiQuotes
  }

  get plainBackslashes(): boolean {
    return this.#now.plainBackslashes
  }

  /** @param text A SET statement. */
  set(text: string): void {
    if (!/sql_mode/i.test(text)) return
    const body = text
      .replace(/^\s*\/\*M?!\d*/, ' ')
      .replace(/\*\/\s*$/, ' ')
      .replace(/^\s*set\s/i, '')
    // All values are taken before any is set.
    const before = this.#now
    for (const [, global, atGlobal, name = '', value = ''] of body.matchAll(assignment)) {
      if (global !== undefined || atGlobal !== undefined) continue
      if (name.toLowerCase() === 'sql_mode') this.#now = this.#read(value, before)
      else if (name.startsWith('@') && /^\s*@@(?:(?:session|local)\s*\.\s*)?sql_mode\s*$/i.test(value))
        this.#saved.set(name.toLowerCase(), before)
    }
  }

  #read(value: string, now: Reading): Reading {
    const text = value.trim()
    const saved = /^@(?!@)/.test(text) ? this.#saved.get(text.toLowerCase()) : undefined
    if (saved !== undefined) return saved
    // What is added to the modes, or taken from them.
    if (/@@/.test(text)) {
      const takes = /^\(?\s*(?:\w+\s*\(\s*)*replace\s*\(/i.test(text)
      return {
        ansiQuotes: ansi.test(text) ? !takes : now.ansiQuotes,
        plainBackslashes: plainBackslash.test(text) ? !takes : now.plainBackslashes,
      }
    }
    return { ansiQuotes: ansi.test(text), plainBackslashes: plainBackslash.test(text) }
  }
}
