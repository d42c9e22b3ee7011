import { isUtf8 } from 'node:buffer'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

const LF = 10
const CR = 13

/** A stretch of a file that ends where a line ends; a line longer than a chunk comes in parts. */
export interface Lines {
  /** One character for each byte, so that an index into it counts bytes. */
  readonly text: string
  /** Where it begins in the file, in bytes. */
  readonly offset: number
  /** It begins inside a line. */
  readonly continues: boolean
  /** Its bytes are UTF-8. */
  readonly valid: boolean
}

/** Reads a file in stretches of at most `chunkSize` bytes. None ends between CR and LF, nor inside a character. */
export function* readLines(path: string, chunkSize = 1024 * 1024): Generator<Lines, void, undefined> {
  const file = openSync(path, 'r')
  try {
    // One byte more than there is, so that the first read already shows where a small file ends.
    const buffer = Buffer.allocUnsafe(Math.min(chunkSize, fstatSync(file).size + 1))
    let kept = 0
    let offset = 0
    let continues = false
    for (;;) {
      const read = readSync(file, buffer, kept, buffer.length - kept, null)
      const length = kept + read
      const end = read === 0 ? length : endOfLines(buffer, length)
      if (end > 0) {
        const bytes = buffer.subarray(0, end)
        yield { text: bytes.toString('latin1'), offset, continues, valid: isUtf8(bytes) }
        continues = bytes[end - 1] !== LF && bytes[end - 1] !== CR
      }
      if (read === 0) return
      buffer.copyWithin(0, end, length)
      kept = length - end
      offset += end
    }
  } finally {
    closeSync(file)
  }
}

/** The same for bytes that are at hand, in one stretch. */
export function* linesOf(bytes: Buffer): Generator<Lines, void, undefined> {
  if (bytes.length > 0) yield { text: bytes.toString('latin1'), offset: 0, continues: false, valid: isUtf8(bytes) }
}

/** How many bytes can be handed out: up to the last line end or, when a full buffer has none, up to the last whole character. */
function endOfLines(buffer: Buffer, length: number): number {
  // A CR that comes last may be half of a CRLF: it waits for what follows.
  const end = Math.max(lastIndexOf(buffer, LF, length - 1), lastIndexOf(buffer, CR, length - 2)) + 1
  if (end > 0 || length < buffer.length) return end
  if (buffer[length - 1] === CR) return length - 1
  // Bytes 10xxxxxx continue a character; the one before them begins it and tells its length.
  let first = length - 1
  while (first > length - 4 && (byteAt(buffer, first) & 0xc0) === 0x80) first -= 1
  const lead = byteAt(buffer, first)
  const size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1
  return first + size > length ? first : length
}

/** A negative place would count from the end in Node's own. */
function lastIndexOf(buffer: Buffer, byte: number, from: number): number {
  return from < 0 ? -1 : buffer.lastIndexOf(byte, from)
}

function byteAt(buffer: Buffer, index: number): number {
  return buffer[index] as number
}

/** How many lines end in a text: LF, CRLF and a lone CR each end one. */
export function countLineEnds(text: string): number {
  let count = 0
  for (let i = text.indexOf('\n'); i !== -1; i = text.indexOf('\n', i + 1)) count += 1
  if (!text.includes('\r')) return count
  for (let i = text.indexOf('\r'); i !== -1; i = text.indexOf('\r', i + 1)) {
    if (text[i + 1] !== '\n') count += 1
  }
  return count
}

/** How many lines of a text, one character for each byte, are UTF-8 before the first that is not. */
export function linesBeforeBadByte(text: string): number {
  return text.split(/\r\n?|\n/).findIndex((line) => !isUtf8(Buffer.from(line, 'latin1')))
}
