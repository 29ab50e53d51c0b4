"""Who is told first that a round has moved."""

import asyncio

from core.codes import Stage
from core.discussion import show_names
from tests.round_at import round_at
from web.push import Follower, Push, Turn


def test_the_rooms_screen_is_told_before_who_leads_and_the_desks_last() -> None:
    office, told = round_at(Stage.DISCUSSING), list[Turn]()

    async def heard(follower: Follower) -> None:
        await follower.next_version()
        told.append(follower.turn)

    async def meet() -> None:
        push = Push(office.store)
        followers = [push.join(office.round_id) for _ in Turn]
        for follower, turn in zip(followers, reversed(Turn), strict=True):
            follower.turn = turn
        listening = [asyncio.create_task(heard(follower)) for follower in followers]
        await asyncio.to_thread(office.do, show_names, office.supervisor, office.round_id, True)
        await asyncio.wait_for(asyncio.gather(*listening), timeout=20)

    asyncio.run(meet())
    assert told == [Turn.SCREEN, Turn.LEAD, Turn.DESK]
