-- Functions, procedures and aggregates with all that can be said of them, on PostgreSQL 14 and later.
CREATE SCHEMA "odd ""schema""";
CREATE FUNCTION public.modes(IN a integer, OUT b text, INOUT c numeric, VARIADIC d integer[] DEFAULT '{}'::integer[]) LANGUAGE plpgsql AS $$ begin b := 'x'; end $$;
CREATE FUNCTION public.tabled(text, n integer DEFAULT 3, "Odd ""name""" date DEFAULT CURRENT_DATE) RETURNS TABLE(a integer, "b ""b""" text) LANGUAGE sql STABLE COST 12.5 ROWS 7 PARALLEL RESTRICTED AS $$ select 1, 'x' $$;
CREATE FUNCTION public.windowed(anyelement) RETURNS bigint LANGUAGE internal WINDOW IMMUTABLE STRICT AS 'window_row_number';
CREATE FUNCTION public.supported(text, text) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT LEAKPROOF SUPPORT textlike_support AS 'textlike';
CREATE FUNCTION public.set_things() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path TO 'public', "odd ""schema""", pg_temp SET "DateStyle" TO 'ISO, DMY' SET work_mem TO '7MB' SET application_name TO 'it''s; $$ \x' SET "my.own" TO 'a, b' AS $$ begin end $$;
CREATE FUNCTION public.empty_path() RETURNS void LANGUAGE sql SET search_path TO '' AS 'select';
CREATE FUNCTION "odd ""schema"""."Nasty ""fn"" 🙂"("a b" integer) RETURNS SETOF record LANGUAGE sql AS $_$ select $1, '$function$' $_$;
CREATE FUNCTION public.atomic_many(n integer DEFAULT 1, VARIADIC rest text[] DEFAULT ARRAY['a;b'::text]) RETURNS text LANGUAGE sql STRICT
  BEGIN ATOMIC SELECT 1; SELECT (n)::text || rest[1] || ';'; END;
CREATE FUNCTION public.returned(a integer) RETURNS integer LANGUAGE sql IMMUTABLE RETURN (a * 2);
CREATE PROCEDURE public.outs(IN a integer, OUT c text, INOUT b integer DEFAULT 4) LANGUAGE plpgsql SET lock_timeout TO '5s' AS $$ begin c := 'x'; commit; end $$;
COMMENT ON PROCEDURE public.outs(IN integer, OUT text, INOUT integer) IS 'a procedure';
CREATE FUNCTION public.for_events() RETURNS event_trigger LANGUAGE plpgsql AS $$ begin end $$;
CREATE FUNCTION public.any_kind(anycompatible, anycompatiblearray, VARIADIC "any") RETURNS anycompatible LANGUAGE internal AS 'array_position';

CREATE AGGREGATE public.any_count("any") (SFUNC = int8inc_any, STYPE = bigint, INITCOND = '0');
CREATE AGGREGATE public.all_count(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = '0', SSPACE = 64);
CREATE AGGREGATE public.middle(double precision ORDER BY anyelement) (SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA, FINALFUNC_MODIFY = READ_WRITE);
CREATE AGGREGATE public.ranked(VARIADIC "any" ORDER BY VARIADIC "any") (SFUNC = ordered_set_transition_multi, STYPE = internal, FINALFUNC = rank_final, FINALFUNC_EXTRA, HYPOTHETICAL);
CREATE AGGREGATE public.moving(integer) (SFUNC = int4_avg_accum, STYPE = bigint[], FINALFUNC = int8_avg, FINALFUNC_MODIFY = SHAREABLE, INITCOND = '{0,0}', COMBINEFUNC = int4_avg_combine,
  MSFUNC = int4_avg_accum, MINVFUNC = int4_avg_accum_inv, MSTYPE = bigint[], MFINALFUNC = int8_avg, MFINALFUNC_MODIFY = READ_WRITE, MINITCOND = '{0,0}', MSSPACE = 32, PARALLEL = RESTRICTED);
CREATE AGGREGATE public.summed(numeric) (SFUNC = numeric_avg_accum, STYPE = internal, FINALFUNC = numeric_avg, COMBINEFUNC = numeric_avg_combine, SERIALFUNC = numeric_avg_serialize, DESERIALFUNC = numeric_avg_deserialize, PARALLEL = SAFE);
CREATE AGGREGATE public.least_of(integer) (SFUNC = int4smaller, STYPE = integer, SORTOP = OPERATOR(pg_catalog.<));
CREATE FUNCTION public.collect(text[], integer, VARIADIC text[]) RETURNS text[] LANGUAGE sql AS 'select $1';
CREATE AGGREGATE "odd ""schema"""."Listed ""all"""(a integer, VARIADIC b text[]) (SFUNC = public.collect, STYPE = text[]);
COMMENT ON AGGREGATE public.middle(double precision ORDER BY anyelement) IS 'ordered';
COMMENT ON AGGREGATE public.ranked(VARIADIC "any" ORDER BY VARIADIC "any") IS 'hypothetical';
COMMENT ON AGGREGATE public.all_count(*) IS 'of all';
