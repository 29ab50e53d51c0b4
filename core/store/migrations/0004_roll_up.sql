-- What trends read of an archived round, added up once. Sums are whole numbers, so that both engines add them alike:
-- percents of a scale in roll_up_score, millionths of a point (and of a squared point) in roll_up_difference.
CREATE TABLE roll_up_round (
    round_id UUID PRIMARY KEY,
    card_code TEXT NOT NULL,
    approved TIMESTAMPTZ NOT NULL,
    is_on_time BOOLEAN NOT NULL,
    told TEXT NOT NULL
);

CREATE TABLE roll_up_score (
    round_id UUID NOT NULL,
    assessor_id UUID NOT NULL,
    criterion TEXT NOT NULL,
    n INTEGER NOT NULL,
    total BIGINT NOT NULL,
    squares BIGINT NOT NULL,
    comparisons BIGINT NOT NULL,
    deviation BIGINT NOT NULL,
    gap BIGINT NOT NULL,
    PRIMARY KEY (round_id, assessor_id, criterion)
);

CREATE TABLE roll_up_difference (
    other_id UUID NOT NULL,
    one_id UUID NOT NULL,
    round_id UUID NOT NULL,
    card_code TEXT NOT NULL,
    n INTEGER NOT NULL,
    telling INTEGER NOT NULL,
    total BIGINT NOT NULL,
    squares BIGINT NOT NULL,
    PRIMARY KEY (other_id, one_id, round_id)
);
