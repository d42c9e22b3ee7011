import { join, relative, resolve, sep } from 'node:path'
import { expect, test } from 'vitest'
import { labelOf } from '../../src/migrations/label.ts'

const root = resolve('/srv/app')

test.each([
  'database/migrations/1_a.sql',
  '.lithify/archive/20261129_075422',
  'a b/ü😀/c.sql',
  '../elsewhere/1_a.sql',
  '../apple/1_a.sql',
  '',
])('%s is shown as it stands to the project', (label) => {
  expect(labelOf(join(root, ...label.split('/')), root)).toBe(label)
})

test('what is no normal path, and a root that ends in a separator, are shown as others are', () => {
  for (const [path, from] of [
    [`${root}${sep}a${sep}..${sep}b.sql`, root],
    [`${root}${sep}.${sep}b.sql`, root],
    [`${root}${sep}${sep}b.sql`, root],
    [`${root}${sep}a${sep}${sep}b.sql`, root],
    [join(root, 'b.sql'), `${root}${sep}`],
    [join(root, 'b.sql'), resolve('/')],
  ] as const)
    expect(labelOf(path, from)).toBe(relative(from, path).replaceAll(sep, '/'))
})
