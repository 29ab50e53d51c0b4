"""What every engine of the store offers: reading, writing, telling who listens.

It knows: how listeners are kept and told, and that one which fails stops nothing; that every write is counted.
Shaped so because: everything above the store works with this class alone, so an engine is chosen by an address.
It must not know: how an engine keeps or commits anything; what any table means.
"""

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from core.store.traffic import Traffic
from core.store.tx import Tx

T = TypeVar("T")
Listener = Callable[[dict[UUID, int]], None]


class Store(ABC):
    """An open store. `read` and `write` each run one function in one transaction; a write may be run again."""

    is_shared = False
    """Whether several processes may serve it."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self.traffic = Traffic()

    @abstractmethod
    def read(self, work: Callable[[Tx], T]) -> T:
        """Run `work` on one consistent snapshot."""

    def write(self, work: Callable[[Tx], T], once: UUID | None = None) -> T | None:
        """Run `work` and commit; None when the command `once` had been committed before."""
        with self.traffic.write(once):
            return self._write(work, once)

    @abstractmethod
    def _write(self, work: Callable[[Tx], T], once: UUID | None) -> T | None:
        """As the engine does it."""

    @abstractmethod
    def close(self) -> None:
        """Finish what waits, then let go of the database."""

    def on_move(self, listener: Listener) -> None:
        """Call `listener({round id: version})` after each commit that moved rounds, in a thread of the store's choice.

        It must not write. What it raises is logged: the commit stands, and the next one follows.
        """
        self._listeners.append(listener)

    def _tell(self, moved: dict[UUID, int]) -> None:
        for listener in self._listeners:
            try:
                listener(moved)
            except BaseException:
                logging.getLogger(__name__).exception("A listener failed; its pages follow with their ticker.")
