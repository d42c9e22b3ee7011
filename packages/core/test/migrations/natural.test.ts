import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { compareMigrationNames, compareNatural, sortNames } from '../../src/migrations/natural.ts'

// Digits often, so that runs of them meet, and characters on both sides of the surrogates.
const text = fc.string({
  unit: fc.constantFrom('0', '1', '2', '9', 'a', 'B', '_', '/', 'é', '\uFF21', '😀'),
  maxLength: 8,
})

describe('natural order', () => {
  test.each([
    ['2_a', '10_a'],
    ['a2', 'a10'],
    ['9', '10'],
    ['20261123101500_a', '20261123101500_b'],
    ['1700000000000_old', '20261123101500_new'],
    ['a', 'a1'],
    ['a1', 'a1b'],
    ['B', 'a'],
    ['1_a', '1a'],
    ['99999999999999999999998', '99999999999999999999999'],
    ['é', '\uFF21'],
    ['\uFF21', '😀'],
  ])('%s before %s', (first, second) => {
    expect(Math.sign(compareNatural(first, second))).toBe(-1)
    expect(Math.sign(compareNatural(second, first))).toBe(1)
  })

  test('tells names apart that differ in leading zeros only', () => {
    expect(['1_a', '001_a', '01_a'].toSorted(compareNatural)).toEqual(['001_a', '01_a', '1_a'])
    expect(['01_b', '1_a'].toSorted(compareNatural)).toEqual(['1_a', '01_b'])
  })

  test('is one total order', () => {
    fc.assert(
      fc.property(text, text, text, (a, b, c) => {
        expect(Math.sign(compareNatural(a, b))).toBe(0 - Math.sign(compareNatural(b, a)))
        expect(compareNatural(a, b) === 0).toBe(a === b)
        if (compareNatural(a, b) < 0 && compareNatural(b, c) < 0) expect(compareNatural(a, c)).toBeLessThan(0)
      }),
      { numRuns: 3000 },
    )
  })

  test('is the byte order of UTF-8 where there are no digits', () => {
    const letters = fc.string({ unit: 'grapheme', maxLength: 6 }).filter((value) => !/\d/.test(value))
    fc.assert(
      fc.property(letters, letters, (a, b) => {
        expect(Math.sign(compareNatural(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)))
      }),
    )
  })

  test('is the order of numbers where there is nothing else', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n }), fc.bigInt({ min: 0n }), (a, b) => {
        expect(Math.sign(compareNatural(`${a}`, `${b}`))).toBe(a < b ? -1 : a > b ? 1 : 0)
      }),
    )
  })
})

describe('the order of migrations', () => {
  test('interleaves directories by revision, and the whole name breaks ties', () => {
    const names = ['b/2_x', 'a/10_x', 'a/deep/1_x', 'a/2_x', 'c/1_x']
    expect(names.toSorted(compareMigrationNames)).toEqual(['a/deep/1_x', 'c/1_x', 'a/2_x', 'b/2_x', 'a/10_x'])
  })

  test('is what sortNames sorts by', () => {
    fc.assert(
      fc.property(fc.array(text), (names) => {
        expect(sortNames(names)).toEqual(names.toSorted(compareMigrationNames))
      }),
    )
  })
})
