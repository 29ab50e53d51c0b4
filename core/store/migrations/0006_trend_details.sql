-- Of each archived round also: the day it was scored, the channel of each recording, and the points in dispute of each
-- criterion on each recording. Rounds archived before are filled from their frozen reports when the program starts.
ALTER TABLE roll_up_round ADD COLUMN details TEXT DEFAULT '';
ALTER TABLE follow_up ADD COLUMN criterion TEXT DEFAULT '';
