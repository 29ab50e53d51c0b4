"""The screens in a round with an expert outside the panel: what is told of the expert, and to the expert."""

from collections.abc import Callable

from core.codes import Stage
from core.discussion import reveal_scores
from core.facts import progress_of
from core.model import Note
from core.people import deactivate_person
from core.rounds import cancel_round, excuse_assessor, go_back
from core.samples import recordings_of
from core.scorecard import Answer
from core.scoring import lock_sheet
from tests.pages.conftest import Desk
from tests.round_at import Office, notes, round_at, with_expert

SitDown = Callable[[Office], Desk]


def lock_all(office: Office, who: str, **heard: Note) -> None:
    """Everything with the best answers; what is `heard` otherwise only on the first recording."""
    for n, recording in enumerate(office.ask(recordings_of, office.people[who], office.round_id)):
        given = notes(office.card(), {} if n else heard)
        office.do(lock_sheet, office.people[who], office.round_id, recording.id, given)


def test_the_experts_evidence_is_heard_and_read_like_an_assessors(sit_down: SitDown) -> None:
    """The panel lies within tolerance; it is the expert who makes the point one that must be closed."""
    office = round_at(Stage.SCORING, crew=with_expert)
    lock_all(office, "assessor_1")
    lock_all(office, "assessor_2", C2=Note(Answer(4)))
    lock_all(office, "expert", C2=Note(Answer(2), "Keterangan penentu tidak ditanyakan.", 30_000))
    office.do(reveal_scores, office.supervisor, office.round_id)
    screen = sit_down(office).open("supervisor", office.supervisor, round=str(office.round_id))
    assert not screen.exception
    assert screen.button(key="supervisor-2-at-30000").label == "0:30"
    said = [words.value for words in screen.markdown]
    assert "**Pakar** Keterangan penentu tidak ditanyakan." in said
    assert any("pakar berbeda" in words for words in said)


def test_the_plan_opens_and_is_saved_with_people_deactivated_since(sit_down: SitDown) -> None:
    office = round_at(Stage.SAMPLING, crew=with_expert)
    office.do(go_back, office.supervisor, office.round_id, "Jadwal diubah.")
    for gone in (office.assessor_2, office.expert):
        office.do(deactivate_person, office.administrator, gone.id)
    screen = sit_down(office).open("supervisor", office.supervisor, round=str(office.round_id))
    assert not screen.exception
    screen.button(key="supervisor.save_plan").click().run()
    assert not screen.exception
    assert not screen.error
    members = office.ask(progress_of, office.supervisor, office.round_id).members
    assert [member.person_id for member in members] == [office.assessor_1.id, office.assessor_2.id, office.expert.id]


def test_an_excused_expert_has_nothing_to_do_and_no_form(sit_down: SitDown) -> None:
    office = round_at(Stage.SCORING, crew=with_expert)
    office.do(excuse_assessor, office.supervisor, office.round_id, office.expert.id, "Sakit.")
    screen = sit_down(office).open("assessor", office.expert)
    assert not screen.exception
    assert [told.value for told in screen.info] == ["Tidak ada yang perlu Anda lakukan dalam putaran ini."]
    assert [group.key for group in screen.button_group] == ["menu.language.id"]


def test_of_a_round_cancelled_after_the_reveal_nothing_is_asked_and_nothing_shown(sit_down: SitDown) -> None:
    office = round_at(Stage.DISCUSSING, crew=with_expert)
    office.do(cancel_round, office.head, office.round_id, "Antrean dipindahkan.")
    for who in (office.assessor_1, office.expert):
        screen = sit_down(office).open("assessor", who)
        assert not screen.exception
        assert [told.value for told in screen.info] == ["Tidak ada yang perlu Anda lakukan dalam putaran ini."]


def test_the_expert_is_told_nothing_that_is_meant_for_assessors(sit_down: SitDown) -> None:
    office = round_at(Stage.DONE, crew=with_expert)
    screen = sit_down(office).open("assessor", office.expert)
    assert not screen.exception
    said = [told.value for told in (*screen.caption, *screen.subheader, *screen.info)]
    assert "Nilai Anda dan kesepakatan" in said
    assert not [words for words in said if "Hanya Anda" in words or "Angka sendiri" in words or "Anda pakar" in words]
