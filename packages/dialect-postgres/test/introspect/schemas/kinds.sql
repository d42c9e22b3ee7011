-- At least one of each kind and option that introspection covers, on PostgreSQL 14 and later.
CREATE SCHEMA app;
COMMENT ON SCHEMA app IS 'it''s ours';
CREATE SCHEMA "odd ""schema""";
CREATE EXTENSION citext WITH SCHEMA app;
CREATE EXTENSION btree_gist;
CREATE EXTENSION hstore;
COMMENT ON EXTENSION hstore IS 'ours';

CREATE COLLATION app.byte_order (provider = libc, locale = 'C');
CREATE TYPE app.mood AS ENUM ('sad', 'it''s ok', 'happy');
COMMENT ON TYPE app.mood IS 'moods';
CREATE TYPE public.address AS (street text COLLATE "C", zip character varying(10), tags text[]);
COMMENT ON COLUMN public.address.zip IS 'postal';
CREATE DOMAIN public.positive AS integer DEFAULT 1 NOT NULL CONSTRAINT above_zero CHECK (VALUE > 0);
ALTER DOMAIN public.positive ADD CONSTRAINT small CHECK (VALUE < 1000) NOT VALID;
COMMENT ON CONSTRAINT small ON DOMAIN public.positive IS 'later';
CREATE DOMAIN public.plain_domain AS app.mood;
CREATE FUNCTION public.is_odd(n integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'select n % 2 = 1';
CREATE DOMAIN public.a_odd AS integer CHECK (public.is_odd(VALUE));
CREATE TYPE public.time_range AS RANGE (subtype = time);
CREATE TYPE public.text_range AS RANGE (subtype = text, collation = "C", multirange_type_name = public.many_texts);

CREATE SEQUENCE public.counter AS smallint START WITH 5 INCREMENT BY 5 MINVALUE 5 MAXVALUE 100 CACHE 3 CYCLE;
CREATE SEQUENCE public.down INCREMENT BY -1;
COMMENT ON SEQUENCE public.counter IS 'counts';

CREATE FUNCTION public.add(a integer, b integer DEFAULT 2) RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ select a + b; $$;
CREATE FUNCTION public.add(a text) RETURNS text LANGUAGE sql AS 'select a || '';''';
CREATE FUNCTION public.audit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path TO 'public' AS $fn$
begin
  -- $$ ; it's a comment
  return new;
end
$fn$;
COMMENT ON FUNCTION public.add(integer, integer) IS 'adds';
CREATE FUNCTION app.atomic(n integer) RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT (n + 1); END;
CREATE PROCEDURE public.work(INOUT n integer) LANGUAGE plpgsql AS $$ begin n := n + 1; end $$;
CREATE AGGREGATE public.total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0', COMBINEFUNC = int4pl, PARALLEL = SAFE);
COMMENT ON AGGREGATE public.total(integer) IS 'sums';

CREATE TABLE public.parents (
  id bigint GENERATED ALWAYS AS IDENTITY,
  code app.citext NOT NULL,
  name character varying(40) DEFAULT 'it''s' COLLATE "C",
  mood app.mood DEFAULT 'happy'::app.mood,
  price numeric(10,2) DEFAULT 1.5 CHECK (price >= 0::numeric),
  made timestamp with time zone DEFAULT '2020-01-01 00:00:00+02'::timestamp with time zone,
  amount public.positive,
  place public.address,
  doubled integer GENERATED ALWAYS AS (1 + 1) STORED,
  big text,
  CONSTRAINT parents_pkey PRIMARY KEY (id),
  CONSTRAINT code_unique UNIQUE (code) INCLUDE (name),
  CONSTRAINT later UNIQUE (name, price) DEFERRABLE INITIALLY DEFERRED
) WITH (fillfactor = 70, autovacuum_enabled = false);
ALTER TABLE public.parents ALTER COLUMN big SET STORAGE EXTERNAL;
ALTER TABLE public.parents ALTER COLUMN big SET STATISTICS 500;
ALTER TABLE public.parents ALTER COLUMN name SET (n_distinct = -0.5);
ALTER TABLE public.parents ADD CONSTRAINT unsure CHECK (name <> 'x') NOT VALID;
ALTER TABLE public.parents ADD CONSTRAINT alone CHECK (name <> 'y') NO INHERIT;
ALTER TABLE public.parents REPLICA IDENTITY FULL;
ALTER TABLE public.parents CLUSTER ON parents_pkey;
COMMENT ON TABLE public.parents IS 'a "table"; with \ and
two lines';
COMMENT ON COLUMN public.parents.code IS 'a column';
COMMENT ON CONSTRAINT unsure ON public.parents IS 'a check';
COMMENT ON CONSTRAINT parents_pkey ON public.parents IS 'a key';

CREATE TABLE app.children (
  id serial PRIMARY KEY,
  parent_id bigint REFERENCES public.parents ON DELETE CASCADE ON UPDATE SET NULL,
  other_id bigint CONSTRAINT other REFERENCES public.parents (id) DEFERRABLE INITIALLY DEFERRED,
  a integer, b integer, during tsrange, room integer,
  n integer DEFAULT nextval('public.counter'::regclass),
  UNIQUE (a, b),
  EXCLUDE USING gist (room WITH =, during WITH &&) WITH (fillfactor = 80) WHERE (room > 0)
);
ALTER TABLE app.children ADD CONSTRAINT whole FOREIGN KEY (a, b) REFERENCES app.children (a, b) MATCH FULL NOT VALID;
COMMENT ON CONSTRAINT whole ON app.children IS 'a foreign key';
CREATE UNLOGGED TABLE "odd ""schema"""."Odd ""table""" ("a ""b""" integer PRIMARY KEY, "select" text);
CREATE TABLE public.bare ();
CREATE TABLE public.typed OF public.address (zip WITH OPTIONS DEFAULT 'none');
CREATE TABLE public.kids (own integer NOT NULL) INHERITS (public.parents);
ALTER TABLE public.kids ALTER COLUMN name SET DEFAULT 'kid';

CREATE TABLE public.measures (at date NOT NULL, value integer, PRIMARY KEY (at, value)) PARTITION BY RANGE (at);
CREATE TABLE public.measures_2020 PARTITION OF public.measures FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE public.measures_rest PARTITION OF public.measures DEFAULT;
CREATE TABLE public.measures_2021 PARTITION OF public.measures FOR VALUES FROM ('2021-01-01') TO ('2022-01-01') PARTITION BY LIST (value);
CREATE TABLE public.measures_2021_1 PARTITION OF public.measures_2021 FOR VALUES IN (1, 2);
CREATE INDEX measures_value ON public.measures (value);
ALTER TABLE public.measures ADD CONSTRAINT measured FOREIGN KEY (value) REFERENCES app.children (id);

CREATE INDEX by_name ON public.parents (name DESC NULLS LAST, lower((code)::text) text_pattern_ops, (price + 1) NULLS FIRST) WHERE (price > 10);
CREATE UNIQUE INDEX covering ON public.parents USING btree (price) INCLUDE (name, mood) WITH (fillfactor = 50);
CREATE INDEX hashed ON public.parents USING hash (name COLLATE "POSIX");
CREATE INDEX ranged ON app.children USING gist (during);
CREATE UNIQUE INDEX identity_index ON app.children (id);
ALTER TABLE app.children REPLICA IDENTITY USING INDEX identity_index;
ALTER INDEX public.by_name ALTER COLUMN 3 SET STATISTICS 100;
COMMENT ON INDEX public.by_name IS 'an index';

CREATE VIEW public.zz AS SELECT id, code FROM public.parents WHERE price > 1;
CREATE VIEW public.aa WITH (security_barrier = true) AS SELECT z.id AS "first one", c.a FROM public.zz z JOIN app.children c ON c.parent_id = z.id;
CREATE VIEW app.checked AS SELECT * FROM app.children WHERE a > 0 WITH CASCADED CHECK OPTION;
ALTER VIEW app.checked ALTER COLUMN b SET DEFAULT 7;
COMMENT ON VIEW public.zz IS 'a view';
COMMENT ON COLUMN public.zz.id IS 'of a view';
CREATE MATERIALIZED VIEW app.kept AS SELECT id, "first one" AS n FROM public.zz CROSS JOIN (SELECT 1 AS "first one") one WITH NO DATA;
CREATE UNIQUE INDEX kept_id ON app.kept (id);
COMMENT ON MATERIALIZED VIEW app.kept IS 'kept';
CREATE STATISTICS app.related (dependencies, ndistinct) ON a, b FROM app.children;
ALTER STATISTICS app.related SET STATISTICS 50;

CREATE TRIGGER audited AFTER INSERT OR UPDATE OF name ON public.parents FOR EACH ROW WHEN (new.name IS NOT NULL) EXECUTE FUNCTION public.audit('x');
CREATE CONSTRAINT TRIGGER checked AFTER INSERT ON app.children DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.audit();
CREATE TRIGGER moved AFTER UPDATE ON app.children REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION public.audit();
CREATE TRIGGER parts BEFORE INSERT ON public.measures FOR EACH ROW EXECUTE FUNCTION public.audit();
ALTER TABLE public.parents DISABLE TRIGGER audited;
ALTER TABLE app.children ENABLE ALWAYS TRIGGER moved;
COMMENT ON TRIGGER audited ON public.parents IS 'a trigger';
CREATE RULE quiet AS ON DELETE TO app.children WHERE old.a = 0 DO INSTEAD NOTHING;
ALTER TABLE app.children DISABLE RULE quiet;
COMMENT ON RULE quiet ON app.children IS 'a rule';
ALTER TABLE public.parents ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.parents FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON public.parents AS RESTRICTIVE FOR UPDATE USING (name = CURRENT_USER) WITH CHECK (price > 0);
CREATE POLICY all_rows ON public.parents;
COMMENT ON POLICY all_rows ON public.parents IS 'a policy';
CREATE TABLE public.elders (a integer NOT NULL, b integer);
CREATE TABLE public.youngsters (c integer) INHERITS (public.elders);
ALTER TABLE public.youngsters ALTER COLUMN b SET NOT NULL;
