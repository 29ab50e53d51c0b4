"""What readers share: never older than the round, never another store's, never a writer's unfinished work."""

from threading import Barrier, Thread
from uuid import uuid4

from core.cells import cells_of
from core.codes import Stage
from core.discussion import change_after_value, meeting
from core.kept import Kept
from core.scorecard import Answer
from core.store import Tx, rounds_sql
from tests.engines import open_fresh
from tests.round_at import Office, round_at


def _standing(office: Office, tx: Tx) -> set[Answer]:
    round_ = rounds_sql.round_by_id(tx, office.round_id)
    assert round_
    cell = next(cell for cell in cells_of(tx, round_) if cell.criterion.code == "C2")
    return {note.answer for note in cell.now.values()}


def test_readers_see_each_change_and_a_writer_sees_its_own_before_anybody_else() -> None:
    office = round_at(Stage.DISCUSSING)
    place = office.ask(meeting, office.supervisor, office.round_id).agenda[1]
    assert place.criterion.code == "C2"
    before = office.store.read(lambda tx: _standing(office, tx))

    def change(tx: Tx) -> set[Answer]:
        where = (tx, office.round_id, place.recording_id, "C2")
        change_after_value(*where, Answer(3), by=office.assessor_1, now=office.now)
        return _standing(office, tx)

    during = office.store.write(change)
    after = office.store.read(lambda tx: _standing(office, tx))
    assert Answer(3) not in before and during == after and Answer(3) in after


def test_it_is_made_once_however_many_ask_and_for_each_store_by_itself() -> None:
    made: list[str] = []
    kept: Kept[str] = Kept(2)
    stores = [open_fresh() for _ in range(2)]
    key, start = uuid4(), Barrier(4)

    def ask(n: int) -> None:
        start.wait(5)
        stores[n % 2].read(lambda tx: kept.of(tx, key, lambda: made.append("") or "made"))

    threads = [Thread(target=ask, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 2
    stores[0].write(lambda tx: kept.of(tx, key, lambda: made.append("") or "made"))
    assert len(made) == 3, "a writing transaction is given nothing that was kept"
    for store in stores:
        store.close()


def test_only_the_newest_few_are_kept() -> None:
    kept: Kept[int] = Kept(2)
    store = open_fresh()
    made = [store.read(lambda tx, n=n: kept.of(tx, n % 3, lambda: n)) for n in (0, 1, 2, 3)]
    assert made == [0, 1, 2, 3]
    store.close()
