-- What MariaDB has since 11.
CREATE TABLE embedded (id int PRIMARY KEY, v vector(5) NOT NULL, VECTOR KEY near (v) M=8 DISTANCE=cosine);
