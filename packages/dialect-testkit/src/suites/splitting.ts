import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import type { Behaviour } from '../behaviour.ts'
import { failsWith } from '../errors.ts'
import type { Kit } from '../kit.ts'
import { checkPlaces, split } from '../tools/scripts.ts'

/** Statements that every database reads alike, in which a delimiter or a comment stands where it does not count. */
function pieces(kit: Kit): string[] {
  const q = (name: string): string => kit.quote(name)
  return [
    'select 1',
    "select 'a;b'",
    "select 'it''s; -- no comment /* here */'",
    `select ${q('x;y')} from ${q('a--b')}`,
    `select ${q('quo"te')} from ${q('brack]et')}, ${q('back`tick')}`,
    'select /* a ; in a comment */ 2',
    'select 3 -- a ; in a comment\n + 4',
    "insert into t values ('\u{1f600};', 1)",
    "select '\n;\r\n'",
    'select 1 - -1 * 2 / 3',
  ]
}

function script(kit: Kit, statements: readonly string[]): string {
  const { delimiter } = kit.settings.limits
  return statements.map((text) => `${text}\n${delimiter}\n`).join('')
}

export const splitting: readonly Behaviour[] = [
  {
    name: 'each statement comes whole, without its delimiter',
    async run(kit) {
      const statements = pieces(kit)
      const found = split(kit.dialect, script(kit, statements))
      assert.deepEqual(
        found.map(({ text }) => text.trim()),
        statements,
      )
    },
  },
  {
    name: 'the last statement needs no delimiter; a script of nothing has no statements',
    async run(kit) {
      const { delimiter } = kit.settings.limits
      assert.equal(split(kit.dialect, `select 1\n${delimiter}\nselect 2`).length, 2)
      assert.equal(split(kit.dialect, 'select 1').length, 1)
      for (const empty of ['', ' \n\t', '-- only a comment', '/* and another */\n', '\ufeff']) {
        assert.deepEqual(split(kit.dialect, empty), [], JSON.stringify(empty))
      }
    },
  },
  {
    name: 'positions are where the statements stand',
    async run(kit) {
      for (const ends of ['\n', '\r\n']) {
        const text = `-- first\n\n  /* \u{1f642} */ ${script(kit, pieces(kit))}`.replaceAll(/\r?\n/g, ends)
        checkPlaces(text, split(kit.dialect, text))
      }
    },
  },
  {
    name: 'nothing but white space, comments and delimiters is left between statements',
    async run(kit) {
      const text = `/* a */ ${script(kit, pieces(kit))}-- the end`
      let rest = ''
      let from = 0
      for (const { text: statement, position } of split(kit.dialect, text)) {
        rest += text.slice(from, position?.offset)
        from = (position?.offset ?? 0) + statement.length
      }
      rest += text.slice(from)
      const left = rest.replaceAll(/\/\*.*?\*\/|--[^\n]*/g, '').replaceAll(kit.settings.limits.delimiter, '')
      assert.equal(left.trim(), '')
    },
  },
  {
    name: 'it does not matter where the pieces of a script end',
    async run(kit) {
      const statements = fc.array(fc.constantFrom(...pieces(kit)), { minLength: 1, maxLength: 6 })
      const property = fc.property(statements, fc.array(fc.nat(400), { maxLength: 12 }), (list, places) => {
        const text = script(kit, list)
        const cuts = places.map((place) => Math.min(place, text.length))
        assert.deepEqual(split(kit.dialect, text, cuts), split(kit.dialect, text))
      })
      fc.assert(property, { numRuns: kit.settings.runs * 8, seed: kit.settings.seed })
      const whole = script(kit, pieces(kit))
      const everywhere = Array.from({ length: whole.length }, (_, at) => at)
      assert.deepEqual(split(kit.dialect, whole, everywhere), split(kit.dialect, whole), 'one character at a time')
    },
  },
  {
    name: 'a statement comes as soon as it is complete, so that a large script needs little memory',
    async run(kit) {
      const splitter = kit.dialect.splitter()
      let found = 0
      const piece = script(kit, ["select 'x'"]).repeat(100)
      for (let round = 0; round < 50; round++) {
        found += splitter.push(piece).length
        assert.ok(found >= (round + 1) * 100 - 1, 'statements are held back')
      }
      found += splitter.end().length
      assert.equal(found, 5_000)
    },
  },
  {
    name: 'a script that ends inside a string, a name or a comment is refused with the place',
    async run(kit) {
      const name = kit.quote('name')
      for (const open of ["select 'never ends", '/* never ends', `select ${name.slice(0, -1)}`]) {
        const text = `${script(kit, ['select 1'])}${open}`
        const error = await failsWith('LITHIFY_E_SCRIPT', () => split(kit.dialect, text))
        assert.ok(typeof error.data === 'object' && Object.keys(error.data).length > 0, 'it says where')
      }
    },
  },
  {
    name: 'what controls transactions is marked',
    async run(kit) {
      const control = (text: string): unknown => split(kit.dialect, text)[0]?.control
      assert.equal(control('commit'), 'commit')
      assert.equal(control('COMMIT'), 'commit')
      assert.equal(control('rollback'), 'rollback')
      assert.equal(control('/* x */ Commit -- now'), 'commit')
      assert.equal(control('select 1'), undefined)
      assert.equal(control("insert into t values ('commit')"), undefined)
    },
  },
  {
    name: 'dropped() names the tables and columns that a statement drops, and no others',
    async run({ dialect }) {
      if (dialect.dropped === undefined) return
      const [table, column] = ['a "nasty" table', "its; 'column'"]
      const [t, c] = [dialect.quote(table), dialect.quote(column)]
      const dropped = (sql: string): unknown => JSON.parse(JSON.stringify(dialect.dropped?.(sql)))
      assert.deepEqual(dropped(`drop table ${t}`), [{ table }])
      assert.deepEqual(dropped(`DROP TABLE IF EXISTS ${t}`), [{ table }])
      assert.deepEqual(dropped(`alter table ${t} drop column ${c}`), [{ table, column }])
      for (const harmless of [
        'select 1',
        "insert into t values ('drop table t')",
        '-- drop table t\nselect 1',
        `select 1 as ${dialect.quote('drop table t')}`,
      ]) {
        assert.deepEqual(dropped(harmless), [], harmless)
      }
    },
  },
  {
    name: "the dialect's own hard scripts",
    given: 'scripts',
    async run(kit) {
      for (const { script: text, statements } of kit.options.scripts ?? []) {
        const whole = split(kit.dialect, text)
        assert.deepEqual(
          whole.map((statement) => statement.text.trim()),
          statements.map((statement) => statement.trim()),
        )
        const everywhere = Array.from({ length: text.length }, (_, at) => at)
        assert.deepEqual(split(kit.dialect, text, everywhere), whole)
      }
    },
  },
]
