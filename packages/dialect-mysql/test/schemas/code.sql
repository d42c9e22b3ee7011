-- Views, routines, triggers and events, each under settings of its own.
CREATE TABLE t (a int PRIMARY KEY, b varchar(20) CHARACTER SET latin1, at timestamp NULL);
CREATE TABLE log (what text);
DELIMITER //
CREATE FUNCTION plus(a int) RETURNS int DETERMINISTIC
BEGIN
  -- a comment; here
  # another
  /* more; */
  RETURN a + 1;
END//
CREATE FUNCTION `odd ``name` (`p 1` varchar(10), p2 decimal(10,2) unsigned) RETURNS varchar(30) CHARACTER SET latin1 NO SQL COMMENT 'it''s; "x"' RETURN concat(`p 1`, ';;', p2)//
CREATE PROCEDURE p(IN a varchar(10), OUT `b c` int, INOUT d text) MODIFIES SQL DATA SQL SECURITY INVOKER
BEGIN
  DECLARE x varchar(10) DEFAULT 'é😀;';
  IF a = x THEN INSERT INTO log VALUES (';;$$'); END IF;
  SELECT x, 1 AS `/;;` -- $$ ||| ~~~
  ;
END//
CREATE TRIGGER z_first BEFORE INSERT ON t FOR EACH ROW BEGIN SET NEW.a = NEW.a + 1; SET NEW.b = '😀'; END//
CREATE TRIGGER a_second BEFORE INSERT ON t FOR EACH ROW SET NEW.a = NEW.a * 2//
CREATE TRIGGER m_between BEFORE INSERT ON t FOR EACH ROW FOLLOWS z_first SET NEW.a = NEW.a - 1//
CREATE TRIGGER after_delete AFTER DELETE ON t FOR EACH ROW INSERT INTO log VALUES (OLD.b)//
DELIMITER ;
CREATE EVENT yearly ON SCHEDULE EVERY 1 YEAR STARTS '2030-01-01 00:00:00' ENDS '2036-01-01 00:00:00' ON COMPLETION PRESERVE DISABLE COMMENT 'c' DO INSERT INTO log VALUES ('a;');
SET time_zone = '+05:45';
CREATE EVENT elsewhere ON SCHEDULE AT '2037-01-01 00:00:00' DO DELETE FROM log;
SET time_zone = '+00:00';
SET @mode = @@sql_mode, sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT';
CREATE PROCEDURE ansi() SELECT "a" || '\' FROM t;
CREATE TRIGGER ansi_too AFTER UPDATE ON t FOR EACH ROW INSERT INTO "log" VALUES ('\');
SET sql_mode = '';
CREATE PROCEDURE loose() INSERT INTO t VALUES ('x', 'too long', '0000-00-00');
SET sql_mode = @mode;
SET NAMES latin1;
CREATE PROCEDURE latin() SELECT 'plain' AS a;
CREATE VIEW latin_view AS SELECT 'plain' AS a;
SET NAMES utf8mb4 COLLATE utf8mb4_bin;
CREATE FUNCTION binary_letters() RETURNS int NO SQL RETURN 'a' = 'A';
CREATE VIEW binary_view AS SELECT 'a' = 'A' AS same, b FROM t WHERE b = 'ü€';
SET NAMES utf8mb4;
CREATE VIEW z_base AS SELECT a, b FROM t;
CREATE ALGORITHM=MERGE SQL SECURITY INVOKER VIEW merged (x, `y z`) AS SELECT a, b FROM t WHERE b <> 'é' WITH CASCADED CHECK OPTION;
CREATE ALGORITHM=TEMPTABLE VIEW a_above AS SELECT z.a, m.x FROM z_base z LEFT JOIN merged m ON m.x = z.a WHERE z.a IN (SELECT x FROM merged) UNION SELECT 1, 2;
CREATE VIEW local_check AS SELECT a FROM z_base WHERE a > 1 WITH LOCAL CHECK OPTION;
CREATE VIEW common AS WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 3) SELECT c.n, d.q FROM c JOIN (SELECT 1 AS q) d;
CREATE VIEW windowed AS SELECT a, row_number() OVER (PARTITION BY b ORDER BY a) AS n FROM t;
CREATE VIEW `odd ``view` AS SELECT plus(a) AS `p q`, `odd ``name`('x', 1) AS o FROM t;
-- A function that reads the view which calls it.
CREATE FUNCTION circular(n int) RETURNS varchar(20) READS SQL DATA RETURN NULL;
CREATE VIEW a_circle AS SELECT circular(1) AS v, a FROM t;
CREATE VIEW b_circle AS SELECT v FROM a_circle;
DROP FUNCTION circular;
CREATE FUNCTION circular(n int) RETURNS varchar(20) READS SQL DATA RETURN (SELECT max(v) FROM b_circle);
-- A function that reads a view, and is called by another.
CREATE FUNCTION reads_view() RETURNS int READS SQL DATA RETURN (SELECT max(a) FROM z_base);
CREATE VIEW a_calls AS SELECT reads_view() AS m;
