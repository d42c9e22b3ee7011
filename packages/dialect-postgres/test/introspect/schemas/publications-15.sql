-- What publications gained with PostgreSQL 15: schemas, column lists, row filters.
CREATE SCHEMA "odd ""schema""";
CREATE TABLE public.plain (id integer PRIMARY KEY, "a ""column""" text, gone integer, kept boolean);
ALTER TABLE public.plain DROP COLUMN gone;
ALTER TABLE public.plain REPLICA IDENTITY FULL;
CREATE TYPE public.mood AS ENUM ('ok', 'it''s bad');
CREATE TABLE public.filtered (id integer PRIMARY KEY, kept boolean, name text);
CREATE TABLE public.everything (id integer);
CREATE PUBLICATION of_schemas FOR TABLES IN SCHEMA "odd ""schema""", public;
CREATE PUBLICATION mixed FOR TABLE public.plain WHERE (id > 10 AND kept), TABLES IN SCHEMA "odd ""schema""";
CREATE PUBLICATION columns FOR TABLE public.plain ("a ""column""", id), public.filtered (id, name) WHERE (name <> 'it''s') WITH (publish = 'insert');
CREATE PUBLICATION everything FOR TABLE public.everything WHERE (true);
