-- What MySQL has since 9.
CREATE TABLE embedded (id int PRIMARY KEY, v vector(5) NOT NULL, w vector);
