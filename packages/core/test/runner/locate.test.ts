import { describe, expect, it } from 'vitest'
import { LithifyError } from '../../src/errors.ts'
import { locateFailure } from '../../src/runner/locate.ts'

const text = 'create table rates (\n  rate numric not null\r\n)'
const failure = (offset?: number): LithifyError =>
  new LithifyError('LITHIFY_E_STATEMENT', 'type "numric" does not exist', {
    data: { index: 1, text, offset, serverCode: '42704' },
  })
const batch = [{ text: 'select 1' }, { text, position: { offset: 30, line: 3, column: 5 } }]

describe('locateFailure', () => {
  it('adds the line of the script to where the script begins in its file', () => {
    const located = locateFailure(failure(text.indexOf('numric')), batch, {
      label: 'a/b.sql',
      line: 10,
    }) as LithifyError
    expect(located.code).toBe('LITHIFY_E_STATEMENT')
    expect(located.message).toBe('a/b.sql:13:8: type "numric" does not exist')
    expect(located.data).toMatchObject({ file: 'a/b.sql', line: 13, column: 8, serverCode: '42704' })
    expect(located.data['excerpt']).toEqual([
      '  12 │     create table rates (',
      '› 13 │   rate numric not null',
      '     │        ^ type "numric" does not exist',
    ])
  })

  it('counts from the column of the statement on its first line', () => {
    const located = locateFailure(failure(7), batch, { label: 'a.sql', line: 1 }) as LithifyError
    expect(located.data).toMatchObject({ line: 3, column: 12 })
    expect(located.data['excerpt']).toEqual([
      '› 3 │     create table rates (',
      '    │            ^ type "numric" does not exist',
    ])
  })

  it('points at the statement where the server does not say more', () => {
    const located = locateFailure(failure(), batch, { label: 'a.sql', line: 1 }) as LithifyError
    expect(located.data).toMatchObject({ line: 3, column: 5 })
  })

  it('keeps tabs, so that the caret stands under the place', () => {
    const tabbed = new LithifyError('LITHIFY_E_STATEMENT', 'no', { data: { index: 0, text: 'a\n\t\tb c', offset: 6 } })
    const located = locateFailure(tabbed, [{ text: 'x' }], { label: 'a.sql', line: 1 }) as LithifyError
    expect(located.data['excerpt']).toEqual(['  1 │ a', '› 2 │ \t\tb c', '    │ \t\t  ^ no'])
  })

  it("keeps the server's own hint, before what has become of the work", () => {
    const advised = new LithifyError('LITHIFY_E_STATEMENT', 'no', { data: { index: 0, text: 'a' }, hint: 'Perhaps b' })
    const hints = [undefined, 'Mend the file.'].map(
      (hint) => (locateFailure(advised, [{ text: 'a' }], { label: 'a.sql', line: 1 }, hint) as LithifyError).hint,
    )
    expect(hints).toEqual(['Perhaps b', 'Perhaps b. Mend the file.'])
  })

  it('leaves every other error alone', () => {
    const other = new LithifyError('LITHIFY_E_CONNECT', 'no')
    expect(locateFailure(other, batch, { label: 'a.sql', line: 1 })).toBe(other)
    const foreign = new TypeError('no')
    expect(locateFailure(foreign, batch, { label: 'a.sql', line: 1 })).toBe(foreign)
  })
})
