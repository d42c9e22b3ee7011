-- Objects that need each other: one of each kind of circle, on PostgreSQL 14 and later.
CREATE SCHEMA app;
CREATE SCHEMA "odd ""schema""";
SET check_function_bodies = off;

-- Two views, three views, two schemas, names that need care; a view on top that is in no circle.
CREATE VIEW public.two_a AS SELECT 1 AS n, 'x'::text AS t;
CREATE VIEW public.two_b AS SELECT n, t FROM public.two_a;
CREATE OR REPLACE VIEW public.two_a AS SELECT n, t FROM public.two_b;
COMMENT ON VIEW public.two_a IS 'in a circle';
COMMENT ON COLUMN public.two_a.n IS 'of a view in a circle';
CREATE VIEW app.three_a AS SELECT 1::smallint AS a, 'b'::character varying(7) AS b, 'c'::text COLLATE "C" AS c, ARRAY[1.5::numeric(8,3)] AS d, now() AS e;
CREATE VIEW public.three_b WITH (security_barrier = true) AS SELECT * FROM app.three_a;
CREATE VIEW "odd ""schema"""."Three ""c""" AS SELECT a, b, c, d, e AS "select ""é"" 🙂" FROM public.three_b;
CREATE OR REPLACE VIEW app.three_a WITH (security_barrier = true) AS SELECT a, b, c, d, "select ""é"" 🙂" AS e FROM "odd ""schema"""."Three ""c""" WHERE a > 0;
ALTER VIEW app.three_a ALTER COLUMN a SET DEFAULT 4;
CREATE VIEW app.above AS SELECT a, b FROM app.three_a;
CREATE MATERIALIZED VIEW app.above_kept AS SELECT a FROM app.above WITH NO DATA;
CREATE FUNCTION app.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ begin raise exception 'no'; end $$;
CREATE TRIGGER "no; changes" INSTEAD OF UPDATE ON app.three_a FOR EACH ROW EXECUTE FUNCTION app.refuse();
CREATE RULE "no inserts" AS ON INSERT TO app.three_a DO INSTEAD NOTHING;
CREATE VIEW public.one AS SELECT 1 AS a;
CREATE RULE into_itself AS ON INSERT TO public.one DO INSTEAD INSERT INTO public.one SELECT a + 1 FROM public.one;

-- A view and a function that returns its rows; one and the function that it calls, whose body the server has parsed.
CREATE VIEW public.rows_of AS SELECT 1 AS id, 'a'::text AS label;
CREATE FUNCTION public.all_rows() RETURNS SETOF public.rows_of LANGUAGE sql AS $$ select 1, 'a'::text $$;
CREATE OR REPLACE VIEW public.rows_of AS SELECT id, label FROM public.all_rows();
CREATE VIEW public.counted AS SELECT 1::bigint AS n;
CREATE FUNCTION public.count_them() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM public.counted; END;
CREATE OR REPLACE VIEW public.counted AS SELECT public.count_them() AS n;

-- A table and its default or check, through the type of its rows or through a body.
CREATE TABLE public.rowwise (a integer, "b ""b""" text);
CREATE FUNCTION public.of_row(r public.rowwise) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$ begin return r.a::text; end $$;
ALTER TABLE public.rowwise ALTER COLUMN "b ""b""" SET DEFAULT public.of_row(ROW(1, 'x')::public.rowwise);
ALTER TABLE public.rowwise ADD CONSTRAINT "a check;" CHECK (public.of_row(rowwise.*) IS NOT NULL);
ALTER TABLE public.rowwise ADD CONSTRAINT unsure CHECK (public.of_row(rowwise.*) <> '') NOT VALID;
ALTER TABLE public.rowwise ADD CONSTRAINT plain CHECK (a > 0);
COMMENT ON CONSTRAINT "a check;" ON public.rowwise IS 'on whole rows';
CREATE TABLE app.numbered (id bigint PRIMARY KEY, other integer DEFAULT 3);
CREATE FUNCTION app.next_id() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT COALESCE(max(numbered.id), 0) + 1 FROM app.numbered; END;
ALTER TABLE app.numbered ALTER COLUMN id SET DEFAULT app.next_id();
CREATE VIEW app.read_numbers AS SELECT id FROM app.numbered;
CREATE TABLE public.through_view (id bigint);
CREATE VIEW public.seen AS SELECT id FROM public.through_view;
CREATE FUNCTION public.through() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT max(v.id) FROM public.seen v; END;
ALTER TABLE public.through_view ALTER COLUMN id SET DEFAULT public.through();

-- Children and partitions in the circle.
CREATE TABLE public.parent (a integer, b integer);
CREATE TABLE public.child (c integer) INHERITS (public.parent);
CREATE FUNCTION public.of_child(c public.child) RETURNS integer LANGUAGE plpgsql AS $$ begin return 1; end $$;
CREATE FUNCTION public.child_count(n integer) RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT count(*)::integer + n FROM public.child; END;
ALTER TABLE public.parent ALTER COLUMN a SET DEFAULT public.child_count(1);
ALTER TABLE public.parent ADD CONSTRAINT counted CHECK (public.child_count(a) >= 0);
ALTER TABLE public.child ADD CONSTRAINT own CHECK (public.of_child(child.*) > 0);
CREATE TABLE public.parts (a integer, b integer) PARTITION BY LIST (a);
CREATE TABLE public.parts_1 PARTITION OF public.parts FOR VALUES IN (1);
CREATE FUNCTION public.part_count(n integer) RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT count(*)::integer + n FROM public.parts_1; END;
ALTER TABLE public.parts ADD CONSTRAINT part_check CHECK (public.part_count(b) >= 0);
ALTER TABLE public.parts ALTER COLUMN b SET DEFAULT public.part_count(1);
CREATE TABLE public.parts_2 PARTITION OF public.parts FOR VALUES IN (2);

-- Domains: a check, and a composite type between.
CREATE DOMAIN public.checked AS integer;
CREATE FUNCTION public.fits(d public.checked) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$ begin return true; end $$;
ALTER DOMAIN public.checked ADD CONSTRAINT "fits, it does" CHECK (public.fits(VALUE));
ALTER DOMAIN public.checked ADD CONSTRAINT later CHECK (public.fits(VALUE)) NOT VALID;
ALTER DOMAIN public.checked ADD CONSTRAINT small CHECK (VALUE < 1000);
COMMENT ON CONSTRAINT "fits, it does" ON DOMAIN public.checked IS 'of a domain';
CREATE TABLE public.uses_checked (a public.checked);
CREATE DOMAIN app.part AS text COLLATE "C" NOT NULL;
CREATE TYPE public.whole AS (p app.part, n integer);
CREATE FUNCTION public.whole_is_fine(w public.whole) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$ begin return true; end $$;
ALTER DOMAIN app.part ADD CONSTRAINT fine CHECK (public.whole_is_fine(ROW(VALUE, 1)::public.whole));

-- A type and the functions that it is made of.
CREATE TYPE public.steps;
CREATE FUNCTION public.steps_start(public.steps) RETURNS public.steps LANGUAGE internal IMMUTABLE STRICT AS 'int4range_canonical';
CREATE TYPE public.steps AS RANGE (subtype = integer, canonical = public.steps_start, subtype_diff = int4range_subdiff);
COMMENT ON TYPE public.steps IS 'made of a function';
CREATE TABLE app.uses_steps (s public.steps, m public.steps_multirange[]);
CREATE FUNCTION app.first_step(s public.steps) RETURNS integer LANGUAGE sql IMMUTABLE AS 'select lower(s)';

-- A view that was told to read itself.
CREATE VIEW public.itself AS SELECT 1 AS id, 'a'::text AS name;
CREATE OR REPLACE VIEW public.itself AS SELECT id, name FROM public.itself;
COMMENT ON VIEW public.itself IS 'cannot be read';
CREATE VIEW public.reads_itself AS SELECT name FROM public.itself;
