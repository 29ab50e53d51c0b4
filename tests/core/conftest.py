"""An office ends with its test: a store in memory takes ten megabytes, and there are hundreds of tests."""

from collections.abc import Iterator

import pytest

from tests.round_at import OPEN


@pytest.fixture(autouse=True)
def offices_end_with_their_test() -> Iterator[None]:
    """What fixtures of a module have opened before stays open for the whole module."""
    before = len(OPEN)
    yield
    while len(OPEN) > before:
        OPEN.pop().close()
