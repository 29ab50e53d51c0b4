-- What one request hands to the next stands here, so that any of several processes may answer it.
ALTER TABLE sign_in ADD COLUMN handed_over TIMESTAMPTZ;

CREATE TABLE upload (
    id UUID PRIMARY KEY,
    person_id UUID NOT NULL,
    round_id UUID NOT NULL,
    name TEXT NOT NULL,
    size BIGINT NOT NULL,
    arrived TIMESTAMPTZ NOT NULL
);
