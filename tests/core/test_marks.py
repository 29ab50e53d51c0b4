"""A time mark is read as people write it, or not at all."""

import pytest

from core.language import time_mark
from core.marks import read_time_mark


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [("1:23", 83_000), ("01.23", 83_000), (" 0:05 ", 5_000), ("1:02:03", 3_723_000), ("75:00", 4_500_000)],
)
def test_a_mark_is_minutes_and_seconds(text: str, milliseconds: int) -> None:
    assert read_time_mark(text) == milliseconds


@pytest.mark.parametrize("text", ["", "satu menit", "1:7", "1:60", "83", "-1:00", "1:23x"])
def test_anything_else_is_no_mark(text: str) -> None:
    assert read_time_mark(text) is None


def test_a_mark_written_is_a_mark_read() -> None:
    assert read_time_mark(time_mark(83_000)) == 83_000
