/** Schemas that are hard on a reader of CREATE texts. Each is a script by itself. */
export const nasty: Readonly<Record<string, string>> = {
  'names that need quotes': `
    CREATE TABLE "it's ""quoted""" ("a b" INTEGER PRIMARY KEY, "select" TEXT, [x]]y] TEXT, \`back\`\`tick\` TEXT, 'single' TEXT, "" TEXT, "ünïcödé" TEXT, "🙂" TEXT, a$b TEXT, "new
line" TEXT);
    CREATE TABLE "" (a);
    CREATE TABLE "🙂 emoji" (größe INT, "tab	" INT);
    CREATE INDEX "index" ON "it's ""quoted""" ("select", "🙂");
    CREATE INDEX "i""2" ON "" (a);
    CREATE TABLE key(key, "values", "table", "index" INT, begin, "end" TEXT);
    CREATE VIEW "view" AS SELECT "select" AS "from" FROM "it's ""quoted""";
    CREATE TRIGGER "trigger" AFTER INSERT ON "it's ""quoted""" BEGIN DELETE FROM "" WHERE a = CASE WHEN new."select" = ';' THEN 1 ELSE 2 END; END;
  `.replace('[x]]y]', '[x-y]'),
  'types of all kinds': `
    CREATE TABLE t(a, b INT, c INTEGER UNSIGNED, d varchar ( 10 ), e DECIMAL(10 , 2), f double   precision, g "my type", h [int], i 'str' , j numeric(-5,+3),
      k LONG VARCHAR /* old */ NOT NULL, l ANY, m native character(70), n BLOB DEFAULT x'00ff', o generated, p always, q key);
    CREATE TABLE s(a INT, b INTEGER, c REAL, d TEXT, e BLOB, f ANY) STRICT;
  `,
  'keys and conflict clauses': `
    CREATE TABLE a(id INTEGER PRIMARY KEY AUTOINCREMENT, x TEXT NOT NULL ON CONFLICT IGNORE UNIQUE ON CONFLICT REPLACE);
    CREATE TABLE b(id INTEGER PRIMARY KEY DESC, x);
    CREATE TABLE c(id INTEGER, x, PRIMARY KEY(id DESC) ON CONFLICT REPLACE);
    CREATE TABLE d(x TEXT COLLATE NOCASE, y INT, CONSTRAINT "the key" PRIMARY KEY (x COLLATE BINARY DESC, y), UNIQUE (y, x COLLATE RTRIM)) WITHOUT ROWID;
    CREATE TABLE e(x TEXT PRIMARY KEY NOT NULL, y ANY) STRICT, WITHOUT ROWID;
    CREATE TABLE f(id INTEGER, CONSTRAINT pk PRIMARY KEY (id AUTOINCREMENT));
    CREATE TABLE g(x INT CONSTRAINT nn NOT NULL CONSTRAINT uq UNIQUE CONSTRAINT pos CHECK (x > 0) CONSTRAINT dd DEFAULT 5 CONSTRAINT cc COLLATE nocase);
    CREATE TABLE h(a int primary key on conflict fail, b int not null on conflict abort, unique(a,b) on conflict rollback unique(b,a), check(a<b) on conflict ignore);
    CREATE TABLE i(a, b, UNIQUE(a), UNIQUE(a), CHECK(a), CHECK(a), CONSTRAINT i_a_unique UNIQUE (b));
    CREATE TABLE j(a INT PRIMARY KEY, b REAL);
  `.replace('j(a INT PRIMARY KEY, b REAL)', "j('a' INT PRIMARY KEY, b REAL, UNIQUE('a', \"b\"))"),
  defaults: `
    CREATE TABLE t(a DEFAULT 1, b DEFAULT -1.5e3, c DEFAULT + 7, d DEFAULT 'it''s', e DEFAULT NULL, f DEFAULT TRUE, g DEFAULT CURRENT_TIMESTAMP, h DEFAULT (datetime('now', '+1 day')),
      i DEFAULT foo, j DEFAULT "bar", k DEFAULT (  1 + /* one */ 2  ), l DEFAULT x'AB', m DEFAULT ((1)), n DEFAULT ('a' || ')'), o DEFAULT 0x10, p DEFAULT 9223372036854775807, q DEFAULT (-- why
      5 -- because
      ), r DEFAULT [x y], s DEFAULT current_date);
  `,
  'generated columns': `
    CREATE TABLE t(a INT, b INT AS (a * 2), c INT GENERATED ALWAYS AS (a + b) STORED NOT NULL, d TEXT AS ('x' || a) VIRTUAL UNIQUE, e generated always AS (1), f AS (json_extract(a, '$.x')) CHECK (f > 0));
    CREATE INDEX t_b ON t(b) WHERE c IS NOT NULL;
  `,
  'foreign keys': `
    CREATE TABLE Parent(Id INTEGER PRIMARY KEY, Code TEXT UNIQUE, a, b, UNIQUE(a, b));
    CREATE TABLE child(id INTEGER PRIMARY KEY, p1 REFERENCES parent, p2 INT CONSTRAINT named REFERENCES PARENT(ID) ON DELETE CASCADE ON UPDATE SET NULL DEFERRABLE INITIALLY DEFERRED,
      p3 REFERENCES parent(code) ON DELETE SET DEFAULT MATCH SIMPLE NOT DEFERRABLE INITIALLY DEFERRED, x, y, boss INT REFERENCES child(id) ON DELETE NO ACTION,
      FOREIGN KEY (x, y) REFERENCES parent(a, b) ON UPDATE RESTRICT MATCH FULL DEFERRABLE, CONSTRAINT "2" FOREIGN KEY (p1) REFERENCES nowhere (z) DEFERRABLE INITIALLY IMMEDIATE);
  `,
  indexes: `
    CREATE TABLE t(a TEXT, b TEXT COLLATE NOCASE, c INT);
    CREATE UNIQUE INDEX i1 ON t(a COLLATE NOCASE DESC, b COLLATE BINARY, c ASC) -- why
    ;
    CREATE INDEX i2 ON t(lower(a), (c + 1) DESC, a || b COLLATE NOCASE, (a || b) COLLATE NOCASE, "a", (b), 'c') WHERE c > 10 AND a IS NOT NULL
    ;
    CREATE INDEX IF NOT EXISTS main.i3 ON t(b COLLATE NOCASE);
    CREATE INDEX i4 ON t(c) WHERE (c IN (1, 2));
    CREATE INDEX i5 ON t(1 + 1, -c, CASE WHEN c THEN 1 END, CAST(a AS INT));
  `,
  'views and triggers': `
    CREATE TABLE a(x INT, y INT); CREATE TABLE log(what TEXT);
    CREATE VIEW z1(p, "q r") AS SELECT x, y FROM a -- tail
    ;
    CREATE VIEW a2 AS WITH r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 3) SELECT * FROM z1, r;
    CREATE VIEW a1 AS SELECT * FROM a2 /* no end
    ;
    CREATE TRIGGER t1 AFTER UPDATE OF x ON a WHEN new.x <> old.x BEGIN INSERT INTO log VALUES (CASE WHEN new.x THEN 'end;' ELSE 'b' END); SELECT 1; END;
    CREATE TRIGGER t2 INSTEAD OF INSERT ON z1 BEGIN INSERT INTO a(x) VALUES (new.p); END -- tail
    ;
    CREATE TEMP TABLE scratch(a);
  `.replace('SELECT * FROM a2 /* no end', 'SELECT * FROM a2 /* end */'),
  comments: `
    CREATE TABLE /* c1 */ t -- the table
    ( -- columns
      a INT, -- first
      /* second */ b TEXT DEFAULT 'x -- y' CHECK (b <> '/*' -- not this
      ), CHECK (/* lead */ a > 0 /* trail */)
      -- last
    ) -- after
    ;
    CREATE VIEW v AS /* lead */ SELECT a -- one
    FROM t -- two
    ;
    CREATE INDEX i ON t(a /* x */, b -- y
    ) WHERE a > 0 -- z
    ;
  `,
  'virtual tables': `
    CREATE TABLE docs(id INTEGER PRIMARY KEY, body TEXT); CREATE TABLE fts_config_of_ours(a); CREATE TABLE fts_data_of_ours(a);
    CREATE VIRTUAL TABLE fts USING fts5(body, content='docs', content_rowid='id');
    CREATE VIRTUAL TABLE boxes USING rtree(id, minx, maxx, miny, maxy);
    CREATE VIRTUAL TABLE old USING fts4(a, b);
    CREATE TRIGGER docs_ai AFTER INSERT ON docs BEGIN INSERT INTO fts(rowid, body) VALUES (new.id, new.body); END;
  `,
  'what SQLite writes itself': `
    CREATE TABLE first(a INTEGER, b TEXT); CREATE TABLE second AS SELECT a, b, 1 AS "c d", a + 1 FROM first;
    ALTER TABLE first ADD COLUMN c INT NOT NULL DEFAULT 5; ALTER TABLE first RENAME TO "third one"; ALTER TABLE "third one" RENAME b TO "new name"; ALTER TABLE second DROP COLUMN b;
  `,
}
