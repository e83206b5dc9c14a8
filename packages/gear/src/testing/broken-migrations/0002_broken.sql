-- Up Migration

CREATE TABLE half (id int);
ALTER TABLE nowhere ADD COLUMN x int;

-- Down Migration

DROP TABLE half;
