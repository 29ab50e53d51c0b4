"""The writes of one open store: which are under way, how they ended, how long they took.

It knows: what is counted while the program runs, and that the way can be shut for new ones.
Shaped so because: whoever stops the program must know when nothing is under way any more, and the same numbers tell an
operator how the store does. A slow or failed act is logged under its id, which is its row in the audit.
It must not know: what is written, who asks for the numbers.
"""

import logging
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import accumulate
from uuid import UUID

from core.errors import SelarasError, Unavailable

BOUNDS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, float("inf"))
SLOW_S = 1.0
DONE, REFUSED, FAILED = "done", "refused", "failed"
logger = logging.getLogger(__name__)


class Traffic:
    """Counted from the opening of the store."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._under_way = 0
        self._ended: Counter[str] = Counter()
        self._within: Counter[float] = Counter()
        self.is_open = True
        self.seconds = 0.0
        self.replays = 0

    @contextmanager
    def write(self, act: UUID | None) -> Iterator[None]:
        """Round one write. A refusal in words is no failure, unless the store could not do it."""
        self._begin()
        begun, end = time.monotonic(), FAILED
        try:
            yield
            end = DONE
        except SelarasError as problem:
            end = FAILED if isinstance(problem, Unavailable) else REFUSED
            raise
        finally:
            self._end(end, time.monotonic() - begun, act)

    def replay(self) -> None:
        with self._changed:
            self.replays += 1

    def shut(self, within_s: float) -> bool:
        """No new writes from now on; True as soon as those under way have ended, False when the time is over."""
        with self._changed:
            self.is_open = False
            return self._changed.wait_for(lambda: not self._under_way, within_s)

    def ended(self) -> dict[str, int]:
        """How many writes ended in which way."""
        with self._changed:
            return {end: self._ended[end] for end in (DONE, REFUSED, FAILED)}

    def within(self) -> list[tuple[float, int]]:
        """How many took at most so many seconds."""
        with self._changed:
            return list(zip(BOUNDS_S, accumulate(self._within[bound] for bound in BOUNDS_S), strict=True))

    def _begin(self) -> None:
        with self._changed:
            if not self.is_open:
                raise Unavailable("The program is being stopped, so nothing was saved. Wait a moment, then try again.")
            self._under_way += 1

    def _end(self, end: str, seconds: float, act: UUID | None) -> None:
        with self._changed:
            self._under_way -= 1
            self._ended[end] += 1
            self._within[next(bound for bound in BOUNDS_S if seconds <= bound)] += 1
            self.seconds += seconds
            self._changed.notify_all()
        told = {"act": act, "seconds": round(seconds, 3)}
        if end == FAILED:
            logger.error("A write failed", extra=told)
        elif act and seconds > SLOW_S:
            logger.warning("A write was slow", extra=told)
