-- Owners, grants, default privileges. `app_` stands for what makes the roles' names this test's own.
CREATE ROLE app_owner;
CREATE ROLE app_writer;
CREATE ROLE "app_Odd ""role"" é";
CREATE ROLE app_nested;
CREATE ROLE app_last;
CREATE EXTENSION hstore;
CREATE EXTENSION pg_stat_statements;

CREATE SCHEMA app AUTHORIZATION app_owner;
CREATE SCHEMA "select" AUTHORIZATION "app_Odd ""role"" é";
CREATE SCHEMA plain;
GRANT USAGE ON SCHEMA app TO app_writer, app_nested, app_last;
GRANT ALL ON SCHEMA app TO "app_Odd ""role"" é" WITH GRANT OPTION;
GRANT USAGE ON SCHEMA "select" TO PUBLIC;

CREATE TYPE app.mood AS ENUM ('sad', 'happy');
CREATE TYPE public.address AS (street text, zip text);
CREATE DOMAIN public.positive AS integer CHECK (VALUE > 0);
CREATE TYPE public.time_range AS RANGE (subtype = time);
ALTER TYPE app.mood OWNER TO app_owner;
ALTER DOMAIN public.positive OWNER TO app_writer;
ALTER TYPE public.time_range OWNER TO app_owner;
REVOKE USAGE ON TYPE app.mood FROM PUBLIC;
GRANT USAGE ON TYPE app.mood TO app_writer WITH GRANT OPTION;
GRANT USAGE ON DOMAIN public.positive TO app_last;
CREATE COLLATION app.bytes (provider = libc, locale = 'C');
ALTER COLLATION app.bytes OWNER TO app_owner;

CREATE SEQUENCE app.counter;
GRANT USAGE ON SEQUENCE app.counter TO app_writer;
REVOKE UPDATE ON SEQUENCE app.counter FROM app_owner;
CREATE TABLE app.items (id serial PRIMARY KEY, n bigint GENERATED ALWAYS AS IDENTITY, name text, secret text, mood app.mood);
ALTER TABLE app.items OWNER TO app_owner;
ALTER SEQUENCE app.counter OWNER TO app_owner;
GRANT USAGE ON SEQUENCE app.items_id_seq TO app_writer;
GRANT SELECT ON SEQUENCE app.items_n_seq TO app_writer;
GRANT SELECT, INSERT, UPDATE, DELETE ON app.items TO app_writer;
GRANT SELECT (id, name), UPDATE (name) ON app.items TO app_last;
GRANT INSERT (name) ON app.items TO app_nested WITH GRANT OPTION;
GRANT SELECT ON app.items TO app_nested WITH GRANT OPTION;
SET ROLE app_nested;
GRANT SELECT ON app.items TO "app_Odd ""role"" é" WITH GRANT OPTION;
GRANT INSERT (name) ON app.items TO app_last;
SET ROLE "app_Odd ""role"" é";
GRANT SELECT ON app.items TO app_last;
RESET ROLE;
CREATE TABLE app.locked (a integer);
ALTER TABLE app.locked OWNER TO app_owner;
REVOKE ALL ON app.locked FROM app_owner;
CREATE TABLE app.partly (a integer);
ALTER TABLE app.partly OWNER TO app_owner;
REVOKE INSERT, TRUNCATE ON app.partly FROM app_owner;
CREATE TABLE public.everybody (a integer);
GRANT ALL ON public.everybody TO PUBLIC;
CREATE TABLE "select"."Odd ""table""" ("a ""b""" integer, "order" integer);
GRANT SELECT ("a ""b"""), REFERENCES ("order") ON "select"."Odd ""table""" TO "app_Odd ""role"" é";
CREATE TABLE public.parts (a integer) PARTITION BY LIST (a);
CREATE TABLE public.parts_1 PARTITION OF public.parts FOR VALUES IN (1);
GRANT SELECT ON public.parts_1 TO app_last;

CREATE VIEW public.seen AS SELECT id, name FROM app.items;
ALTER VIEW public.seen OWNER TO app_owner;
GRANT SELECT ON public.seen TO app_last;
GRANT UPDATE (name) ON public.seen TO app_writer;
CREATE MATERIALIZED VIEW public.kept AS SELECT 1 AS a;
ALTER MATERIALIZED VIEW public.kept OWNER TO app_owner;
GRANT SELECT ON public.kept TO app_writer;

CREATE FUNCTION app.f(a integer, b app.mood DEFAULT 'sad', VARIADIC c text[] DEFAULT '{}') RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION app.f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE app.p(INOUT n integer) LANGUAGE plpgsql AS 'begin end';
CREATE AGGREGATE app.total(integer) (SFUNC = int4pl, STYPE = integer);
CREATE AGGREGATE app.many(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = '0');
CREATE AGGREGATE app.middle(double precision ORDER BY anyelement) (SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA);
REVOKE EXECUTE ON FUNCTION app.f(integer, app.mood, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.f(integer, app.mood, text[]) TO app_writer WITH GRANT OPTION;
REVOKE ALL ON FUNCTION app.f() FROM PUBLIC, postgres;
REVOKE ALL ON PROCEDURE app.p(integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION app.total(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.many() TO app_last;
GRANT EXECUTE ON FUNCTION app.middle(double precision, anyelement) TO app_last;
ALTER FUNCTION app.f() OWNER TO app_owner;
ALTER PROCEDURE app.p(integer) OWNER TO app_owner;
ALTER AGGREGATE app.total(integer) OWNER TO app_owner;
ALTER AGGREGATE app.many(*) OWNER TO app_owner;
ALTER AGGREGATE app.middle(double precision ORDER BY anyelement) OWNER TO app_owner;

CREATE STATISTICS app.related (ndistinct) ON id, n FROM app.items;
ALTER STATISTICS app.related OWNER TO app_owner;
REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC;
GRANT USAGE ON LANGUAGE plpgsql TO app_writer;

-- What extensions and the server bring.
GRANT SELECT ON pg_stat_statements TO app_writer;
REVOKE SELECT ON pg_stat_statements_info FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION hstore(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pg_catalog.pg_read_file(text) TO app_writer;
GRANT SELECT (rolname) ON pg_catalog.pg_authid TO app_writer;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO app_owner, app_writer, app_last, app_nested;
GRANT CREATE ON SCHEMA public TO app_owner;

ALTER DEFAULT PRIVILEGES FOR ROLE app_owner GRANT SELECT ON TABLES TO app_writer, app_last;
ALTER DEFAULT PRIVILEGES FOR ROLE app_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE app_owner IN SCHEMA app GRANT ALL ON SEQUENCES TO app_writer WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES FOR ROLE app_owner IN SCHEMA public GRANT USAGE ON TYPES TO app_writer;
ALTER DEFAULT PRIVILEGES FOR ROLE "app_Odd ""role"" é" GRANT USAGE ON SCHEMAS TO app_last;
ALTER DEFAULT PRIVILEGES FOR ROLE app_owner REVOKE INSERT, UPDATE ON TABLES FROM app_owner;
