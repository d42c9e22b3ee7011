import { createHash, hash, type Hash } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'

const LF = 10
const CR = 13

// One read takes most migrations whole. The buffer is shared: everything here is synchronous.
const shared = Buffer.allocUnsafe(256 * 1024)

/**
 * The sha256, in hex, of a text in UTF-8 as it would be with LF line ends and no byte order mark, so that a checkout on
 * Windows has the checksum of one on Linux. A lone CR counts as a line end too.
 */
export function checksumText(text: string | Uint8Array): string {
  const bytes =
    typeof text === 'string' ? Buffer.from(text) : Buffer.from(text.buffer, text.byteOffset, text.byteLength)
  return checksumBytes(bytes)
}

/**
 * {@link checksumText} of a file, in constant memory. Synchronous: for thousands of small files that is several times faster
 * than going through the thread pool for each.
 */
export function checksumFile(path: string): string {
  return hashFile(path, 0).checksum
}

/** {@link checksumFile}, and the bytes of the file where they are no more than `kept`: what was hashed is then what is at hand. */
export function hashFile(path: string, kept: number): { checksum: string; content: Buffer | undefined } {
  const file = openSync(path, 'r')
  try {
    const length = fill(file)
    if (length < shared.length) {
      const bytes = shared.subarray(0, length)
      return { checksum: checksumBytes(bytes), content: length <= kept ? Buffer.from(bytes) : undefined }
    }
    const checksum = new Checksum()
    for (let read = length; read > 0; read = fill(file)) checksum.update(shared.subarray(0, read))
    return { checksum: checksum.digest(), content: undefined }
  } finally {
    closeSync(file)
  }
}

/** {@link checksumText} of a text that arrives in pieces, wherever they are cut. */
export class Checksum {
  readonly #hash: Hash = createHash('sha256')
  /** The first bytes, until it is known whether they are a byte order mark. */
  #head: Buffer | undefined = Buffer.alloc(0)
  /** The last piece ended in CR, which was counted as a line end: an LF that follows belongs to it. */
  #afterCr = false

  update(piece: Uint8Array): void {
    let bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)
    if (this.#head) {
      bytes = Buffer.concat([this.#head, bytes])
      if (bytes.length < 3) {
        this.#head = bytes
        return
      }
      this.#head = undefined
      bytes = withoutMark(bytes)
    }
    this.#add(bytes)
  }

  digest(): string {
    if (this.#head) this.#add(this.#head)
    return this.#hash.digest('hex')
  }

  #add(bytes: Buffer): void {
    if (bytes.length === 0) return
    const piece = this.#afterCr && bytes[0] === LF ? bytes.subarray(1) : bytes
    this.#afterCr = bytes.at(-1) === CR
    this.#hash.update(withLf(piece))
  }
}

/** Reads on until the buffer is full or the file ends. One read may return less than is there. */
function fill(file: number): number {
  let length = 0
  for (let read = -1; read !== 0 && length < shared.length; length += read) {
    read = readSync(file, shared, length, shared.length - length, null)
  }
  return length
}

function checksumBytes(bytes: Buffer): string {
  return hash('sha256', withLf(withoutMark(bytes)), 'hex')
}

function withoutMark(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes
}

/** CRLF and CR become LF. Bytes that hold no CR, nearly all of them, are returned as they are. */
function withLf(bytes: Buffer): Buffer {
  const first = bytes.indexOf(CR)
  if (first === -1) return bytes
  const result = Buffer.allocUnsafe(bytes.length)
  bytes.copy(result, 0, 0, first)
  let length = first
  for (let i = first; i < bytes.length; i += 1) {
    const byte = bytes[i] as number
    if (byte === CR) {
      result[length++] = LF
      if (bytes[i + 1] === LF) i += 1
    } else {
      result[length++] = byte
    }
  }
  return result.subarray(0, length)
}
