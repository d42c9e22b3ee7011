-- What tables take from their parents, and what they have of their own.
CREATE TABLE public.base (
  a integer DEFAULT 1,
  b integer GENERATED ALWAYS AS (a * 2) STORED,
  c text DEFAULT 'c',
  d text DEFAULT 'd',
  big text,
  CONSTRAINT positive CHECK (a > 0),
  CONSTRAINT lonely CHECK (a < 9) NO INHERIT
);
CREATE TABLE public.other (c text DEFAULT 'c', e integer NOT NULL);
CREATE TABLE public.heir (own integer) INHERITS (public.base);
ALTER TABLE public.heir ALTER COLUMN a SET STATISTICS 7;
COMMENT ON COLUMN public.heir.a IS 'from above';
CREATE TABLE public.said_again (a integer, b integer, c text DEFAULT NULL, CONSTRAINT positive CHECK (a > 0)) INHERITS (public.base);
CREATE TABLE public.of_two (f integer) INHERITS (public.base, public.other);
CREATE TABLE public.grandchild (g integer) INHERITS (public.heir, public.of_two);
ALTER TABLE ONLY public.heir ALTER COLUMN big SET STORAGE EXTERNAL;
ALTER TABLE ONLY public.heir ALTER COLUMN big SET COMPRESSION pglz;
ALTER TABLE ONLY public.base ALTER COLUMN c SET STORAGE MAIN;
ALTER TABLE ONLY public.heir ALTER COLUMN c SET DEFAULT 'its own';
ALTER TABLE ONLY public.heir ALTER COLUMN d DROP DEFAULT;
CREATE INDEX heir_a ON public.heir (a);

-- Adopted later, with columns in an order of its own, all of which stay its own.
CREATE TABLE public.adopted (c text, e integer NOT NULL, more integer, b integer GENERATED ALWAYS AS (a * 2) STORED, a integer CONSTRAINT positive CHECK (a > 0), d text, big text);
ALTER TABLE public.adopted INHERIT public.base;
ALTER TABLE public.adopted INHERIT public.other;
-- Given columns by its parents after it had its own.
CREATE TABLE public.later_parent (a integer);
CREATE TABLE public.early_child (z integer) INHERITS (public.later_parent);
CREATE TABLE public.early_grandchild (y integer) INHERITS (public.early_child);
ALTER TABLE public.later_parent ADD COLUMN b integer DEFAULT 5;
ALTER TABLE public.later_parent ADD COLUMN c text NOT NULL;
ALTER TABLE public.later_parent ADD CONSTRAINT small CHECK (b < 100);
ALTER TABLE public.early_child ADD COLUMN own_late integer DEFAULT 3;
ALTER TABLE public.early_child ADD CONSTRAINT its_own CHECK (z > 0);

CREATE TYPE public.shape AS (id integer, name text, size numeric);
CREATE TABLE public.shapes OF public.shape (
  id WITH OPTIONS PRIMARY KEY,
  name WITH OPTIONS DEFAULT 'x' NOT NULL UNIQUE,
  size WITH OPTIONS CHECK (size > 0),
  CONSTRAINT both_known CHECK (size IS NOT NULL OR name IS NOT NULL)
);
ALTER TABLE public.shapes ALTER COLUMN name SET STORAGE EXTERNAL;
ALTER TABLE public.shapes ALTER COLUMN name SET COMPRESSION pglz;

-- The same columns in more than one constraint, of which CREATE TABLE would make one.
CREATE TABLE public.twins (a integer PRIMARY KEY, b integer, c integer, CONSTRAINT b_one UNIQUE (b));
ALTER TABLE public.twins ADD CONSTRAINT a_again UNIQUE (a);
ALTER TABLE public.twins ADD CONSTRAINT b_two UNIQUE (b);
ALTER TABLE public.twins ADD CONSTRAINT b_three UNIQUE (b) INCLUDE (c);
ALTER TABLE public.twins ADD CONSTRAINT b_four UNIQUE (b) DEFERRABLE;
COMMENT ON INDEX public.twins_pkey IS 'the index, not the key';
COMMENT ON INDEX public.b_two IS 'another index';
CREATE TABLE public.dropped (gone integer, a integer, gone_too text, b integer);
ALTER TABLE public.dropped DROP COLUMN gone;
ALTER TABLE public.dropped DROP COLUMN gone_too;
ALTER TABLE public.dropped ADD COLUMN c integer;

CREATE FUNCTION public.fits(integer) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$ begin return $1 > 0; end $$;
CREATE DOMAIN public.fitting AS integer CONSTRAINT fits CHECK (public.fits(VALUE));
CREATE DOMAIN public.inner_domain AS text DEFAULT 'in' COLLATE "C";
CREATE DOMAIN public.outer_domain AS public.inner_domain NOT NULL;
CREATE DOMAIN public.fitting_list AS public.fitting[] CHECK (VALUE[1] > 1);
CREATE MATERIALIZED VIEW public.compressed AS SELECT big, c FROM public.base;
ALTER MATERIALIZED VIEW public.compressed ALTER COLUMN big SET COMPRESSION pglz;
ALTER MATERIALIZED VIEW public.compressed ALTER COLUMN c SET STORAGE MAIN;
ALTER MATERIALIZED VIEW public.compressed ALTER COLUMN c SET (n_distinct = 3);
ALTER MATERIALIZED VIEW public.compressed ALTER COLUMN c SET STATISTICS 9;
