import { stripVTControlCharacters } from 'node:util'

/**
 * Text from files, servers and users on its way to a terminal. A file's name may hold escape sequences, and a terminal obeys
 * them: what is no printable character is shown, not sent.
 */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(
    /(?![\t\n])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

let graphemes: Intl.Segmenter | undefined
const wide =
  /[\p{Emoji_Presentation}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\uff01-\uff60]/u

/** How many cells a text takes on a terminal. */
export function widthOf(text: string): number {
  // Nearly all names are ASCII, and a thousand of them are measured for one status.
  if (/^[\u0020-\u007e]*$/.test(text)) return text.length
  // It takes milliseconds to make, and is hardly ever needed.
  graphemes ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  let width = 0
  for (const { segment } of graphemes.segment(text)) width += wide.test(segment) ? 2 : 1
  return width
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)))
}

/** `18 ms`, `1.2 s`, `2 min 03 s`. */
export function duration(ms: number): string {
  if (ms < 999.5) return `${Math.round(ms)} ms`
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`
  const total = Math.round(ms / 1000)
  return `${Math.floor(total / 60)} min ${String(total % 60).padStart(2, '0')} s`
}

/** `1 migration`, `2 migrations`, `3 indexes`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number.toLocaleString('en-US')} ${number === 1 ? noun : plural}`
}
