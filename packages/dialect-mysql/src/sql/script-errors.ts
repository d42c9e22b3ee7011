import type { LithifyError, Position } from '@lithify/core'
import { scriptError } from '@lithify/core/dialect-kit'

export const nulCharacter = (position: Position): LithifyError =>
  scriptError(
    'The script holds a NUL character, which the mysql client does not take either.',
    position,
    'Is the file encoded as UTF-16? Save it as UTF-8. In a string, write \\0.',
  )

/** Commands of the mysql client that are one letter behind a backslash. */
const letters: Readonly<Record<string, string>> = {
  '!': 'system', '.': 'source', '?': 'help', c: 'clear', C: 'charset', d: 'delimiter', e: 'edit', g: 'go', G: 'ego', h: 'help', n: 'nopager',
  p: 'print', P: 'pager', q: 'quit', r: 'connect', R: 'prompt', s: 'status', t: 'notee', T: 'tee', u: 'use', w: 'nowarning', W: 'warnings',
  x: 'resetconnection', '#': 'rehash', '-': 'sandbox',
} // prettier-ignore

export function letterCommand(letter: string, position: Position): LithifyError {
  const name = letters[letter]
  return clientCommand(`\\${letter}${name === undefined ? '' : ` (${name})`}`, position)
}

/** Those that are a word at the start of a line. Words with which a statement can begin are the server's. */
export const commandWords: ReadonlySet<string> = new Set([
  'source', 'system', 'tee', 'notee', 'pager', 'nopager', 'edit', 'quit', 'exit', 'go', 'ego', 'connect', 'charset', 'prompt', 'rehash',
  'status', 'clear', 'print', 'warnings', 'nowarning', 'resetconnection',
]) // prettier-ignore

export const clientCommand = (command: string, position: Position): LithifyError =>
  scriptError(
    `${command} is a command of the mysql client, no SQL, and is never run: it could do anything on this machine.`,
    position,
    'Take it out of the script. Of the client only DELIMITER is understood.',
  )
