-- Partitions that are not quite as their parents.
CREATE TABLE public.logs (at date NOT NULL, level integer DEFAULT 1, note text DEFAULT 'n', CONSTRAINT level_known CHECK (level > 0)) PARTITION BY RANGE (at);
CREATE TABLE public.logs_1 PARTITION OF public.logs (level DEFAULT 2, CONSTRAINT own_check CHECK (note <> 'x')) FOR VALUES FROM (MINVALUE) TO ('2020-01-01');
CREATE TABLE public.logs_2 (note text, extra integer, level integer CONSTRAINT level_known CHECK (level > 0), at date NOT NULL);
ALTER TABLE public.logs_2 DROP COLUMN extra;
ALTER TABLE public.logs ATTACH PARTITION public.logs_2 FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE public.logs_3 PARTITION OF public.logs FOR VALUES FROM ('2021-01-01') TO (MAXVALUE) PARTITION BY HASH (level, note);
CREATE TABLE public.logs_3_0 PARTITION OF public.logs_3 FOR VALUES WITH (MODULUS 2, REMAINDER 0) WITH (fillfactor = 50);
CREATE UNLOGGED TABLE public.logs_3_1 PARTITION OF public.logs_3 FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE INDEX logs_level ON public.logs (level) WHERE level > 3;
CREATE INDEX logs_2_own ON public.logs_2 (note);
CREATE INDEX only_parent ON ONLY public.logs (note);
COMMENT ON INDEX public.logs_1_level_idx IS 'of a partition';
COMMENT ON TABLE public.logs_1 IS 'a partition';
COMMENT ON COLUMN public.logs_2.level IS 'a column of one';
ALTER TABLE public.logs_1 ALTER COLUMN note SET STATISTICS 4;

CREATE TABLE public.keyed (region text, id integer, code integer, PRIMARY KEY (region, id), CONSTRAINT code_once UNIQUE (region, code)) PARTITION BY LIST (region);
CREATE TABLE public.keyed_eu PARTITION OF public.keyed FOR VALUES IN ('de', 'it''s', NULL);
CREATE TABLE public.keyed_rest (code integer, region text NOT NULL, id integer NOT NULL, CONSTRAINT own_key PRIMARY KEY (region, id), CONSTRAINT own_code UNIQUE (region, code));
ALTER TABLE public.keyed ATTACH PARTITION public.keyed_rest DEFAULT;
CREATE TABLE public.pointing (region text, id integer, again integer, FOREIGN KEY (region, id) REFERENCES public.keyed ON DELETE CASCADE) PARTITION BY LIST (region);
CREATE TABLE public.pointing_eu PARTITION OF public.pointing FOR VALUES IN ('de');
ALTER TABLE public.pointing_eu ADD CONSTRAINT self FOREIGN KEY (region, again) REFERENCES public.keyed (region, code);
CREATE TABLE public.points_at_part (region text, id integer, FOREIGN KEY (region, id) REFERENCES public.keyed_eu);

CREATE FUNCTION public.fire() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end';
CREATE TRIGGER every AFTER INSERT ON public.logs FOR EACH ROW EXECUTE FUNCTION public.fire();
CREATE TRIGGER single BEFORE UPDATE ON public.logs_1 FOR EACH ROW EXECUTE FUNCTION public.fire();
CREATE CONSTRAINT TRIGGER each_late AFTER INSERT ON public.keyed DEFERRABLE FOR EACH ROW EXECUTE FUNCTION public.fire();
ALTER TABLE public.logs_1 DISABLE TRIGGER every;
ALTER TABLE public.logs_3_0 ENABLE ALWAYS TRIGGER every;
ALTER TABLE public.keyed DISABLE TRIGGER each_late;
ALTER TABLE public.keyed_eu ENABLE REPLICA TRIGGER each_late;
CREATE TABLE public.by_expression (at timestamp, who text) PARTITION BY RANGE (date_trunc('day', at), lower(who) COLLATE "C");
CREATE TABLE public.by_expression_1 PARTITION OF public.by_expression FOR VALUES FROM ('2020-01-01', MINVALUE) TO ('2020-02-01', 'x');
