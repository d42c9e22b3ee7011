import { createHash } from 'node:crypto'

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { Checksum, checksumFile, checksumText } from '../../src/migrations/checksum.ts'
import { project, write } from './support.ts'

const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex')

/** The definition, as slowly and plainly as it can be put. */
function reference(bytes: Uint8Array): string {
  const text = Buffer.from(bytes)
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .replaceAll(/\r\n?/g, '\n')
  return sha256(Buffer.from(text, 'latin1'))
}

describe('checksums', () => {
  test('of plain text are those of its bytes', () => {
    expect(checksumText('select 1;\n')).toBe(sha256('select 1;\n'))
    expect(checksumText('')).toBe(sha256(''))
  })

  test.each([
    ['CRLF', 'a\r\nb\r\n'],
    ['CR', 'a\rb\r'],
    ['CRLF, CR and LF mixed', 'a\r\nb\r'],
    ['a byte order mark', '\uFEFFa\nb\n'],
    ['a byte order mark and CRLF', '\uFEFFa\r\nb\r\n'],
  ])('do not see %s', (_, text) => {
    expect(checksumText(text)).toBe(sha256('a\nb\n'))
    expect(checksumFile(write(project(), 'a.sql', text))).toBe(sha256('a\nb\n'))
  })

  test('see everything else', () => {
    const texts = ['a\n', 'a', 'a\n\n', 'a \n', '\ta\n', 'A\n', '\n\uFEFFa\n', 'a\0\n']
    expect(new Set(texts.map((text) => checksumText(text))).size).toBe(texts.length)
  })

  test('are the same wherever the pieces are cut', () => {
    const byte = fc.constantFrom(13, 10, 0xef, 0xbb, 0xbf, 97)
    const pieces = fc.array(
      fc
        .uint8Array({ maxLength: 5 })
        .chain((bytes) =>
          fc.array(byte, { maxLength: 5 }).map((more) => Uint8Array.from([...more, ...bytes.slice(0, 1)])),
        ),
    )
    fc.assert(
      fc.property(pieces, (parts) => {
        const whole = Buffer.concat(parts)
        const checksum = new Checksum()
        for (const part of parts) checksum.update(part)
        const cut = checksum.digest()
        expect(cut).toBe(reference(whole))
        expect(checksumText(whole)).toBe(cut)
      }),
      { numRuns: 2000 },
    )
  })

  // The file is read in pieces of 256 KiB.
  test.each([-2, -1, 0, 1, 2])('of a big file are right when CRLF stands at a border of its pieces %i', (shift) => {
    const border = 256 * 1024
    const text = `\uFEFF${'x'.repeat(border - 4 + shift)}\r\n${'y'.repeat(border - 2)}\r\nend\r`
    expect(checksumFile(write(project(), 'big.sql', text))).toBe(reference(Buffer.from(text)))
  })

  test('of a file that fills the buffer exactly', () => {
    const text = 'z'.repeat(256 * 1024)
    expect(checksumFile(write(project(), 'full.sql', text))).toBe(sha256(text))
  })
})
