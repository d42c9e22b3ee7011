/** Scripts, the statements in them, and whether the native client reads it the same way: it has to be helped with bodies by DELIMITER. */
export const hard: Readonly<
  Record<string, readonly [script: string, statements: readonly string[], client?: boolean]>
> = {
  nothing: ['', []],
  'white space, comments and delimiters': [' \r\n\f\v; -- a\n /* b */ # c ; \' "\n', [], false],
  'no delimiter at the end': ['SELECT 1; SELECT 2\n', ['SELECT 1', 'SELECT 2']],
  strings: [
    "SELECT 'a;b', \"c;d\", 'it''s;', `x``y;` FROM (SELECT 1 AS `x``y;`) AS t; SELECT 2",
    ["SELECT 'a;b', \"c;d\", 'it''s;', `x``y;` FROM (SELECT 1 AS `x``y;`) AS t", 'SELECT 2'],
  ],
  'backslashes in strings': [
    String.raw`SELECT 'a\';b', "\\", "\";" ; SELECT '\\'; SELECT 3`,
    [String.raw`SELECT 'a\';b', "\\", "\";" `, String.raw`SELECT '\\'`, 'SELECT 3'],
  ],
  'a backslash in a name': ['SELECT 1 AS `\\`; SELECT 2', ['SELECT 1 AS `\\`', 'SELECT 2']],
  'NO_BACKSLASH_ESCAPES, and back': [
    String.raw`SET @old = @@sql_mode; SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES'; SELECT '\'; SET sql_mode = @old; SELECT '\';'`,
    [
      'SET @old = @@sql_mode',
      "SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES'",
      String.raw`SELECT '\'`,
      'SET sql_mode = @old',
      String.raw`SELECT '\';'`,
    ],
    // The client learns of it from the server, as long as it asks it after each statement.
    true,
  ],
  'ANSI_QUOTES, and back': [
    String.raw`/*!40101 SET @old=@@SQL_MODE, SQL_MODE='ANSI_QUOTES' */; SELECT 1 AS "\"; /*!40101 SET SQL_MODE=@old */; SELECT "\";"`,
    [
      String.raw`/*!40101 SET @old=@@SQL_MODE, SQL_MODE='ANSI_QUOTES' */`,
      String.raw`SELECT 1 AS "\"`,
      '/*!40101 SET SQL_MODE=@old */',
      String.raw`SELECT "\";"`,
    ],
    // The client reads a backslash in a quoted name as if it were in a string.
    false,
  ],
  'modes that are added and taken away': [
    String.raw`SET sql_mode = CONCAT(@@sql_mode, ',NO_BACKSLASH_ESCAPES'); SELECT '\'; SET @@session.sql_mode = REPLACE(@@sql_mode, 'NO_BACKSLASH_ESCAPES', ''); SELECT '\';'`,
    [
      "SET sql_mode = CONCAT(@@sql_mode, ',NO_BACKSLASH_ESCAPES')",
      String.raw`SELECT '\'`,
      "SET @@session.sql_mode = REPLACE(@@sql_mode, 'NO_BACKSLASH_ESCAPES', '')",
      String.raw`SELECT '\';'`,
    ],
  ],
  'a mode of the server, not of the session': [
    String.raw`SET @@global.sql_mode = @@global.sql_mode, @x = 'sql_mode=NO_BACKSLASH_ESCAPES'; SELECT '\';'`,
    ["SET @@global.sql_mode = @@global.sql_mode, @x = 'sql_mode=NO_BACKSLASH_ESCAPES'", String.raw`SELECT '\';'`],
  ],
  comments: [
    'SELECT 1 # ; \' \n + 1; SELECT 2 -- ; " \n + 2; SELECT 3 /* ; ` */; SELECT 4 --\t;\n; SELECT 5 --\n;',
    ["SELECT 1 # ; ' \n + 1", 'SELECT 2 -- ; " \n + 2', 'SELECT 3 /* ; ` */', 'SELECT 4 --\t;\n', 'SELECT 5 --\n'],
  ],
  'two minus signs without a space': ['SELECT 5--1; SELECT 2--(3)', ['SELECT 5--1', 'SELECT 2--(3)']],
  'comments do not nest': [
    'SELECT 1 /* /* ; */; SELECT 2 /***/; SELECT 3 /**/',
    ['SELECT 1 /* /* ; */', 'SELECT 2 /***/', 'SELECT 3 /**/'],
  ],
  'what only looks like a comment': [
    'SELECT 4/2, 3*2, 1 - -1, 8 / -2; SELECT 5',
    ['SELECT 4/2, 3*2, 1 - -1, 8 / -2', 'SELECT 5'],
  ],
  'comments whose text is run': [
    "/*!40101 SET @a = ';' */; /*!50503 SELECT */ 1 /*!99999 + ';' */; /*M!100000 SELECT 2 */; SELECT 3 /*! + 1 /* ; */ + 1 */; SELECT 4",
    [
      "/*!40101 SET @a = ';' */",
      "/*!50503 SELECT */ 1 /*!99999 + ';' */",
      '/*M!100000 SELECT 2 */',
      'SELECT 3 /*! + 1 /* ; */ + 1 */',
      'SELECT 4',
    ],
    false,
  ],
  'the mark that MariaDB puts first into its dumps': [
    '/*M!999999\\- enable the sandbox mode */ \nSELECT 1;',
    ['/*M!999999\\- enable the sandbox mode */ \nSELECT 1'],
    false,
  ],
  'optimizer hints': [
    'SELECT /*+ SET_VAR(sort_buffer_size = 16M) ; */ 1; SELECT 2',
    ['SELECT /*+ SET_VAR(sort_buffer_size = 16M) ; */ 1', 'SELECT 2'],
  ],
  'introducers and prefixes': [
    "SELECT _utf8mb4';', N';', x'3b', b'1'; SELECT 2",
    ["SELECT _utf8mb4';', N';', x'3b', b'1'", 'SELECT 2'],
  ],
  'letters beyond ASCII': [
    "SELECT 1 AS größe, '日本;' AS 😀; SELECT 2",
    ["SELECT 1 AS größe, '日本;' AS 😀", 'SELECT 2'],
    false,
  ],
  'a byte order mark and CRLF': ['\ufeffSELECT 1;\r\nSELECT 2;\r\n', ['SELECT 1', 'SELECT 2'], false],
  NULL: ['SELECT 1, NULL; SELECT 2', ['SELECT 1, NULL', 'SELECT 2']],
  'other delimiters': [
    "DELIMITER //\nSELECT 1; SELECT 2//\nselect ';//' //\ndelimiter ;\nSELECT 3;",
    ['SELECT 1; SELECT 2', "select ';//' ", 'SELECT 3'],
    false,
  ],
  'delimiters in small letters, in quotes, with what follows them': [
    "delimiter '$$' ignored\r\nSELECT 1$$\nDeLiMiTeR go\nSELECT 2go\n SELECT 3 go\nDELIMITER ;;\nSELECT 4;;\nDELIMITER\t;\nSELECT 5",
    ['SELECT 1', 'SELECT 2', 'SELECT 3 ', 'SELECT 4', 'SELECT 5'],
  ],
  'a delimiter that a statement before it does not end': [
    'SELECT 1;\n-- a\nDELIMITER $$\nSELECT 2 -- $$\n$$ SELECT 3 /* $$ */$$',
    ['SELECT 1', 'SELECT 2 -- $$\n', 'SELECT 3 /* $$ */'],
  ],
  'a procedure under another delimiter': [
    'DELIMITER ;;\n/*!50003 CREATE*/ /*!50020 DEFINER=CURRENT_USER*/ /*!50003 PROCEDURE `a`() BEGIN SELECT 1; SELECT 2; END */;;\nDELIMITER ;\nDROP PROCEDURE a;',
    [
      '/*!50003 CREATE*/ /*!50020 DEFINER=CURRENT_USER*/ /*!50003 PROCEDURE `a`() BEGIN SELECT 1; SELECT 2; END */',
      'DROP PROCEDURE a',
    ],
    // MySQL rewrites what it logs of it.
    false,
  ],
}

/** Bodies, which need no DELIMITER here. Each is one statement that a server takes, in a database with the table `t (n int)`. */
export const bodies: Readonly<Record<string, string>> = {
  'a procedure': 'CREATE PROCEDURE a() BEGIN SELECT 1; SELECT 2; END',
  'nested blocks with labels':
    'CREATE PROCEDURE a() outer_one: BEGIN DECLARE x INT DEFAULT 0; inner_one: BEGIN SET x = 1; LEAVE outer_one; END inner_one; SELECT x; END outer_one',
  'IF, ELSEIF and ELSE':
    'CREATE PROCEDURE a(x INT) BEGIN IF x > 1 THEN SELECT IF(x, 1, 2); ELSEIF x = 1 THEN IF x THEN SELECT 2; END IF; ELSE IF x THEN SELECT 3; END IF; END IF; SELECT 4; END',
  'CASE as a statement and as an expression':
    "CREATE PROCEDURE a(x INT) BEGIN CASE x WHEN 1 THEN SELECT CASE WHEN x THEN IF(x, 'a', 'b') ELSE 'c' END; WHEN 2 THEN BEGIN END; ELSE SELECT 3; END CASE; CASE WHEN x = CASE x WHEN 2 THEN 1 END THEN SELECT 1; END CASE; END",
  'all the loops':
    'CREATE PROCEDURE a() BEGIN DECLARE x INT DEFAULT 0; a: LOOP SET x = x + 1; IF x > 3 THEN LEAVE a; END IF; ITERATE a; END LOOP a; WHILE x > 0 DO SET x = x - 1; END WHILE; REPEAT SET x = x + 1; UNTIL x > CASE WHEN 1 THEN 2 END END REPEAT; END',
  'a body that is a loop': 'CREATE PROCEDURE a(x INT) WHILE x > 0 DO SET x = x - 1; SELECT x; END WHILE',
  'a body that is an IF': 'CREATE PROCEDURE IF NOT EXISTS a(x INT) IF x THEN SELECT 1; ELSE SELECT 2; END IF',
  handlers:
    "CREATE PROCEDURE a() BEGIN DECLARE done INT DEFAULT CASE WHEN 1 THEN 0 END; DECLARE bad CONDITION FOR SQLSTATE '45000'; DECLARE c CURSOR FOR SELECT n FROM t; DECLARE CONTINUE HANDLER FOR NOT FOUND SET done = IF(done, 2, 1); DECLARE EXIT HANDLER FOR bad, 1062, SQLEXCEPTION BEGIN SELECT 1; ROLLBACK; END; DECLARE EXIT HANDLER FOR SQLWARNING IF done THEN SELECT 1; END IF; OPEN c; FETCH c INTO done; CLOSE c; END",
  'a function with everything before its body':
    "CREATE FUNCTION a(x SET('a', 'begin'), y VARCHAR(9) CHARACTER SET utf8mb4) RETURNS VARCHAR(9) CHARACTER SET utf8mb4 DETERMINISTIC NO SQL SQL SECURITY INVOKER COMMENT 'begin; end' BEGIN RETURN y; END",
  'a function that returns a set': "CREATE FUNCTION a() RETURNS SET('a', 'b') DETERMINISTIC BEGIN RETURN 'a'; END",
  'a function that is one statement': "CREATE FUNCTION a(x INT) RETURNS INT DETERMINISTIC RETURN CASE WHEN x THEN IF(x, 1, 2) END",
  'a trigger': 'CREATE TRIGGER a BEFORE INSERT ON t FOR EACH ROW BEGIN SET NEW.n = 1; SET @end = NEW.n; END',
  'a trigger that is one statement': 'CREATE DEFINER = CURRENT_USER TRIGGER a BEFORE UPDATE ON t FOR EACH ROW SET NEW.n = IF(NEW.n, 1, 2)',
  'a trigger that is an IF': 'CREATE TRIGGER a BEFORE UPDATE ON t FOR EACH ROW IF NEW.n THEN SET NEW.n = 2; END IF',
  'an event': "CREATE EVENT a ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' ON COMPLETION PRESERVE DISABLE COMMENT 'do;' DO BEGIN DELETE FROM t; DELETE FROM t; END",
  'an event that is one statement': 'CREATE EVENT a ON SCHEDULE EVERY 1 DAY DISABLE DO DELETE FROM t',
  'names that are key words': 'CREATE PROCEDURE begin() BEGIN SELECT n AS end, t.n AS `case` FROM t AS t; SELECT 2 AS begin; END',
  'comments in odd places': "CREATE/**/PROCEDURE a()-- begin\nBEGIN/* ; end */SELECT 1;# end;\nSELECT ';end;';END",
  'a comment whose text is run': '/*!50003 CREATE PROCEDURE a() BEGIN SELECT 1; SELECT 2; END */',
  'statements with IF EXISTS': 'CREATE PROCEDURE a() BEGIN DROP TABLE IF EXISTS u; CREATE TABLE IF NOT EXISTS u (n INT); INSERT INTO t VALUES (REPEAT(1, 2)) ON DUPLICATE KEY UPDATE n = IF(n, 1, 2); SELECT n FROM t FOR UPDATE; END',
} // prettier-ignore
