import { randomBytes } from 'node:crypto'
import { startMysql } from '@lithify/test-servers'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openSession } from '../../src/driver.ts'
import { dialect } from '../../src/index.ts'
import { locate } from '../../src/session/target.ts'
import { admin, database, onAll, onBoth, session, statements } from '../helpers.ts'
import { hasClients } from './clients.ts'
import { roundTrip } from './round-trip.ts'
import { read } from './scripts.ts'

const nameIn = (url: string): string => new URL(url).pathname.slice(1)

onAll((name) => {
  describe('what is in another database', () => {
    test('is read there by a copy, and what is in its own here', { timeout: 60_000 }, async () => {
      const far = nameIn(await database(name))
      await (
        await admin(name)
      ).execute(
        statements(
          `CREATE TABLE ${far}.far (id int PRIMARY KEY, v varchar(9))`,
          `CREATE TABLE ${far}.t (a int PRIMARY KEY, b int)`,
          `INSERT INTO ${far}.far VALUES (7, 'far')`,
          `CREATE FUNCTION ${far}.f() RETURNS int DETERMINISTIC RETURN 42`,
        ),
      )
      const script = `
        CREATE TABLE t (a int PRIMARY KEY, b int, f int, CONSTRAINT fk FOREIGN KEY (f) REFERENCES ${far}.far (id));
        CREATE VIEW own AS SELECT a FROM t;
        CREATE VIEW joined AS SELECT t.a, x.v, t.b AS bb FROM t JOIN ${far}.far x ON x.id = t.f;
        CREATE VIEW listed AS SELECT t.a, far.v FROM t, ${far}.far WHERE t.a > 0;
        CREATE VIEW nested AS SELECT t.a, o.b FROM t LEFT JOIN ${far}.t o ON o.a = t.a WHERE t.f IN (SELECT id FROM ${far}.far) AND t.b = (SELECT max(b) FROM own, t z);
        CREATE VIEW there AS SELECT far.*, ${far}.f() AS n FROM ${far}.far;
        CREATE PROCEDURE p() SELECT * FROM ${far}.far;
        CREATE TRIGGER tr AFTER INSERT ON t FOR EACH ROW INSERT IGNORE INTO ${far}.far VALUES (NEW.a, 'new');
      `
      // Each copy has a row of its own.
      const ask = [
        'SELECT COUNT(*) AS n FROM joined',
        'SET @row = (SELECT COUNT(*) FROM t)',
        'INSERT INTO t VALUES (1, 2, 7)',
        ...['joined', 'listed', 'nested', 'there WHERE id = 7'].map((view) => `SELECT * FROM ${view}`),
      ]
      const text = await roundTrip(name, script, { ask })
      expect(text.match(/`test_\w+`/g)?.every((each) => each === `\`${far}\``)).toBe(true)
    })

    test('and has the name of what is here cannot be told apart in a view, and is named', async () => {
      const [url, far] = [await database(name), nameIn(await database(name))]
      const opened = await session({ url })
      await opened.execute(
        statements(
          `CREATE TABLE ${far}.t (a int)`,
          'CREATE TABLE t (b int)',
          `CREATE VIEW v AS SELECT ${far}.t.a, t.b FROM t JOIN ${far}.t`,
          `CREATE VIEW w AS SELECT x.a, t.b FROM t JOIN ${far}.t x`,
        ),
      )
      const { schema, uncovered } = await dialect.introspect(opened, {})
      expect(
        schema
          .objects()
          .map((object) => object.name)
          .toSorted(),
      ).toEqual(['t', 'w'])
      expect(uncovered).toMatchObject([
        { ref: { kind: 'view', name: 'v' }, reason: expect.stringContaining('both called t') },
      ])
    })
  })

  test('users are dumped where that is asked for, roles too', { timeout: 60_000 }, async () => {
    const tag = randomBytes(4).toString('hex')
    const [user, role, root] = [`\`u\`\`'${tag}\`@\`10.0.%\``, `\`r ${tag}\``, await admin(name)]
    const isMariadb = name.startsWith('mariadb')
    await root.execute(statements(`CREATE USER ${user}`, ...(isMariadb ? [`CREATE ROLE ${role}`] : [])))
    onTestFinished(async () => {
      const again = await admin(name)
      await again.execute(statements(`DROP USER ${user}`, ...(isMariadb ? [`DROP ROLE ${role}`] : [])))
    })
    const asRole = isMariadb ? role : user
    const script = `
      CREATE TABLE t (a int PRIMARY KEY);
      CREATE DEFINER=${user} VIEW v AS SELECT a FROM t;
      CREATE DEFINER=${user} FUNCTION f() RETURNS int NO SQL RETURN 1;
      CREATE DEFINER=${user} TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1;
      CREATE DEFINER=${user} EVENT e ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DISABLE DO SELECT 1;
      CREATE DEFINER=${asRole} VIEW w AS SELECT a FROM t;
      CREATE DEFINER=${asRole} PROCEDURE p() SQL SECURITY INVOKER SELECT 1;
      SET NAMES latin1;
      CREATE DEFINER=${asRole} VIEW settings AS SELECT 'x' AS a;
    `
    const text = await roundTrip(name, script, { definers: true })
    expect(text.split(user).length + (isMariadb ? text.split(role).length : 1)).toBe(9)
  })

  test.runIf(hasClients(name))(
    'what was made under other settings is made under them again',
    { timeout: 60_000 },
    async () => {
      const ask = ["SELECT plain('a'), later('b')", 'SELECT * FROM `ansi\\view`', 'SELECT * FROM `Mixed View`']
      await roundTrip(name, 'SELECT 1', { before: Buffer.from(read('settings')), ask, rows: ['zero', 'u3', 'select'] })
    },
  )

  test('the session of who loads a dump changes nothing of it', { timeout: 60_000 }, async () => {
    const script = `
      CREATE TABLE t (a timestamp NOT NULL, b timestamp NULL, c timestamp(3) NOT NULL, d varchar(9) DEFAULT 'a\\\\"b', e int AUTO_INCREMENT PRIMARY KEY);
      CREATE VIEW v AS SELECT "a" AS x, 1 || 0 AS y;
    `
    const settings = `SET SESSION explicit_defaults_for_timestamp = 0, SESSION sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT,NO_ZERO_DATE,STRICT_ALL_TABLES', NAMES latin1, SESSION time_zone = '+05:45', SESSION default_storage_engine = MyISAM`
    await roundTrip(name, script, { session: settings })
  })
})

/** A server that writes all names of tables in small letters. */
onBoth((name) => {
  test('names keep their case where the server folds those of tables', { timeout: 120_000 }, async () => {
    const server = await startMysql({ name, settings: { 'lower-case-table-names': '1' } })
    if (server === undefined) throw new Error('It did not start.')
    onTestFinished(() => server.stop())
    const make = async (): Promise<string> => {
      const [options, made] = [{ url: server.url }, `Mixed_${randomBytes(6).toString('hex')}`]
      const opened = await openSession(locate(options), options)
      await opened.execute(statements(`CREATE DATABASE ${made}`)).finally(() => opened.close())
      return `${server.url}${made.toLowerCase()}`
    }
    const script = `
      CREATE TABLE Parents (Id int PRIMARY KEY, MiXed int, KEY iNDEX_1 (MiXed));
      CREATE TABLE CHILDREN (Id int PRIMARY KEY, Parent int, CONSTRAINT Fk_Of FOREIGN KEY (Parent) REFERENCES PARENTS (ID));
      CREATE VIEW Grown AS SELECT C.Id AS TheId, p.MiXed FROM children C JOIN parents p ON p.id = C.Parent;
      CREATE VIEW Above AS SELECT THEID FROM grown;
      CREATE FUNCTION CamelCase(N int) RETURNS int READS SQL DATA RETURN (SELECT max(mixed) FROM Parents);
      CREATE VIEW Calling AS SELECT camelcase(1) AS N FROM above;
      CREATE TRIGGER Tr_Igger BEFORE INSERT ON Children FOR EACH ROW SET NEW.Parent = NEW.parent;
      CREATE TRIGGER aNother BEFORE INSERT ON CHILDREN FOR EACH ROW FOLLOWS Tr_Igger SET NEW.Id = 1;
      CREATE EVENT Ev_Ent ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DISABLE DO DELETE FROM Parents;
    `
    const text = await roundTrip(name, script, { make })
    for (const part of [
      'CREATE TABLE `parents`',
      '`MiXed` int',
      '`Fk_Of`',
      'FUNCTION `CamelCase`',
      'Tr_Igger',
      'Ev_Ent',
    ])
      expect(text).toContain(part)
  })
})
