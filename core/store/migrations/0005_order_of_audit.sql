-- The version that its round had then: unlike a clock it never goes back. 0 outside rounds, and in rows from before.
ALTER TABLE audit ADD COLUMN version BIGINT DEFAULT 0;
