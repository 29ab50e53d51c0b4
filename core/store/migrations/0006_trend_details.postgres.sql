-- An assessor looks for the own rows in the sums of all rounds.
CREATE INDEX roll_up_score_by_assessor ON roll_up_score (assessor_id);
CREATE INDEX roll_up_difference_by_one ON roll_up_difference (one_id);
