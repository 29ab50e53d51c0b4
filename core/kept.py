"""What one reader has worked out of a round, kept for the next: thirty pages ask the same in one breath.

It knows: a key that says it all, such as the round and its version, and that whoever comes second waits for the first.
Shaped so because: a version never shows anything else later, so nothing here has to be thrown away for being wrong; a
writing transaction sees its own changes under the old version, so it keeps nothing and is given nothing.
It must not know: what is kept, or who may see it: rights are asked before, never kept.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from core.store import Store, Tx

T = TypeVar("T")


class _Place(Generic[T]):
    def __init__(self) -> None:
        self.lock = Lock()
        self.held: list[T] = []


class Kept(Generic[T]):
    """The newest few of each store, by key."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._stores: WeakKeyDictionary[Store, OrderedDict[Hashable, _Place[T]]] = WeakKeyDictionary()
        self._lock = Lock()

    def of(self, tx: Tx, key: Hashable, make: Callable[[], T]) -> T:
        """What `make()` returns, made once per key by the reading transactions."""
        if tx.only_reads is None:
            return make()
        with self._lock:
            places = self._stores.setdefault(tx.only_reads, OrderedDict())
            place = places.setdefault(key, _Place())
            places.move_to_end(key)
            if len(places) > self._most:
                places.popitem(last=False)
        with place.lock:
            if not place.held:
                place.held.append(make())
            return place.held[0]
