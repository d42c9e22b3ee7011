-- Publications as PostgreSQL 14 knows them.
CREATE SCHEMA "odd ""schema""";
CREATE TABLE public.plain (id integer PRIMARY KEY);
CREATE TABLE "odd ""schema"""."the ""table""" (id integer PRIMARY KEY);
CREATE TABLE public.parent (id integer PRIMARY KEY);
CREATE TABLE public.child (PRIMARY KEY (id)) INHERITS (public.parent);
CREATE TABLE public.parts (id integer PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE public.part PARTITION OF public.parts DEFAULT;
CREATE PUBLICATION nothing;
CREATE PUBLICATION "all ""of it""" FOR ALL TABLES WITH (publish = 'insert');
CREATE PUBLICATION "select" FOR TABLE public.plain, ONLY public.parent, "odd ""schema"""."the ""table""" WITH (publish = 'truncate, delete');
CREATE PUBLICATION via_root FOR TABLE public.parts WITH (publish_via_partition_root = true);
CREATE PUBLICATION silent FOR TABLE public.child WITH (publish = '');
COMMENT ON PUBLICATION "all ""of it""" IS 'it''s all';
