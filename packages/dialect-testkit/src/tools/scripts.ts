import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import type { Dialect, Statement } from '@lithify/core'
import { failure } from './failure.ts'

type Splits = Pick<Dialect, 'splitter'>

/** Splits a script that arrives in these pieces. */
export function splitPieces(dialect: Splits, pieces: readonly string[]): Statement[] {
  const splitter = dialect.splitter()
  return [...pieces.flatMap((piece) => splitter.push(piece)), ...splitter.end()]
}

/** The texts of a script's statements, whole and character by character: which has to be the same. */
export function splitTexts(dialect: Splits, script: string): string[] {
  const texts = splitPieces(dialect, [script]).map(({ text }) => text)
  assert.deepEqual(
    splitPieces(dialect, script.split('')).map(({ text }) => text),
    texts,
  )
  return texts
}

/** What a splitter tells of a statement besides its text and its place. */
export function marksOf(dialect: Splits, text: string): Omit<Statement, 'text' | 'position'> {
  const found = splitPieces(dialect, [text])
  assert.equal(found.length, 1)
  const { text: _, position: __, ...marks } = found[0] as Statement
  return marks
}

/** The refusal of a script that cannot be split, whole and character by character: which has to be the same, in the same place. */
export async function refusalOf(dialect: Splits, script: string): Promise<{ message: string; offset: unknown }> {
  const [whole, cut] = await Promise.all(
    [[script], script.split('')].map(async (pieces) => {
      const { code, message, data } = await failure(() => splitPieces(dialect, pieces))
      assert.equal(code, 'LITHIFY_E_SCRIPT')
      return { message, offset: (data['position'] as { offset?: number } | undefined)?.offset }
    }),
  )
  assert.deepEqual(cut, whole)
  return whole as { message: string; offset: unknown }
}

/** Splits a script that arrives in pieces that end at those places. */
export function split(dialect: Splits, text: string, cuts: readonly number[] = []): Statement[] {
  const ends = [...cuts.toSorted((a, b) => a - b), text.length]
  return splitPieces(
    dialect,
    ends.map((end, index) => text.slice(ends[index - 1] ?? 0, end)),
  )
}

/** That each statement stands in the script at the place that it tells. */
export function checkPlaces(script: string, statements: readonly Statement[]): void {
  for (const { text, position } of statements) {
    assert.ok(position !== undefined, 'a statement from a script has a position')
    assert.equal(script.slice(position.offset, position.offset + text.length), text)
    const before = script.slice(0, position.offset).split('\n')
    assert.deepEqual([position.line, position.column], [before.length, (before.at(-1) as string).length + 1])
  }
}

/**
 * That statements which are joined in any way and cut anywhere come back, with their places.
 * @param between What may stand between two statements, besides a semicolon.
 * @param runs How many scripts are tried.
 */
export function checkJoinedScripts(
  dialect: Splits,
  statements: readonly string[],
  between: readonly string[],
  runs: number,
): void {
  const separators = fc.array(fc.constantFrom(...between), { maxLength: 4 }).map((parts) => `;${parts.join('')}`)
  const property = fc.property(
    fc.array(fc.tuple(fc.constantFrom(...statements), separators), { maxLength: 8 }),
    fc.array(fc.nat(), { maxLength: 20 }),
    (parts, places) => {
      const script = parts.map(([text, separator]) => text + separator).join('')
      const cuts = places.map((place) => (script.length === 0 ? 0 : place % script.length))
      const found = split(dialect, script, cuts)
      assert.deepEqual(
        found.map(({ text }) => text),
        parts.map(([text]) => text),
      )
      checkPlaces(script, found)
    },
  )
  fc.assert(property, { numRuns: runs })
}
