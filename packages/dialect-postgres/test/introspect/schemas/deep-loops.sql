-- Circles that pg_dump cannot break: it writes them in an order that does not load.
SET check_function_bodies = off;

-- Functions that call each other and themselves.
CREATE FUNCTION public.even(n integer) RETURNS boolean LANGUAGE sql AS 'select true';
CREATE FUNCTION public.odd(n integer) RETURNS boolean LANGUAGE sql IMMUTABLE BEGIN ATOMIC SELECT n <> 0 AND public.even(n - 1); END;
CREATE OR REPLACE FUNCTION public.even(n integer) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN ((n = 0) OR public.odd(n - 1));
COMMENT ON FUNCTION public.even(integer) IS 'needs odd';
CREATE FUNCTION public."Down ""to"" 0"(n integer, step integer DEFAULT 1) RETURNS integer LANGUAGE sql AS 'select 0';
CREATE OR REPLACE FUNCTION public."Down ""to"" 0"(n integer, step integer DEFAULT 1) RETURNS integer LANGUAGE sql STABLE COST 7
  BEGIN ATOMIC SELECT CASE WHEN n <= 0 THEN 0 ELSE public."Down ""to"" 0"(n - step) END; END;
CREATE FUNCTION public.pairs(INOUT a integer, OUT b text) RETURNS SETOF record LANGUAGE sql AS $$ select 1, 'x'::text $$;
CREATE OR REPLACE FUNCTION public.pairs(INOUT a integer, OUT b text) RETURNS SETOF record LANGUAGE sql BEGIN ATOMIC SELECT p.a, p.b FROM public.pairs(1) p WHERE a > 0; END;
CREATE FUNCTION public.listed(n integer) RETURNS TABLE(x integer, "y y" numeric) LANGUAGE sql AS $$ select 1, 1.5 $$;
CREATE OR REPLACE FUNCTION public.listed(n integer) RETURNS TABLE(x integer, "y y" numeric) LANGUAGE sql BEGIN ATOMIC SELECT l.x, l."y y" FROM public.listed(1) l WHERE n > 0; END;
CREATE PROCEDURE public.again(INOUT n integer, OUT m text) LANGUAGE sql AS $$ select 1, 'x' $$;
CREATE FUNCTION public.beside() RETURNS record LANGUAGE sql AS $$ select 1, 2 $$;
CREATE OR REPLACE PROCEDURE public.again(INOUT n integer, OUT m text) LANGUAGE sql BEGIN ATOMIC SELECT n, b.x::text FROM public.beside() AS b(x integer, y integer); END;
CREATE OR REPLACE FUNCTION public.beside() RETURNS record LANGUAGE sql BEGIN ATOMIC SELECT b.x, b.y FROM public.beside() AS b(x integer, y integer); END;
CREATE FUNCTION public.nothing(n integer) RETURNS void LANGUAGE sql AS '';
CREATE OR REPLACE FUNCTION public.nothing(n integer) RETURNS void LANGUAGE sql BEGIN ATOMIC SELECT public.nothing(1); END;

-- A generated column.
CREATE FUNCTION public.computed(n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'select 1';
CREATE TABLE public.computing (a integer, b integer GENERATED ALWAYS AS (public.computed(a)) STORED, c integer);
CREATE OR REPLACE FUNCTION public.computed(n integer) RETURNS integer LANGUAGE sql IMMUTABLE BEGIN ATOMIC SELECT count(*)::integer FROM public.computing c WHERE c.a = n; END;

-- A materialized view and a view; an index on top.
CREATE VIEW public.source AS SELECT 1 AS a;
CREATE MATERIALIZED VIEW public.kept AS SELECT a FROM public.source;
CREATE UNIQUE INDEX kept_a ON public.kept (a);
CREATE OR REPLACE VIEW public.source AS SELECT a FROM public.kept;
CREATE MATERIALIZED VIEW public.of_kept AS SELECT a FROM public.kept;
CREATE VIEW public.empty_source AS SELECT 1 AS a;
CREATE MATERIALIZED VIEW public.empty AS SELECT a FROM public.empty_source WITH NO DATA;
CREATE OR REPLACE VIEW public.empty_source AS SELECT a FROM public.empty;

-- An exclusion constraint, and what writes past it.
CREATE TABLE public.excluded (a integer);
CREATE FUNCTION public.spread(n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'select n';
ALTER TABLE public.excluded ADD CONSTRAINT apart EXCLUDE USING btree (public.spread(a) WITH =);
CREATE OR REPLACE FUNCTION public.spread(n integer) RETURNS integer LANGUAGE sql IMMUTABLE
  BEGIN ATOMIC INSERT INTO public.excluded VALUES (n) ON CONFLICT ON CONSTRAINT apart DO NOTHING RETURNING a; END;

-- The default of a domain.
CREATE DOMAIN public.named AS text COLLATE "C";
CREATE FUNCTION public.usual_name() RETURNS public.named LANGUAGE sql AS $$ select 'x'::public.named $$;
ALTER DOMAIN public.named SET DEFAULT public.usual_name();
CREATE TABLE public.names (a public.named);

-- Domains that have dropped the default of what they are made of.
CREATE DOMAIN public.with_default AS integer DEFAULT 7;
CREATE DOMAIN public.without_default AS public.with_default;
ALTER DOMAIN public.without_default DROP DEFAULT;
