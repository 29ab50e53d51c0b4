"""Time marks as people write them: menit:detik.

It knows: 1:23, 01:23, 1.23 and 1:02:03 are places in a recording, and nothing else is.
Shaped so because: evidence is a place that anyone can play again, so a mark that cannot be read must not be kept.
It must not know: recordings or their length.
"""

import re

_MARK = re.compile(r"(?:(\d{1,2})[:.])?(\d{1,3})[:.]([0-5]\d)")


def read_time_mark(text: str) -> int | None:
    """Milliseconds from the start; None when the text is no time mark."""
    found = _MARK.fullmatch(text.strip())
    if found is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000
