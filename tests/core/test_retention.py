"""Sound is kept only as long as it is needed: the set days after archiving or cancelling; all else stays."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.audit import audit_of_round
from core.codes import Stage
from core.discussion import meeting
from core.errors import NotFound
from core.facts import progress_of
from core.office import change_setting
from core.retention import purge_audio
from core.rounds import cancel_round
from core.samples import bring_recordings, recording_to_play, recordings_of, replace_recording
from core.signoff import archive_round, issued_pdf
from core.sounds_place import sounds
from tests.round_at import START, Office, put_sound, round_at, sample, sounds_there

pytestmark = pytest.mark.usefixtures("each_place")


def _purge(office: Office, days: float) -> list[str]:
    """What is there to be deleted so many days after now; the serving process does this after its commit."""
    found = office.store.write(lambda tx: purge_audio(tx, office.now + timedelta(days=days)))
    return [name for name in found or () if name in sounds_there()]


def _files() -> set[str]:
    return set(sounds_there())


def test_the_sound_of_an_archived_round_goes_after_the_set_days_and_not_a_moment_earlier() -> None:
    office = round_at(Stage.ARCHIVED)
    assert len(_files()) == 4
    assert _purge(office, 30) == []
    files = _purge(office, 30.001)
    assert set(files) == _files()
    sounds().delete(files)
    assert _files() == set()
    first = office.ask(recordings_of, office.supervisor, office.round_id)[0]
    with pytest.raises(NotFound, match="no longer kept"):
        office.ask(recording_to_play, office.supervisor, first.id)


def test_texts_scores_and_report_stay() -> None:
    office = round_at(Stage.DONE)
    before = repr(office.ask(meeting, office.head, office.round_id).cells)
    sounds().delete(_purge(office, 31))
    assert repr(office.ask(meeting, office.head, office.round_id).cells) == before
    assert office.do(issued_pdf, office.assessor_1, office.round_id)
    assert len(office.ask(recordings_of, office.supervisor, office.round_id)) == 4


def test_a_purge_is_told_once_in_the_trail_and_wakes_open_pages() -> None:
    office = round_at(Stage.ARCHIVED)
    version = office.version()
    _purge(office, 31)
    _purge(office, 32)
    rows = office.ask(audit_of_round, office.head, office.round_id, START, START.replace(year=2027))
    assert [(row.person_name, row.happened) for row in rows if row.action == "purge_audio"] == [
        ("Selaras", office.now + timedelta(days=31))
    ]
    assert office.version() == version + 1
    assert office.ask(progress_of, office.head, office.round_id).round.audio_purged


def test_what_a_crash_left_over_is_named_again() -> None:
    office = round_at(Stage.ARCHIVED)
    files = _purge(office, 31)
    sounds().delete(files[:1])
    assert _purge(office, 32) == files[1:]
    sounds().delete(files)
    assert _purge(office, 33) == []


def test_rounds_under_way_approved_or_just_archived_keep_their_sound() -> None:
    for stage in (Stage.SCORING, Stage.AWAITING_APPROVAL, Stage.APPROVED):
        assert _purge(round_at(stage), 400) == []
    late = round_at(Stage.APPROVED)
    late.now += timedelta(days=100)
    late.do(archive_round, late.supervisor, late.round_id)
    assert _purge(late, 29) == []


def test_a_cancelled_round_needs_its_sound_no_longer_either() -> None:
    office = round_at(Stage.SCORING)
    office.now += timedelta(days=100)
    office.do(cancel_round, office.head, office.round_id, "Batal.")
    assert _purge(office, 29) == []
    assert len(_purge(office, 31)) == 4


def test_sound_that_was_replaced_or_dropped_goes_with_its_round() -> None:
    office = round_at(Stage.SCORING)
    first = office.ask(recordings_of, office.supervisor, office.round_id)[0]
    given = sample("9001", is_heard=True)
    office.do(replace_recording, office.supervisor, first.id, given, "Ganti.")
    office.do(cancel_round, office.head, office.round_id, "Batal.")
    assert len(_purge(office, 31)) == 5


def test_original_and_playable_copy_go_both_but_a_file_another_round_still_needs_stays() -> None:
    office = round_at(Stage.SAMPLING)
    for name in ("asli.wav", "siap.wav", "bersama.wav"):
        put_sound(name, name.encode())
    pair, shared = sample("1"), sample("2")
    pair = replace(pair, file=replace(pair.file, original_path="asli.wav", playable_path="siap.wav"))
    shared = replace(shared, file=replace(shared.file, original_path="bersama.wav", playable_path="bersama.wav"))
    _bring(office, pair, shared)
    office.do(cancel_round, office.head, office.round_id, "Batal.")
    round_at(Stage.SAMPLING, office)
    _bring(office, shared)
    assert set(_purge(office, 31)) == {"asli.wav", "siap.wav"}


def _bring(office: Office, *samples: object) -> None:
    office.do(bring_recordings, office.assessor_1, office.round_id, samples)


def test_the_office_sets_how_long() -> None:
    office = round_at(Stage.ARCHIVED)
    office.do(change_setting, office.administrator, "audio_days", 0)
    assert len(_purge(office, 0.001)) == 4


def test_written_rounds_have_no_sound_to_delete() -> None:
    assert _purge(round_at(Stage.ARCHIVED, card_code="KP-NTL"), 31) == []
