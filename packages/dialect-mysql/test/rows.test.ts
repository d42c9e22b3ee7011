import type { Column, Session, Table } from '@lithify/core'
import { failure } from '@lithify/dialect-testkit'
import { expect, test } from 'vitest'
import { dialect } from '../src/index.ts'
import { database, onAll, session, statements } from './helpers.ts'
import { split } from './split.ts'

const column = (name: string, type: string): Column => ({ name, type, nullable: true })
const columns = ['id int', 'big bigint unsigned', 'n decimal(30,10)', 'f float', 'd double', 'word varchar(50)', 'latin varchar(9)', 'bytes blob', 'bits bit(12)', 'day date', 'stamp datetime(6)', 'moment timestamp(6)', 'span time(3)', 'doc json', "e enum('a','it''s')", 'place point', 'hebrew varchar(9)', 'label enum', 'raw enum'].map((each) => column(each.split(' ')[0] as string, each.slice(each.indexOf(' ') + 1))) // prettier-ignore
const declared: Readonly<Record<string, string>> = {
  latin: 'varchar(9) CHARACTER SET latin1',
  // Some of its bytes are no characters of Unicode.
  hebrew: 'varchar(9) CHARACTER SET hebrew',
  label: "enum('?',x'a13f') CHARACTER SET hebrew",
  raw: "enum('?',x'ffe9') CHARACTER SET binary",
}
const table: Table = {
  kind: 'table',
  name: 'rows of `t`',
  columns,
  primaryKey: { keys: [{ column: 'id' }] },
  uniques: [],
  checks: [],
}

onAll((name) => {
  test('rows come back as they were, through their INSERT statements', async () => {
    const opened = await session({ url: await database(name) })
    const definition = columns.map(({ name: each, type }) => `\`${each}\` ${declared[each] ?? type} NULL`).join(', ')
    await opened.execute(
      statements(`CREATE TABLE \`rows of \`\`t\`\`\` (${definition.replace('`id` int NULL', '`id` int PRIMARY KEY')})`),
    )
    const values = [
      `18446744073709551615, 12345678901234567890.0123456789, 0.1, 0.1, 'it''s \\\\ 😀\\r\\n', 'größe', x'00ff5c270d', b'101', '2026-11-23', '2026-11-23 10:00:00.123456', '2026-11-23 10:00:00.123456', '-12:00:00.5', '{"a": [1, "x"]}', 'it''s', ST_GeomFromText('POINT(1 2)'), x'3fa1e0', 2, 2`,
      `0, -1, 16777217, 1.7976931348623157e308, '', '', '', 0, '1000-01-01', '9999-12-31 23:59:59', '1970-01-01 00:00:01', '838:59:59', 'null', 'a', NULL, '?א', 1, 1`,
      Array.from({ length: columns.length - 1 }, () => 'NULL').join(', '),
    ]
    const read = (): Promise<unknown> =>
      opened.query(`SELECT *, HEX(hebrew) AS h, label + 0 AS l, raw + 0 AS r FROM \`rows of \`\`t\`\`\` ORDER BY id`)
    for (const [at, list] of values.entries())
      await opened.execute(statements(`INSERT INTO \`rows of \`\`t\`\`\` VALUES (${3 - at}, ${list})`))
    const before = await read()
    const inserts: { sql: string; count: number }[] = []
    for await (const insert of dialect.rows(opened, table)) inserts.push(insert)
    expect(inserts.map(({ count }) => count)).toEqual([3])
    await opened.execute(statements('DELETE FROM `rows of ``t```'))
    const script = inserts.map(({ sql }) => `${sql};\n`).join('')
    expect(script).not.toContain('\r')
    await opened.execute(split(script))
    expect(await read()).toEqual(before)
  })

  test('the inventory has every object, by name', async () => {
    const opened = await session({ url: await database(name) })
    expect(await dialect.inventory(opened, {})).toEqual([])
    await opened.execute(
      statements(
        'CREATE TABLE a (x INT)', 'CREATE TABLE b (x INT)', 'CREATE VIEW v AS SELECT 1 AS one', 'CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET @x = 1',
        'CREATE PROCEDURE p() SELECT 1', 'CREATE FUNCTION f() RETURNS INT DETERMINISTIC RETURN 1', 'CREATE EVENT e ON SCHEDULE EVERY 1 DAY DISABLE DO SELECT 1',
      ), // prettier-ignore
    )
    const found = await dialect.inventory(opened, { exclude: [{ name: 'B' }] })
    expect(found.map(({ kind, table: host, name: own }) => [kind, host, own].filter(Boolean).join(' ')).toSorted()).toEqual([
      'event e', 'function f', 'procedure p', 'table a', 'trigger a t', 'view v',
    ]) // prettier-ignore
  })
})

test('a row that is too large for the server to write is refused, and not written as NULL', async () => {
  const asked: string[] = []
  const query = async (sql: string): Promise<unknown[]> => {
    asked.push(sql)
    // What CONCAT answers beyond max_allowed_packet.
    return [{ tuple: null }]
  }
  const error = await failure(async () => {
    for await (const _ of dialect.rows({ query } as unknown as Session, table)) expect.unreachable()
  })
  expect(error).toMatchObject({ code: 'LITHIFY_E_DATA_TABLE', data: { table: table.name } })
  expect(error.hint).toContain('max_allowed_packet')
  // Nothing stands around the bytes that would make a value of that NULL.
  expect(asked[0]).toContain("IF(`bytes` IS NULL, 'NULL', CONCAT('x''', HEX(`bytes`), ''''))")
})
