-- Foreign-data wrappers, servers, user mappings without secrets, foreign tables.
CREATE EXTENSION postgres_fdw;
CREATE FOREIGN DATA WRAPPER "my ""wrapper""" OPTIONS ("Odd ""name""" 'it''s = \ "odd"', a '');
CREATE FOREIGN DATA WRAPPER handled HANDLER postgres_fdw_handler VALIDATOR postgres_fdw_validator;
COMMENT ON FOREIGN DATA WRAPPER handled IS 'it''s handled';
CREATE SERVER "my ""server""" TYPE 'ty''pe' VERSION 'v1\2' FOREIGN DATA WRAPPER "my ""wrapper""" OPTIONS (z 'last', "a ""b""" '', host 'x=y');
CREATE SERVER remote FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', port '1', dbname 'it''s', options '-c search_path=x', extensions 'postgres_fdw');
CREATE SERVER bare FOREIGN DATA WRAPPER handled;
COMMENT ON SERVER "my ""server""" IS 'a server';
CREATE USER MAPPING FOR PUBLIC SERVER remote OPTIONS (user 'it''s', password_required 'false');
CREATE USER MAPPING FOR postgres SERVER remote;
CREATE USER MAPPING FOR CURRENT_USER SERVER "my ""server""" OPTIONS (username 'x');

CREATE SCHEMA "odd ""foreign""";
CREATE FUNCTION public.noted() RETURNS trigger LANGUAGE plpgsql AS $$ begin return new; end $$;
CREATE FOREIGN TABLE "odd ""foreign"""."the ""table""" (
  id serial NOT NULL,
  "a ""column""" text COLLATE "C" DEFAULT 'it''s' CONSTRAINT "not ""x""" CHECK ("a ""column""" <> 'x'),
  doubled integer GENERATED ALWAYS AS (id * 2) STORED,
  price numeric(10,2) OPTIONS (column_name 'the ''price'''),
  CONSTRAINT sane CHECK (price > 0) NO INHERIT
) SERVER remote OPTIONS (table_name 'it''s', schema_name 'a"b\c', fetch_size '7');
ALTER FOREIGN TABLE "odd ""foreign"""."the ""table""" ADD CONSTRAINT later CHECK (id < 1000) NOT VALID;
ALTER FOREIGN TABLE "odd ""foreign"""."the ""table""" ALTER COLUMN price SET STATISTICS 300, ALTER COLUMN price SET (n_distinct = 5), ALTER COLUMN "a ""column""" SET STORAGE EXTERNAL;
COMMENT ON FOREIGN TABLE "odd ""foreign"""."the ""table""" IS 'it''s elsewhere';
COMMENT ON COLUMN "odd ""foreign"""."the ""table""".price IS 'a column';
COMMENT ON CONSTRAINT later ON "odd ""foreign"""."the ""table""" IS 'a check';
CREATE FOREIGN TABLE public.empty () SERVER "my ""server""";
CREATE TRIGGER noting BEFORE INSERT ON "odd ""foreign"""."the ""table""" FOR EACH ROW EXECUTE FUNCTION public.noted('x');
CREATE TRIGGER always AFTER UPDATE ON "odd ""foreign"""."the ""table""" FOR EACH STATEMENT EXECUTE FUNCTION public.noted();
ALTER FOREIGN TABLE "odd ""foreign"""."the ""table""" DISABLE TRIGGER noting;
ALTER FOREIGN TABLE "odd ""foreign"""."the ""table""" ENABLE ALWAYS TRIGGER always;
COMMENT ON TRIGGER noting ON "odd ""foreign"""."the ""table""" IS 'a trigger';
CREATE VIEW public.aaa AS SELECT id, price FROM "odd ""foreign"""."the ""table""";
CREATE STATISTICS public.related ON id, price FROM "odd ""foreign"""."the ""table""";

CREATE TABLE public.measures (at date NOT NULL, value integer DEFAULT 1) PARTITION BY RANGE (at);
CREATE TABLE public.measures_2021 PARTITION OF public.measures FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
CREATE FOREIGN TABLE public.aaa_measures_2020 PARTITION OF public.measures (value DEFAULT 2, CONSTRAINT small CHECK (value < 10)) FOR VALUES FROM ('2020-01-01') TO ('2021-01-01') SERVER remote OPTIONS (table_name 'old');
CREATE FOREIGN TABLE public.measures_rest PARTITION OF public.measures DEFAULT SERVER "my ""server""";
CREATE TRIGGER of_parent AFTER INSERT ON public.measures FOR EACH ROW EXECUTE FUNCTION public.noted();
CREATE TABLE public.parent (id integer NOT NULL, name text, CONSTRAINT known CHECK (id > 0));
CREATE FOREIGN TABLE public.child (own integer OPTIONS (column_name 'mine')) INHERITS (public.parent) SERVER remote;
ALTER FOREIGN TABLE public.child ALTER COLUMN name OPTIONS (ADD column_name 'called'), ALTER COLUMN name SET DEFAULT 'kid', ALTER COLUMN name SET NOT NULL;
CREATE FOREIGN TABLE public.base (id integer) SERVER "my ""server""";
CREATE TABLE public.derived (more text) INHERITS (public.base);
CREATE TYPE public.holder AS (row_of public.base, many public.empty[]);
CREATE PUBLICATION local_only FOR TABLE ONLY public.parent;
