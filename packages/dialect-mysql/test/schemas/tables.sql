-- Everything that a table can have, as both servers take it.
CREATE TABLE parents (a int, b varchar(20) CHARACTER SET latin1, PRIMARY KEY (a, b));
CREATE TABLE everything (
  id bigint unsigned NOT NULL AUTO_INCREMENT, a int DEFAULT -5, b varchar(20) CHARACTER SET latin1 NOT NULL DEFAULT 'it''s \\ "x"',
  c varchar(10) COLLATE utf8mb4_bin, d decimal(12,3) DEFAULT 1.5, e enum('x','y,)','it''s','a\nb','?') DEFAULT 'x', s set('p','q'),
  z int(5) unsigned zerofill, f float, g double NOT NULL DEFAULT 0.25, y year, bt bit(5) DEFAULT b'101',
  ts timestamp(3) NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3), plain timestamp NOT NULL DEFAULT '2020-01-01 00:00:00',
  dt datetime DEFAULT '2026-11-23 00:00:00', doc json, txt mediumtext COMMENT 'a; ) \n COMMENT ''x''', ex int DEFAULT (1 + 2), k int,
  ref bigint unsigned, gs int GENERATED ALWAYS AS (k * 2) STORED, gv varchar(9) GENERATED ALWAYS AS (concat(c, ')')) VIRTUAL COMMENT 'v',
  hidden int INVISIBLE, p point NOT NULL, bin varbinary(10) DEFAULT x'00ff27', yes tinyint(1) NOT NULL DEFAULT TRUE, u3 varchar(9) CHARACTER SET utf8mb3,
  PRIMARY KEY (id), UNIQUE KEY u (a, b(5)), KEY i (c DESC, a) COMMENT 'an index', FULLTEXT KEY ft (txt), SPATIAL KEY sp (p), KEY fk_other (a),
  UNIQUE KEY uu (k), KEY z_first (k, a), KEY a_last (s),
  CONSTRAINT fk FOREIGN KEY (a, b) REFERENCES parents (a, b) ON DELETE CASCADE ON UPDATE CASCADE, CONSTRAINT self FOREIGN KEY (ref) REFERENCES everything (id),
  CONSTRAINT positive CHECK (k > 0 and c <> ')')
) ROW_FORMAT=DYNAMIC COMMENT='the "table"; AUTO_INCREMENT=7' AUTO_INCREMENT=1000 STATS_PERSISTENT=1;
INSERT INTO parents VALUES (1, 'x');
-- Refers to what comes later, and in a circle.
SET foreign_key_checks = 0;
CREATE TABLE chicken (id int PRIMARY KEY, egg int, CONSTRAINT laid FOREIGN KEY (egg) REFERENCES egg (id));
CREATE TABLE egg (id int PRIMARY KEY, chicken int, CONSTRAINT hatched FOREIGN KEY (chicken) REFERENCES chicken (id) ON DELETE SET NULL);
SET foreign_key_checks = 1;
CREATE TABLE latin (a varchar(10) DEFAULT 'ü' COMMENT 'é') DEFAULT CHARSET=latin1;
CREATE TABLE latin_bin (a varchar(10), b varchar(10) COLLATE latin1_german1_ci) DEFAULT CHARSET=latin1 COLLATE=latin1_bin;
CREATE TABLE old_unicode (a varchar(10) DEFAULT '€', b text) DEFAULT CHARSET=utf8mb3 COMMENT='€';
CREATE TABLE four (a varchar(20) DEFAULT 'a😀b?', b varchar(20) DEFAULT 'really?', c varchar(30) DEFAULT (concat('😀', 'x')), d varchar(30) GENERATED ALWAYS AS (concat(a, '😀')) VIRTUAL, CONSTRAINT smiles CHECK (a <> '😀'));
CREATE TABLE by_range (id int NOT NULL, at date NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (year(at)) SUBPARTITION BY HASH (id) SUBPARTITIONS 2 (PARTITION p0 VALUES LESS THAN (2020) COMMENT = 'x', PARTITION p1 VALUES LESS THAN MAXVALUE);
CREATE TABLE by_list (a varchar(10) NOT NULL) PARTITION BY LIST COLUMNS(a) (PARTITION p0 VALUES IN ('x','ü'), PARTITION `p y` VALUES IN ('y'));
CREATE TABLE by_key (a int PRIMARY KEY) PARTITION BY KEY ALGORITHM=1 (a) PARTITIONS 3;
CREATE TABLE ` a``b "c' ;` (`select` int, `ü` int, `x)` int, ` y` int, KEY `k``1 ;` (`x)`), CONSTRAINT `c``k` CHECK (`x)` > 0)) ENGINE=MyISAM MAX_ROWS=100 CHECKSUM=1 DELAY_KEY_WRITE=1 PACK_KEYS=1;
CREATE TABLE memory_hash (a int, KEY h (a) USING HASH) ENGINE=MEMORY;
CREATE TABLE squeezed (a int, b text) ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=4;
CREATE TABLE no_key (a int NOT NULL, b int, raw varbinary(4) NOT NULL DEFAULT x'ff0027');
CREATE TABLE archive_less (a int NOT NULL) ENGINE=CSV;
SET sql_mode = '';
CREATE TABLE zero (a date NOT NULL DEFAULT '0000-00-00', b datetime DEFAULT '0000-00-00 00:00:00', c timestamp NOT NULL DEFAULT '0000-00-00 00:00:00');
CREATE TABLE `Case` (`Id` int PRIMARY KEY, `MiXed` int, KEY `iNDEX_1` (`MiXed`));
