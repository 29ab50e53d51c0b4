"""The draft as pictures: the same right as the draft, one drawing per version, and never a page that is not there."""

import pytest

from core.codes import Stage
from core.errors import NotAllowed, NotFound, SomeoneWasFirst, StepNotReady
from core.report_preview import draft_of, page_picture
from core.signoff import (
    archive_round,
    draft_pdf,
    register_of_interpretations,
    replace_interpretations,
    save_report,
)
from tests.round_at import round_at

PNG = b"\x89PNG"


def test_every_page_of_the_draft_is_a_picture() -> None:
    office = round_at(Stage.AWAITING_APPROVAL)
    draft = office.ask(draft_of, office.head, office.round_id)
    assert draft.pdf == office.ask(draft_pdf, office.head, office.round_id)
    assert draft.pages >= 2
    assert page_picture(draft, 1).startswith(PNG)
    assert page_picture(draft, draft.pages).startswith(PNG)
    for number in (0, draft.pages + 1):
        with pytest.raises(NotFound):
            page_picture(draft, number)


def test_a_draft_is_drawn_anew_when_the_round_has_moved() -> None:
    office = round_at(Stage.DRAFTING_REPORT)
    before = office.ask(draft_of, office.supervisor, office.round_id)
    assert office.ask(draft_of, office.supervisor, office.round_id) is before
    office.do(save_report, office.supervisor, office.round_id, {"findings": "Baru."}, office.version())
    assert office.ask(draft_of, office.supervisor, office.round_id) is not before


def test_what_is_kept_is_handed_to_nobody_without_the_right() -> None:
    office = round_at(Stage.AWAITING_APPROVAL)
    office.ask(draft_of, office.head, office.round_id)
    with pytest.raises(NotAllowed):
        office.ask(draft_of, office.assessor_1, office.round_id)
    with pytest.raises(NotFound):
        office.ask(draft_of, office.outsider, office.round_id)


def test_before_the_reveal_there_is_no_draft_for_anyone() -> None:
    office = round_at(Stage.SCORING)
    with pytest.raises(StepNotReady):
        office.ask(draft_of, office.supervisor, office.round_id)


def test_an_interpretation_is_replaced_once() -> None:
    office = round_at(Stage.DONE)
    old = office.ask(register_of_interpretations, office.supervisor)
    round_at(Stage.APPROVED, office)
    office.do(archive_round, office.supervisor, office.round_id)
    new = {e.criterion: e for e in office.ask(register_of_interpretations, office.supervisor) if e not in old}
    place = (office.round_id, new[old[0].criterion].id, [old[0].id])
    office.do(replace_interpretations, office.supervisor, *place)
    with pytest.raises(SomeoneWasFirst) as told:
        office.do(replace_interpretations, office.supervisor, *place)
    assert old[0].text in str(told.value)
