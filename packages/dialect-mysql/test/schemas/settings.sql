-- Made under other settings than those of the session, and in a database that changes.
ALTER DATABASE CHARACTER SET latin1 COLLATE latin1_german1_ci;
CREATE TABLE `select` (`from` int PRIMARY KEY, `ß` varchar(9) DEFAULT 'ß', `where` timestamp NOT NULL, `b` timestamp NULL, `c` timestamp(3) NOT NULL);
CREATE TABLE u3 (a varchar(10) PRIMARY KEY DEFAULT '€', b enum('€','ß'), c char(1) CHARACTER SET latin1 DEFAULT 'é') DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_bin;
INSERT INTO u3 VALUES ('€','ß','é');
DELIMITER //
CREATE FUNCTION plain(x varchar(9)) RETURNS varchar(9) DETERMINISTIC BEGIN DECLARE y varchar(9) DEFAULT 'ß'; RETURN concat(x,y); END//
DELIMITER ;
ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE FUNCTION later(x varchar(9)) RETURNS varchar(9) DETERMINISTIC RETURN concat(x,'ß');
CREATE TABLE later_table (a varchar(9) PRIMARY KEY);
CREATE VIEW `Mixed View` AS SELECT `ß` AS `S`, `from` FROM `select`;
CREATE VIEW `sel``ect"'` AS SELECT * FROM `Mixed View`;
CREATE TRIGGER `Tr "x`  BEFORE INSERT ON `select` FOR EACH ROW SET NEW.`from` = 1;
CREATE EVENT `ev ``'` ON SCHEDULE EVERY 1 DAY DISABLE DO SELECT 1;
CREATE PROCEDURE ` p;` () SELECT 1;
SET sql_mode='';
CREATE TABLE zero (id int AUTO_INCREMENT PRIMARY KEY, a date NOT NULL DEFAULT '0000-00-00', b datetime DEFAULT '2020-00-00 00:00:00', c timestamp NOT NULL DEFAULT '0000-00-00 00:00:00', d year DEFAULT 0, e time DEFAULT '-838:59:59');
INSERT INTO zero (a,b,c,d,e) VALUES ('0000-00-00','2020-02-31 00:00:00','0000-00-00 00:00:00',0,'-00:00:01'),('2020-00-01',NULL,'2020-01-01 00:00:00',1999,'100:00:00');
SET sql_mode='ANSI_QUOTES,NO_BACKSLASH_ESCAPES';
CREATE TABLE "quo\ted" ("a\b" varchar(9) PRIMARY KEY DEFAULT 'x\n' COMMENT 'c\d', CHECK ("a\b" <> '\'));
CREATE VIEW "ansi\view" AS SELECT '\' AS "a\b", "a\b" AS c FROM "quo\ted" WHERE "a\b" LIKE '%\%%' ESCAPE '\';
INSERT INTO "quo\ted" VALUES ('a\n''"');
SET sql_mode=''; INSERT INTO `select` (`from`) VALUES (1);
