/**
 * Scripts, the statements in them, and whether libpg-query can be asked about it. It cannot where a script is wrong on purpose, and where libpg-query
 * differs from the server: it ends a string at a comment behind it, which the server does not.
 */
export const hard: Readonly<
  Record<string, readonly [script: string, statements: readonly string[], parses?: boolean]>
> = {
  nothing: ['', [], false],
  'white space, comments and delimiters': [' \r\n\f\v;; -- a\n /* b */ ; -- no end', []],
  'no delimiter at the end': ['SELECT 1; SELECT 2\n', ['SELECT 1', 'SELECT 2']],
  strings: [
    `SELECT 'a;b', "c;d", 'it''s;' FROM "x""y;"; SELECT 2`,
    [`SELECT 'a;b', "c;d", 'it''s;' FROM "x""y;"`, 'SELECT 2'],
  ],
  'a backslash in a plain string': [
    String.raw`SELECT 'a\'; SELECT '\';`,
    [String.raw`SELECT 'a\'`, String.raw`SELECT '\'`],
  ],
  'strings with escapes': [
    String.raw`SELECT E'a\';b', e'\\'; SELECT E'''\''''; SELECT 2`,
    [String.raw`SELECT E'a\';b', e'\\'`, String.raw`SELECT E'''\''''`, 'SELECT 2'],
  ],
  'a string with escapes that goes on': [
    "SELECT E'a' -- ' ;\n '\\';b'; SELECT 2",
    ["SELECT E'a' -- ' ;\n '\\';b'", 'SELECT 2'],
    false,
  ],
  'a plain string that goes on': ["SELECT 'a'\n'\\'; SELECT 2", ["SELECT 'a'\n'\\'", 'SELECT 2']],
  'an E that ends a name': [`SELECT a FROM tableE; SELECT typee'\\'`, ['SELECT a FROM tableE', `SELECT typee'\\'`]],
  'other prefixes': [
    `SELECT B'01', X'1F', N'a;', U&'\\0041;', U&"\\0041;" FROM t; SELECT U&'!;' UESCAPE '!'`,
    [`SELECT B'01', X'1F', N'a;', U&'\\0041;', U&"\\0041;" FROM t`, `SELECT U&'!;' UESCAPE '!'`],
    false,
  ],
  'dollar quotations': [
    'SELECT $$a;$b$;$$, $x$ $$;$y$ $x$; SELECT $ü_1$;$ü_1$',
    ['SELECT $$a;$b$;$$, $x$ $$;$y$ $x$', 'SELECT $ü_1$;$ü_1$'],
  ],
  'dollars that quote nothing': [
    'SELECT a$b$, "$$", c$$ FROM t$1; SELECT 2',
    ['SELECT a$b$, "$$", c$$ FROM t$1', 'SELECT 2'],
  ],
  parameters: ['PREPARE p AS SELECT $1, $2||$$;$$; SELECT 2', ['PREPARE p AS SELECT $1, $2||$$;$$', 'SELECT 2']],
  'a dollar quotation after a number': ['SELECT 1$a$;$a$; SELECT 2', ['SELECT 1$a$;$a$', 'SELECT 2'], false],
  'a tag inside another': ['SELECT $a$ $ab$ $$a$; SELECT 2', ['SELECT $a$ $ab$ $$a$', 'SELECT 2']],
  'nested comments': [
    "SELECT 1 /* ; /* ' */ ; */ + 1; SELECT 2 /*/*/**/*/*/",
    ["SELECT 1 /* ; /* ' */ ; */ + 1", 'SELECT 2 /*/*/**/*/*/'],
  ],
  'comments that end in stars': ['/***/ SELECT 1 /* a **/; SELECT 2', ['SELECT 1 /* a **/', 'SELECT 2']],
  'a comment that a return ends': ['SELECT 1 -- a\r; SELECT 2', ['SELECT 1 -- a\r', 'SELECT 2']],
  'what only looks like a comment': [
    "SELECT 1 - -1, 4/2, '--', a-> -1 FROM t; SELECT 5 *- 1",
    ["SELECT 1 - -1, 4/2, '--', a-> -1 FROM t", 'SELECT 5 *- 1'],
  ],
  'an operator before a comment': [
    'SELECT 1 +-- ;\n 2, 3 */* ; */ 4; SELECT 5',
    ['SELECT 1 +-- ;\n 2, 3 */* ; */ 4', 'SELECT 5'],
  ],
  'a byte order mark and CRLF': ['\ufeffSELECT 1;\r\nSELECT 2;\r\n', ['SELECT 1', 'SELECT 2'], false],
  'a function as text': [
    "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $f$ BEGIN PERFORM ';'; END $f$; SELECT 2",
    ["CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $f$ BEGIN PERFORM ';'; END $f$", 'SELECT 2'],
  ],
  'BEGIN ATOMIC': [
    'CREATE OR REPLACE FUNCTION f(a int DEFAULT (1)) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN a > 1 THEN 2 END; ; SELECT 3; END; SELECT 2',
    [
      'CREATE OR REPLACE FUNCTION f(a int DEFAULT (1)) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN a > 1 THEN 2 END; ; SELECT 3; END',
      'SELECT 2',
    ],
  ],
  'BEGIN ATOMIC with names that are key words': [
    'create/**/procedure begin(atomic int) begin -- x\n atomic/**/select t.case, 1 AS end from t; /* end; */ select 1 AS "end"; end ; SELECT 2',
    [
      'create/**/procedure begin(atomic int) begin -- x\n atomic/**/select t.case, 1 AS end from t; /* end; */ select 1 AS "end"; end ',
      'SELECT 2',
    ],
  ],
  'an empty BEGIN ATOMIC': [
    'CREATE PROCEDURE p() BEGIN ATOMIC END; SELECT 2',
    ['CREATE PROCEDURE p() BEGIN ATOMIC END', 'SELECT 2'],
  ],
  'a function that is one expression': [
    'CREATE FUNCTION f() RETURNS int RETURN 1; SELECT 2',
    ['CREATE FUNCTION f() RETURNS int RETURN 1', 'SELECT 2'],
  ],
  'a rule': [
    "CREATE OR REPLACE RULE r AS ON INSERT TO a WHERE (new.x > 1) DO INSTEAD (INSERT INTO b VALUES (1); DELETE FROM c WHERE d = ')';); SELECT 2",
    [
      "CREATE OR REPLACE RULE r AS ON INSERT TO a WHERE (new.x > 1) DO INSTEAD (INSERT INTO b VALUES (1); DELETE FROM c WHERE d = ')';)",
      'SELECT 2',
    ],
  ],
  'a rule that is one statement': [
    'CREATE RULE r AS ON DELETE TO a DO ALSO NOTHING; SELECT 2',
    ['CREATE RULE r AS ON DELETE TO a DO ALSO NOTHING', 'SELECT 2'],
  ],
  'a parenthesis that is not closed': ['CREATE TABLE a (b int; SELECT 2', ['CREATE TABLE a (b int', 'SELECT 2'], false],
  'COPY that needs no data': [
    "COPY a FROM '/x'; COPY (SELECT 1 FROM stdin) TO stdout; COPY a (b) FROM PROGRAM 'y'; COPY a TO stdin",
    ["COPY a FROM '/x'", 'COPY (SELECT 1 FROM stdin) TO stdout', "COPY a (b) FROM PROGRAM 'y'", 'COPY a TO stdin'],
  ],
  'a statement in parentheses': ['(SELECT 1); (VALUES (2))', ['(SELECT 1)', '(VALUES (2))']],
  'letters beyond ASCII': [
    'SELECT naïve, "é;" FROM größe; SELECT 日本',
    ['SELECT naïve, "é;" FROM größe', 'SELECT 日本'],
  ],
  'a transaction': ['BEGIN; SELECT 1; END; SELECT 2', ['BEGIN', 'SELECT 1', 'END', 'SELECT 2']],
  'backslashes in plain strings': [
    String.raw`SELECT '\'; SET standard_conforming_strings = off; SELECT '\';'; SET LOCAL standard_conforming_strings TO ON; SELECT '\';`,
    [
      String.raw`SELECT '\'`,
      'SET standard_conforming_strings = off',
      String.raw`SELECT '\';'`,
      'SET LOCAL standard_conforming_strings TO ON',
      String.raw`SELECT '\'`,
    ],
    false,
  ],
  'a setting': ['SET standard_conforming_strings = on; SELECT 2', ['SET standard_conforming_strings = on', 'SELECT 2']],
}
