"""The machine's clock jumps back: what happened keeps its order, and nobody is kept out by it."""

from datetime import timedelta
from itertools import cycle, islice

import pytest

from core import signins
from core.audit import audit_of_round
from core.codes import Stage
from core.discussion import show_names
from core.errors import NotAllowed
from core.store import audit_sql
from tests.faults.conftest import Told
from tests.round_at import PASSWORD, START, new_office, round_at

HERE, WRONG = "10.0.0.7", "bukan kata sandinya 1"
JUMPS = (timedelta(minutes=5), timedelta(hours=1), timedelta(days=400))
ALWAYS = (START - timedelta(days=1000), START + timedelta(days=1000))


@pytest.mark.parametrize("back", JUMPS, ids=str)
def test_what_happened_keeps_its_order(back: timedelta, told: Told) -> None:
    """The trail follows the round's version; so does what someone who comes second is told."""
    office, became = round_at(Stage.DISCUSSING), list(islice(cycle(["shown", "hidden"]), 8))
    seen = office.version()
    for n, word in enumerate(became):
        office.now -= back if n == 4 else timedelta()
        office.do(show_names, office.supervisor, office.round_id, word == "shown")
    assert office.version() == seen + 8
    rows = office.ask(audit_of_round, office.supervisor, office.round_id, *ALWAYS, 8)
    assert [row.became for row in reversed(rows)] == became
    last = office.store.read(lambda tx: audit_sql.last_change(tx, office.round_id))
    assert last == rows[0]
    told.fault, told.n, told.acknowledged = "clock jumps back: order of acts", 1, len(rows)


@pytest.mark.parametrize("back", JUMPS, ids=str)
def test_who_is_signed_in_stays_so_and_the_idle_time_counts_on(back: timedelta, told: Told) -> None:
    office = new_office()
    ticket, _ = signins.sign_in(office.store, "head", PASSWORD, HERE, office.now)
    office.now -= back
    token = office.store.write(lambda tx: signins.hand_over(tx, ticket, office.now))
    assert token
    office.store.write(lambda tx: signins.keep_alive(tx, token, office.now))
    assert office.store.read(lambda tx: signins.whose(tx, token, office.now)).id == office.head.id
    office.now += timedelta(hours=2)
    with pytest.raises(signins.SignedOut):
        office.store.read(lambda tx: signins.whose(tx, token, office.now))
    told.fault, told.n = "clock jumps back: sign-in stays, idle counts", 1


@pytest.mark.parametrize("back", JUMPS, ids=str)
def test_the_brake_on_guessing_still_brakes_and_never_longer_than_its_longest_wait(back: timedelta, told: Told) -> None:
    office = new_office()
    for _ in range(5):
        with pytest.raises(NotAllowed, match="wrong"):
            signins.sign_in(office.store, "head", WRONG, HERE, office.now)
    with pytest.raises(NotAllowed, match="Too many"):
        signins.sign_in(office.store, "head", PASSWORD, HERE, office.now)
    office.now += signins.LONGEST_WAIT - back
    with pytest.raises(NotAllowed, match="wrong"):
        signins.sign_in(office.store, "head", WRONG, HERE, office.now)
    with pytest.raises(NotAllowed, match="Too many"):
        signins.sign_in(office.store, "head", PASSWORD, HERE, office.now)
    office.now += signins.LONGEST_WAIT
    assert signins.sign_in(office.store, "head", PASSWORD, HERE, office.now)
    told.fault, told.n = "clock jumps back: brake on guessing", 1
