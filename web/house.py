"""What one process holds once and shares between its pages and its routes: the store, the push sockets, a code.

It knows: how the parts are put together, and what has to be done at start.
Shaped so because: pages run in script threads and routes in the server's loop; both are handed the same house. What
another process may be asked for stands in the store, or carries its own proof (core/secret.py).
It must not know: pages, requests.
"""

import asyncio
import gc
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import import_module

from core import cards, roll_up, secret, settings
from core.backup import program_version, schema_version
from core.charts import first_picture
from core.errors import SelarasError, Unavailable
from core.sounds_place import sounds
from core.store import Store, open_store
from web.backup import backups_on_demand
from web.housekeeping import tidy_every_day
from web.logs import log_as_json
from web.metrics import metrics_served
from web.push import Push
from web.stopping import stop_in_order

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class House:
    store: Store
    push: Push
    set_up_code: str
    """Printed on the console while the store has no people; whoever sets up must know it."""
    metrics_port: int


def furnished(store: Store, now: datetime) -> House:
    """A house round an open store, with what has to be in it at start."""
    secret.require_the_secret_of(store)
    _ask_for_the_sounds()
    store.write(lambda tx: cards.bring_ready_cards(tx, now))
    store.write(roll_up.add_lacking_roll_ups)
    return House(store, Push(store), secret.code("set up"), settings.metrics_port())


def _ask_for_the_sounds() -> None:
    """A setting that names no place is refused; a bucket that is away stops nobody from scoring."""
    try:
        sounds().require_answer()
    except Unavailable as problem:
        [cause, *_] = str(problem.__cause__).splitlines()
        logger.error("The recordings do not answer", extra={"cause": cause})


@cache
def _opened(url: str) -> House:
    return furnished(open_store(url), datetime.now(UTC))


def the_house() -> House:
    """The house of this process, opened on first use."""
    return _opened(settings.store_url())


def house_at_start() -> House:
    """For the server: the house, or one sentence on the console instead of a traceback."""
    log_as_json()
    begun = time.monotonic()
    try:
        house = the_house()
    except SelarasError as problem:
        logger.error("The program does not start", extra={"problem": str(problem)})
        raise SystemExit(f"\n  {problem}\n") from None
    _fetch_what_draws()
    told = {"program": program_version(), "schema": schema_version(), "engine": type(house.store).__name__}
    logger.info("The program starts", extra=told | {"seconds": round(time.monotonic() - begun, 3)})
    return house


def _fetch_what_draws() -> None:
    """Tables and pictures come with libraries that load at their first use: a third of a second, not in a click."""
    import_module("pandas")
    first_picture()


def opening_hours(house: House) -> Callable[[object], AbstractAsyncContextManager[None]]:
    """What the server runs from start to stop: tidying each day, backups when they are asked for; at the end the store
    writes down what waits."""

    @asynccontextmanager
    async def hours(_app: object) -> AsyncIterator[None]:
        # What the program is made of is never garbage: going through it again and again held every page up for 0.3 s.
        gc.collect()
        gc.freeze()
        gc.set_threshold(10_000, 20, 20)
        stop_in_order(house.store)
        tidying = asyncio.create_task(tidy_every_day(house.store))
        with backups_on_demand(house.store), metrics_served(house.store, house.metrics_port):
            yield
        tidying.cancel()
        with suppress(asyncio.CancelledError):
            await tidying
        house.store.close()
        logger.info("The program has stopped", extra={"writes": house.store.traffic.ended()})

    return hours
