"""Words, dates and numbers as people read them, in both languages and in the office's zone."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from core.errors import Invalid, StepNotReady, require_text
from core.labels import ACTION_LABELS, CAUSE_LABELS, STAGE_LABELS, one_of
from core.language import N_, Language, Message, time_mark

ID, EN = Language("id"), Language("en")
MOMENT = datetime(2014, 11, 24, 7, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "decimals", "indonesian", "english"),
    [
        (85.5, 2, "85,50", "85.50"),
        (1085.5, 2, "1.085,50", "1,085.50"),
        (Decimal("84.745"), 2, "84,75", "84.75"),
        (0.125, 2, "0,13", "0.13"),
        (2.675, 2, "2,68", "2.68"),
        (-0.125, 2, "-0,13", "-0.13"),
        (1234567, 0, "1.234.567", "1,234,567"),
        (0.5, 0, "1", "1"),
    ],
)
def test_numbers_have_their_marks_and_are_rounded_half_up(
    value: float | Decimal, decimals: int, indonesian: str, english: str
) -> None:
    assert (ID.number(value, decimals), EN.number(value, decimals)) == (indonesian, english)


def test_dates_are_written_out() -> None:
    day = date(2014, 11, 24)
    assert (ID.date(day), ID.full_date(day)) == ("24 November 2014", "Senin, 24 November 2014")
    assert (EN.date(day), EN.full_date(day)) == ("24 November 2014", "Monday, 24 November 2014")


@pytest.mark.parametrize(
    ("zone", "indonesian"),
    [("Asia/Jakarta", "14.05 WIB"), ("Asia/Makassar", "15.05 WITA"), ("Asia/Jayapura", "16.05 WIT")],
)
def test_times_are_those_of_the_offices_wall_with_its_zone(zone: str, indonesian: str) -> None:
    assert Language("id", zone).clock(MOMENT) == indonesian
    assert Language("en", zone).clock(MOMENT) == indonesian.replace(".", ":")


def test_a_moment_takes_its_date_after_the_change_of_zone() -> None:
    late = datetime(2025, 12, 31, 17, 30, tzinfo=UTC)
    assert ID.moment(late) == "1 Januari 2026 00.30 WIB"
    assert Language("en", "Asia/Jayapura").moment(late) == "1 January 2026 02:30 WIT"


def test_values_inside_a_sentence_are_written_the_languages_way() -> None:
    params = {"what": Message(STAGE_LABELS["scoring"]), "day": date(2026, 2, 9), "points": 4.5, "n": 1200}
    inner = Message("{what}|{day}|{points}|{n}", params)
    assert EN(inner) == "Independent scoring|9 February 2026|4.50|1200"
    assert ID(inner).split("|")[1:] == ["9 Februari 2026", "4,50", "1200"]


def test_a_sentence_without_values_may_hold_braces_and_an_empty_one_stays_empty() -> None:
    assert EN("Keep {this}") == "Keep {this}"
    assert (ID(""), ID.count("{n} file", "{n} files", 1200)) == ("", ID.count("{n} file", "{n} files", 1200))


def test_english_counts_one_and_many_indonesian_knows_one_form() -> None:
    assert EN.count("{n} file", "{n} files", 1) == "1 file"
    assert EN.count("{n} file of {name}", "{n} files of {name}", 1500, name="Sari") == "1,500 files of Sari"


def test_an_unknown_sentence_is_said_as_it_is() -> None:
    assert ID("No such sentence stands in any catalogue.") == "No such sentence stands in any catalogue."


def test_alternatives_are_each_translated_by_themselves() -> None:
    stages = one_of([STAGE_LABELS[code] for code in ("scoring", "discussing", "done")])
    assert EN(stages) == "Independent scoring / Joint discussion / Done"
    assert ID(stages).count(" / ") == 2
    assert EN(one_of([STAGE_LABELS["done"]])) == "Done"


def test_an_error_is_a_sentence_in_any_language_and_keeps_its_reasons() -> None:
    refusal = StepNotReady(
        "The step “{step}” is not done yet.", [Message("No scorecard is chosen yet.")], step=Message(N_("Schedule"))
    )
    assert str(refusal) == "The step “Schedule” is not done yet."
    assert [EN(reason) for reason in refusal.reasons] == ["No scorecard is chosen yet."]
    assert "Schedule" not in ID(refusal.message) or ID(N_("Schedule")) == "Schedule"


def test_a_required_text_is_given_back_without_blanks_or_asked_for_by_its_label() -> None:
    assert require_text(N_("Reason"), "  ada \n") == "ada"
    for blank in ("", " \t\n"):
        with pytest.raises(Invalid, match="Fill in: Reason"):
            require_text(N_("Reason"), blank)


@pytest.mark.parametrize(
    ("milliseconds", "shown"), [(0, "0:00"), (999, "0:00"), (83_000, "1:23"), (3_600_000, "60:00"), (600_000, "10:00")]
)
def test_a_place_in_a_recording_is_minutes_and_seconds(milliseconds: int, shown: str) -> None:
    assert time_mark(milliseconds) == shown


def test_every_label_is_a_sentence_of_its_own() -> None:
    for labels in (STAGE_LABELS, CAUSE_LABELS, ACTION_LABELS):
        assert len(set(labels.values())) == len(labels)
