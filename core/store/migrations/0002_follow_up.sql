-- A follow-up knows its owner when that is a person of the program, and what was said when it was done.
ALTER TABLE follow_up ADD COLUMN owner_id UUID;
ALTER TABLE follow_up ADD COLUMN note TEXT DEFAULT '';
