-- Operators, their families and classes, on PostgreSQL 14 and later.
CREATE SCHEMA app;
CREATE SCHEMA "odd ""schema""";
CREATE FUNCTION app.same(a integer, b text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'select a::text = b';
CREATE FUNCTION app.same(a text, b integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'select a = b::text';
CREATE FUNCTION app.differ(a integer, b text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'select a::text <> b';
CREATE FUNCTION "odd ""schema"""."Differ"(a text, b integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'select a <> b::text';
-- Each names the others before they are there.
CREATE OPERATOR app.=== (FUNCTION = app.same, LEFTARG = integer, RIGHTARG = text, COMMUTATOR = OPERATOR(app.===), NEGATOR = OPERATOR(app.<>=), RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
CREATE OPERATOR app.=== (FUNCTION = app.same, LEFTARG = text, RIGHTARG = integer, COMMUTATOR = OPERATOR(app.===), NEGATOR = OPERATOR("odd ""schema""".<>=), RESTRICT = eqsel, JOIN = eqjoinsel);
CREATE OPERATOR app.<>= (FUNCTION = app.differ, LEFTARG = integer, RIGHTARG = text, COMMUTATOR = OPERATOR("odd ""schema""".<>=), NEGATOR = OPERATOR(app.===));
CREATE OPERATOR "odd ""schema""".<>= (FUNCTION = "odd ""schema"""."Differ", LEFTARG = text, RIGHTARG = integer, COMMUTATOR = OPERATOR(app.<>=), NEGATOR = OPERATOR(app.===));
CREATE OPERATOR public.<=> (FUNCTION = box_same, LEFTARG = box, RIGHTARG = box, COMMUTATOR = OPERATOR(public.<=>));
CREATE FUNCTION public.negate(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'select -$1';
CREATE OPERATOR public.~!@ (FUNCTION = public.negate, RIGHTARG = integer);
-- Its commutator is named and never made.
CREATE OPERATOR public.<<<@ (FUNCTION = box_lt, LEFTARG = box, RIGHTARG = box, COMMUTATOR = OPERATOR(app.@>>>));
COMMENT ON OPERATOR app.===(integer, text) IS 'an operator';
COMMENT ON OPERATOR public.~!@(NONE, integer) IS 'on the left';
CREATE VIEW public.with_operators AS SELECT 1 OPERATOR(app.===) '1'::text AS same, OPERATOR(public.~!@) 5 AS negative;
CREATE TABLE public.boxes (b box, EXCLUDE USING gist (b WITH &&), CHECK (b OPERATOR(public.<=>) b));

-- A type with an order of its own: a class that makes its family, a family that is shared, members beside the classes.
CREATE TYPE public.num;
CREATE FUNCTION public.num_in(cstring) RETURNS public.num LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION public.num_out(public.num) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE public.num (INPUT = public.num_in, OUTPUT = public.num_out, LIKE = integer);
CREATE FUNCTION public.num_lt(public.num, public.num) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'int4lt';
CREATE FUNCTION public.num_le(public.num, public.num) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'int4le';
CREATE FUNCTION public.num_eq(public.num, public.num) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'int4eq';
CREATE FUNCTION public.num_ge(public.num, public.num) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'int4ge';
CREATE FUNCTION public.num_gt(public.num, public.num) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'int4gt';
CREATE FUNCTION public.num_cmp(public.num, public.num) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'btint4cmp';
CREATE FUNCTION public.num_hash(public.num) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'hashint4';
CREATE FUNCTION public.num_int_cmp(public.num, integer) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'btint4cmp';
CREATE FUNCTION public.num_int_eq(public.num, integer) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'int4eq';
CREATE FUNCTION public.num_minus(public.num, public.num) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'int4mi';
CREATE OPERATOR public.< (FUNCTION = public.num_lt, LEFTARG = public.num, RIGHTARG = public.num, COMMUTATOR = OPERATOR(public.>), NEGATOR = OPERATOR(public.>=), RESTRICT = scalarltsel, JOIN = scalarltjoinsel);
CREATE OPERATOR public.<= (FUNCTION = public.num_le, LEFTARG = public.num, RIGHTARG = public.num, COMMUTATOR = OPERATOR(public.>=), NEGATOR = OPERATOR(public.>));
CREATE OPERATOR public.= (FUNCTION = public.num_eq, LEFTARG = public.num, RIGHTARG = public.num, COMMUTATOR = OPERATOR(public.=), RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
CREATE OPERATOR public.>= (FUNCTION = public.num_ge, LEFTARG = public.num, RIGHTARG = public.num, COMMUTATOR = OPERATOR(public.<=), NEGATOR = OPERATOR(public.<));
CREATE OPERATOR public.> (FUNCTION = public.num_gt, LEFTARG = public.num, RIGHTARG = public.num, COMMUTATOR = OPERATOR(public.<), NEGATOR = OPERATOR(public.<=));
CREATE OPERATOR public.= (FUNCTION = public.num_int_eq, LEFTARG = public.num, RIGHTARG = integer);
CREATE OPERATOR public.<-> (FUNCTION = public.num_minus, LEFTARG = public.num, RIGHTARG = public.num);
CREATE OPERATOR CLASS public.num_ops DEFAULT FOR TYPE public.num USING btree AS
  OPERATOR 1 public.<, OPERATOR 2 public.<=, OPERATOR 3 public.=, OPERATOR 4 public.>=, OPERATOR 5 public.>, FUNCTION 1 public.num_cmp(public.num, public.num);
CREATE OPERATOR CLASS public.num_ops DEFAULT FOR TYPE public.num USING hash AS OPERATOR 1 public.=, FUNCTION 1 public.num_hash(public.num);
ALTER OPERATOR FAMILY public.num_ops USING btree ADD OPERATOR 3 public.= (public.num, integer), FUNCTION 1 (public.num, integer) public.num_int_cmp(public.num, integer);
COMMENT ON OPERATOR CLASS public.num_ops USING btree IS 'a class';
COMMENT ON OPERATOR FAMILY public.num_ops USING btree IS 'a family';
CREATE OPERATOR FAMILY "odd ""schema"""."Shared family" USING btree;
CREATE OPERATOR CLASS "odd ""schema"""."Backwards" FOR TYPE public.num USING btree FAMILY "odd ""schema"""."Shared family" AS
  OPERATOR 1 public.>, OPERATOR 2 public.>=, OPERATOR 3 public.=, OPERATOR 4 public.<=, OPERATOR 5 public.<, FUNCTION 1 public.num_cmp(public.num, public.num);
CREATE OPERATOR FAMILY app.nothing USING gin;
CREATE OPERATOR CLASS app.points FOR TYPE point USING gist AS STORAGE box,
  OPERATOR 11 |>> (point, point), OPERATOR 15 <-> (point, point) FOR ORDER BY pg_catalog.float_ops,
  FUNCTION 1 gist_point_consistent(internal, point, smallint, oid, internal), FUNCTION 2 gist_box_union(internal, internal), FUNCTION 3 gist_point_compress(internal),
  FUNCTION 5 gist_box_penalty(internal, internal, internal), FUNCTION 6 gist_box_picksplit(internal, internal), FUNCTION 7 gist_box_same(box, box, internal), FUNCTION 8 gist_point_distance(internal, point, smallint, oid, internal);
CREATE TABLE public.nums (n public.num PRIMARY KEY, m public.num, p point);
CREATE INDEX by_m ON public.nums (m "odd ""schema"""."Backwards");
CREATE INDEX by_p ON public.nums USING gist (p app.points);
CREATE TABLE public.hashed (n public.num) PARTITION BY HASH (n);
CREATE TABLE public.ranged (n public.num) PARTITION BY RANGE (n "odd ""schema"""."Backwards");
CREATE FUNCTION public.first_num(public.num, public.num) RETURNS public.num LANGUAGE internal IMMUTABLE STRICT AS 'int4smaller';
CREATE AGGREGATE public.lowest(public.num) (SFUNC = public.first_num, STYPE = public.num, SORTOP = OPERATOR(public.<));
