"""Scorecards in the store: the ready ones are there, an own one can be brought, a version never changes."""

from uuid import uuid4

import pytest

from core.cards import READY_CARDS, bring_ready_cards, card_of, cards_to_choose, import_scorecard, withdraw_scorecard
from core.codes import Stage
from core.errors import Invalid, NotAllowed, NotFound
from core.report import draft_report_of
from core.store import cards_sql
from tests.round_at import START, Office, new_office, round_at

KP_TEL = (READY_CARDS / "kp-tel.yaml").read_text(encoding="utf-8")


def _newer(version: str = "2027.1") -> str:
    return KP_TEL.replace('version: "2026.1"', f'version: "{version}"')


def _kept(office: Office) -> list[tuple[str, str]]:
    return [(card.code, card.version) for card in office.store.read(cards_sql.cards)]


def test_the_ready_cards_are_kept_at_start_once() -> None:
    office = new_office()
    for _ in range(2):
        office.store.write(lambda tx: bring_ready_cards(tx, START))
    assert sorted(_kept(office)) == [("KP-NTL", "2026.1"), ("KP-TEL", "2026.1")]


def test_an_own_card_is_kept_beside_them_as_it_was_written() -> None:
    office = new_office()
    card_id = office.do(import_scorecard, office.supervisor, _newer())
    assert ("KP-TEL", "2027.1") in _kept(office)
    card = office.store.read(lambda tx: card_of(tx, card_id))
    assert (card.source, card.version) == (_newer(), "2027.1")


def test_a_version_that_is_kept_never_changes() -> None:
    office = new_office()
    for again in (KP_TEL, KP_TEL.replace("Salam", "Sapaan")):
        with pytest.raises(Invalid, match=r"KP-TEL version 2026\.1 is kept already"):
            office.do(import_scorecard, office.administrator, again)
    assert len(_kept(office)) == 2


def test_a_faulty_card_is_refused_and_nothing_is_kept() -> None:
    office = new_office()
    for faulty in ("", "bukan kartu", _newer().replace("weight: 8", "weight: 9", 1)):
        with pytest.raises(Invalid):
            office.do(import_scorecard, office.administrator, faulty)
    assert len(_kept(office)) == 2


def test_only_administrators_and_supervisors_bring_cards() -> None:
    office = new_office()
    for person in (office.head, office.assessor_1, office.projector):
        with pytest.raises(NotAllowed):
            office.do(import_scorecard, person, _newer())


def test_a_withdrawn_card_is_off_the_choice_and_comes_back() -> None:
    office = new_office()
    card = next(c for c in office.store.read(cards_to_choose) if c.code == "KP-TEL")
    office.do(withdraw_scorecard, office.administrator, card.id, True)
    assert [c.code for c in office.store.read(cards_to_choose)] == ["KP-NTL"]
    office.store.write(lambda tx: bring_ready_cards(tx, START))
    assert [c.code for c in office.store.read(cards_to_choose)] == ["KP-NTL"], "a new start does not bring it back"
    office.do(withdraw_scorecard, office.administrator, card.id, False)
    assert len(office.store.read(cards_to_choose)) == 2
    with pytest.raises(NotFound):
        office.do(withdraw_scorecard, office.administrator, uuid4(), True)


def test_a_round_keeps_the_version_it_was_planned_with() -> None:
    office = round_at(Stage.DISCUSSING)
    office.do(import_scorecard, office.administrator, _newer())
    used = next(c for c in office.store.read(cards_sql.cards) if (c.code, c.version) == ("KP-TEL", "2026.1"))
    office.do(withdraw_scorecard, office.administrator, used.id, True)
    assert office.card().version == "2026.1"
    assert office.ask(draft_report_of, office.head, office.round_id).card_sha256 == used.sha256


def test_a_round_without_a_card_says_so() -> None:
    office = round_at(Stage.SCHEDULING)
    with pytest.raises(NotFound, match="No scorecard is chosen"):
        office.card()
