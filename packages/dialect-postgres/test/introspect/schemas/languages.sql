-- Procedural languages, transforms, access methods, and event triggers, which fire on none of these statements.
CREATE SCHEMA "odd ""code""";
CREATE FUNCTION public.handle() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE FUNCTION "odd ""code"""."in""line"(internal) RETURNS void LANGUAGE c STRICT AS '$libdir/plpgsql', 'plpgsql_inline_handler';
CREATE FUNCTION public.validate(oid) RETURNS void LANGUAGE c STRICT AS '$libdir/plpgsql', 'plpgsql_validator';
CREATE TRUSTED LANGUAGE "my ""lang""" HANDLER public.handle INLINE "odd ""code"""."in""line" VALIDATOR public.validate;
COMMENT ON LANGUAGE "my ""lang""" IS 'it''s a language';
CREATE LANGUAGE untrusted HANDLER public.handle;
CREATE FUNCTION public.aaa_in_language(n text) RETURNS text LANGUAGE "my ""lang""" AS 'begin return n; end';
CREATE TYPE public.zzz AS (a integer);
CREATE FUNCTION "odd ""code"""."to sql"(internal) RETURNS integer LANGUAGE internal IMMUTABLE AS 'int4recv';
CREATE TRANSFORM FOR integer LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal), TO SQL WITH FUNCTION "odd ""code"""."to sql"(internal));
CREATE TRANSFORM FOR public.zzz LANGUAGE "my ""lang""" (FROM SQL WITH FUNCTION prsd_lextype(internal));
CREATE TRANSFORM FOR integer LANGUAGE "my ""lang""" (TO SQL WITH FUNCTION int4recv(internal));
COMMENT ON TRANSFORM FOR integer LANGUAGE "my ""lang""" IS 'a \ transform';
CREATE FUNCTION public.transformed(n integer) RETURNS integer LANGUAGE "my ""lang""" TRANSFORM FOR TYPE integer AS 'begin return n; end';

CREATE FUNCTION "odd ""code""".handler(internal) RETURNS table_am_handler LANGUAGE internal AS 'heap_tableam_handler';
CREATE ACCESS METHOD "heap ""too""" TYPE TABLE HANDLER "odd ""code""".handler;
CREATE ACCESS METHOD gist_too TYPE INDEX HANDLER gisthandler;
COMMENT ON ACCESS METHOD gist_too IS 'an index';
CREATE TABLE public.kept (id integer) USING "heap ""too""";

CREATE TABLE public.ddl (command text);
CREATE FUNCTION "odd ""code"""."on ddl"() RETURNS event_trigger LANGUAGE plpgsql AS $$ begin insert into public.ddl values (tg_tag); end $$;
CREATE EVENT TRIGGER "a ""trigger""" ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'CREATE TABLE AS') EXECUTE FUNCTION "odd ""code"""."on ddl"();
CREATE EVENT TRIGGER disabled ON ddl_command_start EXECUTE FUNCTION "odd ""code"""."on ddl"();
CREATE EVENT TRIGGER replica ON sql_drop EXECUTE FUNCTION "odd ""code"""."on ddl"();
CREATE EVENT TRIGGER always ON table_rewrite EXECUTE FUNCTION "odd ""code"""."on ddl"();
ALTER EVENT TRIGGER disabled DISABLE;
ALTER EVENT TRIGGER replica ENABLE REPLICA;
ALTER EVENT TRIGGER always ENABLE ALWAYS;
COMMENT ON EVENT TRIGGER "a ""trigger""" IS 'it''s a trigger';
TRUNCATE public.ddl;
