-- What MySQL alone has.
CREATE TABLE m (
  id int NOT NULL, a varchar(40) DEFAULT 'x', j json, place point NOT NULL SRID 4326, fixed int COLUMN_FORMAT FIXED,
  long_default text DEFAULT ('it''s'), made json DEFAULT (json_object('a', 1)), off int, u varchar(36) DEFAULT (uuid()),
  PRIMARY KEY (id), KEY lowered ((lower(a)), id), UNIQUE KEY summed ((id + 1)), KEY hidden (a) INVISIBLE, SPATIAL KEY sp (place),
  KEY many ((CAST(j->'$.tags' AS UNSIGNED ARRAY))), FULLTEXT KEY grams (a) WITH PARSER ngram, CONSTRAINT off_check CHECK (off > 0) NOT ENFORCED
);
CREATE TABLE e (a enum('x','😀') DEFAULT '😀');
INSERT INTO e VALUES ('😀');
CREATE TABLE parent_of_any (a int, KEY (a));
SET restrict_fk_on_non_standard_key = 0;
CREATE TABLE child_of_any (a int, CONSTRAINT odd_key FOREIGN KEY (a) REFERENCES parent_of_any (a));
SET restrict_fk_on_non_standard_key = 1;
CREATE TABLE keyed_without_saying (a int) AVG_ROW_LENGTH=10 STATS_AUTO_RECALC=0 STATS_SAMPLE_PAGES=5;
CREATE VIEW json_view AS SELECT x.v FROM m, JSON_TABLE(m.j, '$[*]' COLUMNS (v int PATH '$')) AS x;
CREATE VIEW lateral_view AS SELECT m.id, l.n FROM m, LATERAL (SELECT m.id + 1 AS n) AS l;
CREATE TABLE js (j json, CONSTRAINT sch CHECK (json_schema_valid('{"type":"object","required":["a"]}', j)), n int GENERATED ALWAYS AS (j->>'$.a') STORED, KEY multi ((cast(j->'$.tags' as char(20) array))), UNIQUE KEY fn ((n + 1) DESC, (upper(n))));
CREATE TABLE srid (a point NOT NULL SRID 0, b geometry NOT NULL /*!80003 SRID 4326 */, SPATIAL KEY (a), SPATIAL KEY b (b));
CREATE TABLE noten (a int, CONSTRAINT c1 CHECK (a > 0) NOT ENFORCED, CONSTRAINT c2 CHECK (a < 9));
CREATE TABLE inv (a int INVISIBLE, b int, KEY k (a) INVISIBLE, KEY d (b DESC, a ASC) COMMENT 'x' );
CREATE TABLE ng (a text, FULLTEXT KEY f (a) WITH PARSER ngram);
CREATE TABLE compr (a int) COMPRESSION='zlib';
CREATE TABLE arch (a int AUTO_INCREMENT, b text, KEY (a)) ENGINE=ARCHIVE;
CREATE TABLE fmt (a int COLUMN_FORMAT DYNAMIC, b int STORAGE DISK);
CREATE TABLE autoext (a int) AUTOEXTEND_SIZE=4M;
CREATE TABLE sec (a int NOT SECONDARY, b int) SECONDARY_ENGINE_ATTRIBUTE='{"a":1}';
CREATE TABLE exprdef (a binary(16) DEFAULT (uuid_to_bin(uuid())), b json DEFAULT (json_array(1,'😀')), c text DEFAULT (concat('a','''')), d point DEFAULT (point(1,2)), e int DEFAULT (rand() * 10));
CREATE TABLE listm (a varchar(5)) PARTITION BY KEY (a) PARTITIONS 2;
CREATE TABLE tsn (a int) TABLESPACE innodb_file_per_table;
CREATE VIEW vj AS SELECT jt.* FROM js, JSON_TABLE(j, '$' COLUMNS (r FOR ORDINALITY, a int PATH '$.a' DEFAULT '0' ON EMPTY ERROR ON ERROR, NESTED PATH '$.b[*]' COLUMNS (c varchar(9) PATH '$'))) jt;
CREATE VIEW vw AS SELECT sum(a) OVER w AS s, rank() OVER (w ROWS UNBOUNDED PRECEDING) AS r FROM noten WINDOW w AS (PARTITION BY a ORDER BY a);
CREATE VIEW vi AS SELECT a FROM noten INTERSECT SELECT a FROM inv EXCEPT SELECT 1;
CREATE VIEW vt AS TABLE noten;
CREATE VIEW vva AS SELECT * FROM (VALUES ROW(1,'a'), ROW(2,'b')) AS d (x, y);
CREATE FUNCTION jsf(a int) RETURNS int DETERMINISTIC NO SQL RETURN a IN (1,2);
CREATE TABLE hole (a int, KEY (a)) ENGINE=BLACKHOLE;
