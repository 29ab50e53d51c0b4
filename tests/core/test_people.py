"""Accounts: who may change them, and what keeps an office able to work."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from core import people, signins
from core.access import relations_to
from core.codes import Relation, Role, Stage
from core.errors import Invalid, NotAllowed, NotFound, SomeoneWasFirst
from core.model import Person
from core.people import NewPerson
from core.store import people_sql, rounds_sql
from tests.engines import open_fresh
from tests.round_at import START, Office, new_office, round_at

NEW = NewPerson("Rina.P", "Rina Pertiwi", frozenset({Role.ASSESSOR}), "0001", "Quality Assessor")
TODAY = START.date()


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setenv("SELARAS_DATA", str(tmp_path))
    office = new_office()
    yield office
    office.store.close()


def account(office: Office, username: str) -> Person:
    found = office.store.read(lambda tx: people_sql.person_by_username(tx, username))
    assert found
    return found


def test_a_new_person_signs_in_with_the_temporary_password_and_must_change_it(office: Office) -> None:
    temporary = office.do(people.add_person, office.administrator, NEW)
    _, person = signins.sign_in(office.store, "rina.p", temporary, "here", office.now)
    assert person.must_change_password and person.roles == {Role.ASSESSOR}


@pytest.mark.parametrize("username", ["head", " HEAD", "ab", "with blank", "-dash", "é" * 4, "x" * 41, ""])
def test_a_username_is_unique_and_plain(office: Office, username: str) -> None:
    with pytest.raises(Invalid):
        office.do(people.add_person, office.administrator, NewPerson(username, "Rina", NEW.roles))


@pytest.mark.parametrize("roles", [frozenset[Role](), frozenset({Role.PROJECTOR, Role.HEAD})])
def test_roles_must_be_chosen_and_a_projector_has_no_other(office: Office, roles: frozenset[Role]) -> None:
    with pytest.raises(Invalid):
        office.do(people.add_person, office.administrator, NewPerson("rina", "Rina", roles))


def test_only_an_administrator_manages_people(office: Office) -> None:
    someone = office.assessor_2.id
    for person in (office.head, office.supervisor, office.assessor_1, office.projector):
        for verb, given in (
            (people.add_person, (NEW,)),
            (people.add_projector_account, (office.round_id, "layar2", "Layar 2")),
            (people.change_details, (someone, "X", "", "")),
            (people.assign_roles, (someone, {Role.HEAD})),
            (people.deactivate_person, (someone,)),
            (people.activate_person, (someone,)),
            (people.unlock_person, (someone,)),
            (people.reset_password, (someone,)),
        ):
            with pytest.raises(NotAllowed):
                office.do(verb, person, *given)


def test_the_last_active_administrator_stays(office: Office) -> None:
    office.do(people.deactivate_person, office.administrator, office.outsider.id)
    with pytest.raises(Invalid, match="last active administrator"):
        office.do(people.assign_roles, office.administrator, office.administrator.id, {Role.HEAD})


def test_an_administrator_deactivates_others_and_never_themself(office: Office) -> None:
    with pytest.raises(NotAllowed, match="Ask another administrator"):
        office.do(people.deactivate_person, office.administrator, office.administrator.id)
    assert account(office, "administrator").is_active
    office.do(people.deactivate_person, office.outsider, office.administrator.id)
    assert not account(office, "administrator").is_active


def test_an_administrator_who_was_deactivated_manages_nothing_any_more(office: Office) -> None:
    office.do(people.deactivate_person, office.outsider, office.administrator.id)
    with pytest.raises(NotAllowed):
        office.do(people.add_person, office.administrator, NEW)


def test_a_reset_password_ends_open_sign_ins(office: Office) -> None:
    first = office.do(people.add_person, office.administrator, NEW)
    ticket, person = signins.sign_in(office.store, "rina.p", first, "here", office.now)
    second = office.do(people.reset_password, office.administrator, person.id)
    with pytest.raises(signins.SignedOut):
        office.store.read(lambda tx: signins.whose(tx, signins.token_of(ticket), office.now))
    with pytest.raises(NotAllowed):
        signins.sign_in(office.store, "rina.p", first, "here", office.now)
    assert signins.sign_in(office.store, "rina.p", second, "here", office.now)


def test_a_projector_account_shows_one_round_and_never_changes_its_password(office: Office) -> None:
    round_at(Stage.ASSIGNED, office)
    password = office.do(people.add_projector_account, office.administrator, office.round_id, "layar2", "Layar 2")
    _, person = signins.sign_in(office.store, "layar2", password, "here", office.now)
    assert (person.shows_round, person.must_change_password) == (office.round_id, False)


def test_the_first_administrator_is_made_once(tmp_path: Path) -> None:
    store = open_fresh()
    assert store.read(people.nobody_yet)
    first = NewPerson("pengelola", "Candra", frozenset({Role.ADMINISTRATOR}))
    store.write(lambda tx: people.set_up(tx, first, "kuda laut biru 7", START))
    with pytest.raises(SomeoneWasFirst):
        store.write(lambda tx: people.set_up(tx, NewPerson("kedua", "Dua", first.roles), "kuda laut biru 7", START))
    assert not store.read(people.nobody_yet)
    store.close()


def test_a_substitute_is_head_for_the_days_of_the_letter_only(office: Office) -> None:
    round_at(Stage.ASSIGNED, office)
    last = TODAY + timedelta(days=2)
    office.do(people.name_substitute, office.head, office.head.id, office.outsider.id, "Plh.", TODAY, last)

    def is_head() -> bool:
        round_ = office.store.read(lambda tx: rounds_sql.round_by_id(tx, office.round_id))
        assert round_
        relations = office.store.read(lambda tx: relations_to(tx, round_, office.outsider, office.now))
        return Relation.HEAD in relations

    assert is_head()
    office.now += timedelta(days=3)
    assert not is_head()


def test_a_substitute_opens_the_heads_page_without_the_role(office: Office) -> None:
    given = (office.head.id, office.supervisor.id, "Plt.", TODAY, TODAY)
    identity = office.do(people.name_substitute, office.administrator, *given)
    assert Role.HEAD in office.ask(people.roles_today, office.supervisor)
    office.do(people.end_substitute, office.administrator, identity)
    assert Role.HEAD not in office.ask(people.roles_today, office.supervisor)


def test_a_head_names_substitutes_for_nobody_else(office: Office) -> None:
    with pytest.raises(NotFound):
        office.do(people.name_substitute, office.head, office.outsider.id, office.supervisor.id, "Plh.", TODAY, TODAY)


@pytest.mark.parametrize(
    ("kind", "first", "last"),
    [("Plx.", TODAY, TODAY), ("Plh.", TODAY, TODAY - timedelta(days=1)), ("Plh.", date(2025, 1, 1), date(2025, 1, 2))],
)
def test_a_substitution_has_a_kind_and_days_to_come(office: Office, kind: str, first: date, last: date) -> None:
    with pytest.raises(Invalid):
        office.do(people.name_substitute, office.head, office.head.id, office.outsider.id, kind, first, last)
