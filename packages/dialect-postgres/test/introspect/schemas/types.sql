-- Types that are made of functions, on PostgreSQL 14 and later.
CREATE SCHEMA "odd ""schema""";
CREATE TYPE public.never_made;
CREATE TYPE "odd ""schema"""."never; made";

CREATE TYPE public.small;
CREATE FUNCTION public.small_in(cstring) RETURNS public.small LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION public.small_out(public.small) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE public.small (INPUT = public.small_in, OUTPUT = public.small_out, LIKE = integer, CATEGORY = 'N', PREFERRED = true, DEFAULT = '42');
COMMENT ON TYPE public.small IS 'made of functions';
COMMENT ON FUNCTION public.small_in(cstring) IS 'reads it';

CREATE TYPE "odd ""schema"""."Long $drop$ 'one'";
CREATE FUNCTION "odd ""schema"""."in"(cstring, oid, integer) RETURNS "odd ""schema"""."Long $drop$ 'one'" LANGUAGE internal IMMUTABLE STRICT AS 'varcharin';
CREATE FUNCTION "odd ""schema"""."out"("odd ""schema"""."Long $drop$ 'one'") RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'varcharout';
CREATE FUNCTION "odd ""schema""".recv(internal, oid, integer) RETURNS "odd ""schema"""."Long $drop$ 'one'" LANGUAGE internal IMMUTABLE STRICT AS 'varcharrecv';
CREATE FUNCTION "odd ""schema""".send("odd ""schema"""."Long $drop$ 'one'") RETURNS bytea LANGUAGE internal IMMUTABLE STRICT AS 'varcharsend';
CREATE FUNCTION "odd ""schema""".modin(cstring[]) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'varchartypmodin';
CREATE FUNCTION "odd ""schema""".modout(integer) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'varchartypmodout';
CREATE TYPE "odd ""schema"""."Long $drop$ 'one'" (INPUT = "odd ""schema"""."in", OUTPUT = "odd ""schema"""."out", RECEIVE = "odd ""schema""".recv, SEND = "odd ""schema""".send,
  TYPMOD_IN = "odd ""schema""".modin, TYPMOD_OUT = "odd ""schema""".modout, ANALYZE = array_typanalyze, STORAGE = extended, COLLATABLE = true, DELIMITER = ';');

CREATE TYPE public.pair_of;
CREATE FUNCTION public.pair_in(cstring) RETURNS public.pair_of LANGUAGE internal IMMUTABLE STRICT AS 'point_in';
CREATE FUNCTION public.pair_out(public.pair_of) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'point_out';
CREATE TYPE public.pair_of (INPUT = public.pair_in, OUTPUT = public.pair_out, INTERNALLENGTH = 16, ALIGNMENT = double, ELEMENT = double precision);

CREATE TABLE public.uses (a public.small DEFAULT '7', b "odd ""schema"""."Long $drop$ 'one'"(20), c public.small[], d public.pair_of);
CREATE DOMAIN public.of_small AS public.small;
CREATE DOMAIN public.other_small AS public.small DEFAULT '43';
CREATE DOMAIN public.of_domain AS public.other_small;
CREATE TYPE public.with_small AS (s public.small, n integer);
COMMENT ON COLUMN public.with_small.s IS 'of a composite type';
CREATE FUNCTION public.double_small(s public.small) RETURNS public.small[] LANGUAGE sql AS 'select array[s, s]';
CREATE VIEW public.used AS SELECT a, c FROM public.uses;

-- Casts.
CREATE FUNCTION public.small_to_text(public.small) RETURNS text LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE CAST (public.small AS integer) WITHOUT FUNCTION AS IMPLICIT;
CREATE CAST (integer AS public.small) WITHOUT FUNCTION AS ASSIGNMENT;
CREATE CAST (text AS public.small) WITH INOUT;
CREATE FUNCTION public.to_small(n bigint, typmod integer, explicit boolean) RETURNS public.small LANGUAGE plpgsql IMMUTABLE AS 'begin return null; end';
CREATE CAST (bigint AS public.small) WITH FUNCTION public.to_small(bigint, integer, boolean) AS ASSIGNMENT;
CREATE CAST ("odd ""schema"""."Long $drop$ 'one'" AS text) WITHOUT FUNCTION;
CREATE FUNCTION public.point_length(point) RETURNS double precision LANGUAGE sql IMMUTABLE RETURN sqrt($1[0] ^ 2 + $1[1] ^ 2);
CREATE CAST (point AS double precision) WITH FUNCTION public.point_length(point);
COMMENT ON CAST (point AS double precision) IS 'a cast';
CREATE VIEW public.cast_points AS SELECT '(3,4)'::point::double precision AS five;

-- Conversions.
CREATE CONVERSION public.one_way FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;
CREATE DEFAULT CONVERSION "odd ""schema"""."Other way" FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
COMMENT ON CONVERSION "odd ""schema"""."Other way" IS 'a conversion';
