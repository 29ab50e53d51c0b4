"""A form of settings is saved whole or not at all, and the register knows its criteria by name."""

import pytest

from core.cards import criterion_names
from core.errors import Invalid, NotAllowed
from core.office import change_settings, settings_in_force
from tests.round_at import Office, new_office


@pytest.fixture
def office() -> Office:
    return new_office()


def test_one_bad_value_keeps_all_as_they_were(office: Office) -> None:
    before = office.ask(settings_in_force, office.administrator)
    with pytest.raises(Invalid):
        office.do(change_settings, office.administrator, {"idle_minutes": 20, "working_days": 0})
    assert office.ask(settings_in_force, office.administrator) == before


def test_good_values_are_all_in_force(office: Office) -> None:
    office.do(change_settings, office.administrator, {"idle_minutes": 20, "working_days": 7})
    now = office.ask(settings_in_force, office.administrator)
    assert (now["idle_minutes"], now["working_days"]) == (20, 7)


def test_only_an_administrator_changes_settings(office: Office) -> None:
    with pytest.raises(NotAllowed):
        office.do(change_settings, office.head, {"idle_minutes": 20})


def test_every_criterion_of_the_kept_cards_has_its_words(office: Office) -> None:
    names = office.ask(criterion_names, office.assessor_1)
    assert names[("KP-TEL", "C2")].say("id") and len(names) == 20 + 11
