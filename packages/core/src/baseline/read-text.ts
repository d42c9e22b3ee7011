import { createReadStream } from 'node:fs'

/**
 * The text of a dump, in pieces. A dump is written with LF; where its first line ends in CRLF a checkout has converted it, and the
 * conversion is undone, so that strings in it are what they were.
 */
export async function* readText(path: string): AsyncGenerator<string> {
  let first = true
  let converted = false
  let held = ''
  for await (const piece of createReadStream(path, { encoding: 'utf8', highWaterMark: 1 << 18 })) {
    let text = held + String(piece)
    held = ''
    if (first) {
      first = false
      text = text.replace(/^\uFEFF/, '')
      converted = /^[^\r\n]*\r\n/.test(text)
    }
    if (converted) {
      // A pair may be cut in two.
      if (text.endsWith('\r')) {
        held = '\r'
        text = text.slice(0, -1)
      }
      text = text.replaceAll('\r\n', '\n')
    }
    yield text
  }
  if (held !== '') yield held
}
