import { describe, expect, test } from 'vitest'
import { mysqlServers } from '@lithify/test-servers'
import { hasClients, load } from './clients.ts'
import { dialect } from '../../src/index.ts'
import { admin, database, onAll, rootOf, session, statements, withUser } from '../helpers.ts'
import { roundTrip } from './round-trip.ts'

/** Both servers show tables in a character set of three bytes, with question marks for everything else. */
const questionMarks = `
CREATE TABLE empty_one (a varchar(20) NOT NULL DEFAULT 'x😀y?', b char(9) NOT NULL DEFAULT '?', c varchar(9) DEFAULT '😀', d varchar(9) CHARACTER SET latin1 NOT NULL DEFAULT '?é',
  u varchar(9) CHARACTER SET utf16 NOT NULL DEFAULT 'é😀?', h varchar(9) CHARACTER SET hebrew NOT NULL DEFAULT x'a1', n int, raw varbinary(9) NOT NULL DEFAULT '😀?', bytes varbinary(9) DEFAULT x'ff27005c',
  e enum('p','😀','😁?','?','it''s ?') NOT NULL DEFAULT '😁?', s set('q','😀','?') NOT NULL DEFAULT 'q,😀', w enum('😀','é') CHARACTER SET utf32, eh enum(x'a1','b?') CHARACTER SET hebrew,
  eb enum('é','😀','?',x'ffe9') CHARACTER SET binary DEFAULT '😀', g enum('😀') GENERATED ALWAYS AS (if(n > 0, '😀', NULL)) VIRTUAL, many set('a','b','c','d','e','f','g','😀')) COMMENT='really?';
CREATE TABLE \`odd \`\`?\` (id int PRIMARY KEY, \`col \`\`?\` enum('?','😀') NOT NULL DEFAULT '😀', a varchar(9) NOT NULL DEFAULT '😀') PARTITION BY HASH (id) PARTITIONS 2;
CREATE TABLE my_isam (a varchar(20) NOT NULL DEFAULT 'x😀y?', e enum('p','😀') NOT NULL DEFAULT 'p') ENGINE=MyISAM;
CREATE TABLE in_memory (a varchar(20) NOT NULL DEFAULT 'x😀y?', e enum('p','😀') NOT NULL DEFAULT 'p') ENGINE=MEMORY;
CREATE TABLE in_csv (a varchar(20) NOT NULL DEFAULT 'x😀y?') ENGINE=CSV;
CREATE TABLE with_row (a varchar(20) NOT NULL DEFAULT '😀?', e enum('p','😀') NOT NULL DEFAULT 'p');
INSERT INTO with_row VALUES ('?', 'p');
CREATE TABLE parts (a varchar(10) NOT NULL) PARTITION BY LIST COLUMNS (a) (PARTITION p0 VALUES IN ('😀','b?'), PARTITION p1 VALUES IN ('?'));
CREATE TABLE expressions (a varchar(20), l varchar(20) CHARACTER SET latin1, b varchar(20) DEFAULT (concat('😀?', 'x')), c varchar(20) GENERATED ALWAYS AS (concat(a, '😀?')) VIRTUAL,
  CONSTRAINT ck CHECK (a <> '😀?'), CONSTRAINT cl CHECK (l <> _latin1 x'c3a9'));
CREATE VIEW smiles AS SELECT '😀?' AS a, _latin1 x'e9' AS b, _latin1 x'c3a9' AS c, _utf8mb4 x'f09f9880' AS d, _binary x'ff00' AS e, _utf16 x'005c0027d83dde00' AS f, _sjis x'835c' AS g, _latin1'plain' AS h;
`

const values = [
  'INSERT INTO empty_one () VALUES ()',
  'INSERT INTO empty_one (e, s, w, eh, eb, many, n) VALUES (2, 2, 1, 1, 4, 128, 1), (4, 4, 2, 2, 3, 1, 1), (5, 7, 1, 1, 1, 255, 1)',
  'SELECT HEX(a), HEX(b), HEX(c), HEX(d), HEX(u), HEX(h), HEX(raw), HEX(bytes), HEX(e), HEX(s), HEX(w), HEX(eh), HEX(eb), HEX(g), HEX(many) FROM empty_one',
  'INSERT INTO `odd ``?` (id) VALUES (1)',
  'SELECT HEX(a), HEX(`col ``?`) FROM `odd ``?`',
  'INSERT INTO my_isam (e) VALUES (2)',
  'INSERT INTO in_memory (e) VALUES (2)',
  'SELECT HEX(a), HEX(e) FROM my_isam UNION ALL SELECT HEX(a), HEX(e) FROM in_memory',
  'SELECT HEX(a), HEX(b), HEX(c), HEX(d), HEX(e), HEX(f), HEX(g), CHARSET(b), CHARSET(e), CHARSET(h) FROM smiles',
  "INSERT INTO expressions (a) VALUES ('?')",
  'SELECT HEX(b), HEX(c) FROM expressions',
]

/** What somebody wrote under another character set than Unicode, and what the server puts among it. */
const foreign = `
CREATE TABLE t (a varchar(20) CHARACTER SET utf8mb4);
SET NAMES latin1;
CREATE FUNCTION f1(\`pé\` varchar(9)) RETURNS varchar(20) CHARACTER SET utf8mb4 DETERMINISTIC COMMENT 'c\\né''' RETURN concat('é', \`pé\`);
CREATE FUNCTION f2() RETURNS varchar(20) CHARACTER SET utf8mb4 DETERMINISTIC RETURN _latin1'é';
CREATE FUNCTION f3() RETURNS varbinary(20) DETERMINISTIC RETURN _binary"é\\\\''";
CREATE FUNCTION f4() RETURNS varchar(20) CHARACTER SET utf8mb4 DETERMINISTIC RETURN N'Ã©\\'';
CREATE FUNCTION f5() RETURNS varchar(20) CHARACTER SET utf8mb4 DETERMINISTIC RETURN _utf8mb4'Ã©\\'';
CREATE FUNCTION \`fé\`() RETURNS varchar(20) CHARACTER SET utf8mb4 DETERMINISTIC RETURN 'é';
CREATE EVENT \`eé\` ON SCHEDULE EVERY 1 YEAR DISABLE COMMENT 'cé' DO INSERT INTO t VALUES ('é');
CREATE TRIGGER \`té\` BEFORE INSERT ON t FOR EACH ROW SET NEW.a = concat(NEW.a, 'é');
CREATE VIEW \`vé\` AS SELECT 'é' AS \`cé\`, _latin1'é' AS b, _utf8mb4 x'c3a9' AS c, _utf8mb4 x'f09f9880' AS d, _binary'é' AS e, 'plain' AS f;
SET character_set_connection = utf8mb4;
CREATE VIEW mixed AS SELECT 'é' AS a, _latin1'é' AS b, _utf8mb4 x'f09f9880' AS c;
SET sql_mode = 'NO_BACKSLASH_ESCAPES';
CREATE FUNCTION plain_backslash() RETURNS varbinary(20) DETERMINISTIC RETURN _binary'é\\';
SET sql_mode = DEFAULT;
`

/** The same in bytes that are no characters, which only the native client sends. */
const bytes = `SET NAMES binary;
CREATE FUNCTION f() RETURNS varbinary(20) DETERMINISTIC RETURN 'ÿé''\\0';
CREATE VIEW v AS SELECT 'ÿé' AS a, 'plain' AS b;
CREATE TABLE t (e enum('x', 'ÿé') CHARACTER SET binary DEFAULT 'ÿé');
`

const foreignValues = [
  "SELECT HEX(f1('x')), HEX(f2()), HEX(f3()), HEX(f4()), HEX(f5()), HEX(fé()), HEX(plain_backslash())",
  "INSERT INTO t VALUES ('x')",
  'SELECT HEX(a) FROM t',
  'SELECT HEX(cé), HEX(b), HEX(c), HEX(d), HEX(e), CHARSET(cé), CHARSET(b), CHARSET(c), CHARSET(e), CHARSET(f) FROM vé',
  'SELECT HEX(a), HEX(b), HEX(c), CHARSET(a) FROM mixed',
  'SELECT ROUTINE_NAME AS n, ROUTINE_COMMENT AS c FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE() ORDER BY n',
  'SELECT EVENT_NAME AS n, EVENT_COMMENT AS c FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE()',
  'SELECT TRIGGER_NAME AS n FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()',
]

onAll((name) => {
  const isMariadb = mysqlServers[name].flavour === 'mariadb'

  test('what the server shows as question marks is dumped as it is', { timeout: 60_000 }, async () => {
    const text = await roundTrip(name, questionMarks, { ask: values })
    for (const part of [
      "DEFAULT 'x😀y?'",
      "enum('p','😀','😁?','?','it''s ?')",
      "set('q','😀','?')",
      "DEFAULT 'q,😀'",
      "COMMENT='really?'",
    ])
      // prettier-ignore
      expect(text).toContain(part)
  })

  test('what was written under another character set means the same', { timeout: 60_000 }, async () => {
    const text = await roundTrip(name, foreign, { judged: false, ask: foreignValues })
    // As it was sent: one byte for the letter.
    expect(text).toContain("RETURN _binary x'e95c'")
    for (const part of ["_latin1 x'e9'", "N'é\\''", "_utf8mb4'é\\''", "COMMENT 'c\\né", "COMMENT 'cé'", '`pé`', '`té`'])
      expect(text).toContain(part)
  })

  test.runIf(hasClients(name))('bytes that are no characters are dumped as such', async () => {
    const ask = ['SELECT HEX(f()), HEX(a), CHARSET(a), CHARSET(b) FROM v', 'INSERT INTO t () VALUES ()', 'SELECT HEX(e) FROM t'] // prettier-ignore
    const text = await roundTrip(name, 'SELECT 1', { judged: false, ask, before: Buffer.from(bytes, 'latin1') })
    expect(text).toContain("RETURN _binary x'ffe92700'")
  })

  test.runIf(isMariadb)('a view that counts, which a transaction that only reads is not shown, too', async () => {
    const script = `CREATE SEQUENCE s; CREATE VIEW v AS SELECT nextval(s) AS n, 'x😀?' AS a, _latin1'ab' AS b, '?' AS c;`
    const text = await roundTrip(name, script, { ask: ['SELECT a, b, c, CHARSET(b) FROM v'] })
    expect(text).toContain("'x😀?' AS `a`,_latin1'ab' AS `b`,'?' AS `c`")
  })

  describe('is named, and nothing is dumped', () => {
    test.runIf(hasClients(name))('what is no text in any character set', async () => {
      const url = await database(name)
      const script = `SET NAMES binary; SET collation_connection = latin1_swedish_ci;
        CREATE FUNCTION f() RETURNS varbinary(20) DETERMINISTIC RETURN 'ÿé'; SET NAMES latin1;
        CREATE FUNCTION in_a_row() RETURNS varchar(20) DETERMINISTIC RETURN _latin1'a' 'é';`
      load(name, url, Buffer.from(script, 'latin1'))
      const { uncovered } = await dialect.introspect(await session({ url }), {})
      expect(uncovered.map(({ ref, reason }) => `${ref.name}: ${reason}`).toSorted()).toEqual([
        'f: it holds bytes that are no characters',
        'in_a_row: it holds strings in a row, in a character set of their own',
      ])
    })

    test('a table with question marks that the user may not ask for', async () => {
      const url = await database(name)
      const [root, made] = [await admin(name), new URL(url).pathname.slice(1)]
      const user = `u_${made.slice(5)}`
      await (
        await session({ url })
      ).execute(
        statements(
          "CREATE TABLE t (e enum('a','😀') NOT NULL)",
          "CREATE TABLE certain (a varchar(9) NOT NULL DEFAULT 'é')",
        ),
      )
      await root.execute(
        statements(`CREATE USER ${user} IDENTIFIED BY 'p'`, `GRANT INSERT, CREATE, REFERENCES ON ${made}.* TO ${user}`),
      )
      try {
        const opened = await session({ url: withUser(url, `${user}:p`) })
        const { schema, uncovered } = await dialect.introspect(opened, {})
        expect(schema.objects().map((object) => object.name)).toEqual(['certain'])
        expect(uncovered).toMatchObject([
          { ref: { kind: 'table', name: 't' }, reason: expect.stringMatching(/question marks in column e.*denied/) },
        ])
      } finally {
        const again = await rootOf(name)
        await again.execute(statements(`DROP USER ${user}`)).finally(() => again.close())
      }
    })
  })
})
