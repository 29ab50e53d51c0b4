"""What the serving process tidies at start and once a day: old sound, files nobody named, sign-ins that are over.

It knows: how often, and that each duty stands alone: what one cannot do today is logged and tried again tomorrow.
Every process does them all: whatever one has done, the next finds done.
Shaped so because: an office leaves the program running for months, and a slip in tidying must never stop it.
It must not know: how long sound is kept (core/retention.py), pages, requests.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from core import signins
from core.intake import forgotten_files
from core.retention import purge_audio
from core.sounds_place import sounds
from core.store import Store
from core.uploads import delete_untaken, forget_untaken

A_DAY = timedelta(days=1)
Duty = Callable[[Store, datetime], None]


def purge_old_sound(store: Store, now: datetime) -> None:
    """The files go only after the commit that says they are gone."""
    sounds().delete(store.write(lambda tx: purge_audio(tx, now)) or ())


def delete_forgotten_files(store: Store, now: datetime) -> None:
    """What a refused import left behind a day ago. Files that have just arrived wait in a folder of their own."""
    sounds().delete(lying.name for lying in forgotten_files(store) if lying.modified < now - A_DAY)


def delete_untaken_files(store: Store, now: datetime) -> None:
    store.write(lambda tx: forget_untaken(tx, now))
    delete_untaken(now)


def forget_sign_ins(store: Store, now: datetime) -> None:
    store.write(lambda tx: signins.forget_what_is_over(tx, now))


DUTIES: tuple[Duty, ...] = (purge_old_sound, delete_forgotten_files, delete_untaken_files, forget_sign_ins)


async def tidy(store: Store, now: datetime) -> None:
    """Every duty once, beside the server's loop; what goes wrong is logged."""
    for duty in DUTIES:
        [outcome] = await asyncio.gather(asyncio.to_thread(duty, store, now), return_exceptions=True)
        if isinstance(outcome, Exception):
            logging.getLogger(__name__).error("Tidying failed and is tried again in a day.", exc_info=outcome)


async def tidy_every_day(store: Store) -> None:
    """Until it is cancelled."""
    while True:
        await tidy(store, datetime.now(UTC))
        await asyncio.sleep(A_DAY.total_seconds())
