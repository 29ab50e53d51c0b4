"""Signing in: what opens, what ends it, and how guessing is braked."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core import passwords, people, signins
from core.audit import audit_of_people
from core.errors import Invalid, NotAllowed
from core.model import Person
from core.own_account import change_own_language, change_own_password, new_password
from core.store import signins_sql
from tests.round_at import PASSWORD, START, Office, new_office

WRONG = "bukan kata sandinya 1"
HERE, THERE = "10.0.0.7", "10.0.0.8"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setenv("SELARAS_DATA", str(tmp_path))
    office = new_office()
    yield office
    office.store.close()


def sign_in(office: Office, username: str = "head", password: str = PASSWORD, address: str = HERE) -> str:
    return signins.token_of(signins.sign_in(office.store, username, password, address, office.now)[0])


def whose(office: Office, token: str) -> Person:
    return office.store.read(lambda tx: signins.whose(tx, token, office.now))


def fail(office: Office, times: int, username: str = "head", address: str = HERE) -> None:
    for _ in range(times):
        with pytest.raises(NotAllowed, match="wrong"):
            sign_in(office, username, WRONG, address)


def test_a_name_may_be_typed_with_capitals_and_blanks(office: Office) -> None:
    assert whose(office, sign_in(office, " HEAD ")).id == office.head.id


def test_a_ticket_is_changed_for_the_token_once_and_soon(office: Office) -> None:
    ticket, _ = signins.sign_in(office.store, "head", PASSWORD, HERE, office.now)
    late, _ = signins.sign_in(office.store, "head", PASSWORD, HERE, office.now)

    def handed_over(ticket: str, seconds: int) -> str | None:
        moment = office.now + timedelta(seconds=seconds)
        return office.store.write(lambda tx: signins.hand_over(tx, ticket, moment))

    assert handed_over("guessed", 1) is None
    assert handed_over(ticket, 29) == signins.token_of(ticket)
    assert handed_over(ticket, 29) is None
    assert handed_over(late, 31) is None


def test_the_store_cannot_give_a_token_back(office: Office) -> None:
    token = sign_in(office)
    assert signins.kept_form(token) != token
    assert office.store.read(lambda tx: signins_sql.sign_in_of(tx, token)) is None


def test_wrong_unknown_and_deactivated_read_alike(office: Office) -> None:
    office.do(people.deactivate_person, office.administrator, office.assessor_2.id)
    sentences = set()
    for username, password in (("head", WRONG), ("nobody", PASSWORD), ("assessor_2", PASSWORD)):
        with pytest.raises(NotAllowed) as refusal:
            sign_in(office, username, password)
        sentences.add(str(refusal.value))
    assert len(sentences) == 1


def test_signing_out_ends_this_sign_in_and_no_other(office: Office) -> None:
    here, there = sign_in(office), sign_in(office)
    office.store.write(lambda tx: signins.sign_out(tx, here, by=office.head, now=office.now))
    assert whose(office, there)
    with pytest.raises(signins.SignedOut):
        whose(office, here)


def test_a_sign_in_ends_after_idle_minutes_but_not_while_there_is_input(office: Office) -> None:
    token = sign_in(office)
    for _ in range(3):
        office.now += timedelta(minutes=14)
        office.store.write(lambda tx: signins.keep_alive(tx, token, office.now))
    office.now += timedelta(minutes=16)
    with pytest.raises(signins.SignedOut, match="15 minutes"):
        whose(office, token)
    with pytest.raises(signins.SignedOut):
        office.store.write(lambda tx: signins.keep_alive(tx, token, office.now))


def test_a_projector_stays_for_its_hours_without_any_input(office: Office) -> None:
    token = sign_in(office, "projector")
    office.now += timedelta(hours=11)
    assert whose(office, token)
    office.now += timedelta(hours=2)
    with pytest.raises(signins.SignedOut):
        whose(office, token)


def test_roles_and_deactivation_hold_for_the_very_next_look(office: Office) -> None:
    token = sign_in(office, "assessor_1")
    office.do(people.assign_roles, office.administrator, office.assessor_1.id, office.supervisor.roles)
    assert whose(office, token).roles == office.supervisor.roles
    office.do(people.deactivate_person, office.administrator, office.assessor_1.id)
    with pytest.raises(signins.SignedOut):
        whose(office, token)


def test_being_active_again_does_not_revive_an_old_sign_in(office: Office) -> None:
    token = sign_in(office, "assessor_1")
    office.do(people.deactivate_person, office.administrator, office.assessor_1.id)
    office.do(people.activate_person, office.administrator, office.assessor_1.id)
    with pytest.raises(signins.SignedOut):
        whose(office, token)


def test_after_five_failures_the_wait_doubles_and_the_right_password_waits_too(office: Office) -> None:
    fail(office, 5)
    with pytest.raises(NotAllowed, match="Wait 30 seconds"):
        sign_in(office)
    office.now += timedelta(seconds=31)
    fail(office, 1)
    with pytest.raises(NotAllowed, match="Wait 60 seconds"):
        sign_in(office)
    office.now += timedelta(seconds=61)
    assert sign_in(office)
    fail(office, 4)


def test_failures_elsewhere_do_not_lock_a_person_out_here(office: Office) -> None:
    fail(office, 5, address=THERE)
    assert sign_in(office)


def test_many_names_from_one_address_are_braked_too(office: Office) -> None:
    for n in range(40):
        office.store.write(lambda tx, n=n: count(tx, f"name{n}", office.now))
    with pytest.raises(NotAllowed, match="Wait"):
        sign_in(office)
    assert sign_in(office, address=THERE)


def test_a_failure_is_forgotten_after_half_an_hour(office: Office) -> None:
    fail(office, 4)
    office.now += timedelta(minutes=31)
    fail(office, 4)


def test_unlocking_ends_the_wait(office: Office) -> None:
    fail(office, 5)
    office.do(people.unlock_person, office.administrator, office.head.id)
    assert sign_in(office)


def test_giving_the_password_again_is_braked_like_signing_in(office: Office) -> None:
    def act(verb: Callable[..., None], *args: object) -> None:
        office.store.write(lambda tx: verb(tx, *args, by=office.head, now=office.now))

    right, wrong = (office.ask(signins.password_given, office.head, word) for word in (PASSWORD, WRONG))
    act(signins.require_password, right)
    for _ in range(5):
        with pytest.raises(signins.WrongPassword):
            act(signins.require_password, wrong)
        act(signins.count_wrong_password)
    with pytest.raises(NotAllowed, match="Wait"):
        act(signins.require_password, right)
    with pytest.raises(NotAllowed, match="Wait"):
        office.ask(signins.password_given, office.head, PASSWORD)


def test_a_password_given_counts_for_its_person_and_while_it_is_the_password(office: Office) -> None:
    given = office.ask(signins.password_given, office.head, PASSWORD)
    with pytest.raises(signins.WrongPassword):
        office.do(signins.require_password, office.supervisor, given)
    change_password(office, PASSWORD, "kuda laut biru 7")
    with pytest.raises(signins.WrongPassword):
        office.do(signins.require_password, office.head, given)


def change_password(office: Office, old: str, new: str, token: str = "") -> None:
    typed = office.ask(new_password, office.head, old, new)
    office.do(change_own_password, office.head, typed, token)


def test_what_was_typed_stands_in_no_log(office: Office) -> None:
    typed = office.ask(new_password, office.head, PASSWORD, "kuda laut biru 7")
    assert not [word for word in (PASSWORD, "kuda laut biru 7", "$2b$") if word in repr(typed)]


def test_the_second_click_of_a_double_click_types_the_same(office: Office) -> None:
    first = office.ask(new_password, office.head, PASSWORD, "kuda laut biru 7")
    office.do(change_own_password, office.head, first, "")
    assert office.ask(new_password, office.head, PASSWORD, "kuda laut biru 7") == first


def test_a_new_password_needs_the_old_one_and_ends_the_other_sign_ins(office: Office) -> None:
    here, there = sign_in(office), sign_in(office)
    with pytest.raises(signins.WrongPassword):
        change_password(office, WRONG, "kuda laut biru 7", here)
    change_password(office, PASSWORD, "kuda laut biru 7", here)
    assert whose(office, here)
    with pytest.raises(signins.SignedOut):
        whose(office, there)
    assert sign_in(office, password="kuda laut biru 7")


@pytest.mark.parametrize("password", ["pendek", "aaaaaaaaaaaaa", "x" * 60 + "Ωmega" * 10, "the-head-of-it", PASSWORD])
def test_a_weak_overlong_or_unchanged_password_is_refused(office: Office, password: str) -> None:
    token = sign_in(office)
    with pytest.raises(Invalid):
        change_password(office, PASSWORD, password, token)


def test_the_language_is_the_persons_own(office: Office) -> None:
    token = sign_in(office)
    office.do(change_own_language, office.head, "en")
    assert whose(office, token).language == "en"
    with pytest.raises(Invalid):
        office.do(change_own_language, office.head, "xx")


def test_the_audit_knows_who_came_and_failed_but_no_secret(office: Office) -> None:
    token = sign_in(office)
    fail(office, 1)
    fail(office, 1, username="a password in the wrong field")
    office.store.write(lambda tx: signins.sign_out(tx, token, by=office.head, now=office.now))
    rows = office.ask(audit_of_people, office.administrator, START, datetime(2027, 1, 1, tzinfo=UTC))
    assert sorted(row.action for row in rows) == ["sign_in", "sign_in_failed", "sign_in_failed", "sign_out"]
    written = " ".join(str(row) for row in rows)
    assert not [secret for secret in (token, PASSWORD, WRONG, "wrong field") if secret in written]


def test_a_comparison_costs_the_same_for_names_that_do_not_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "SLOW", 12)
    compared: list[bytes] = []
    real = passwords.bcrypt.checkpw
    monkeypatch.setattr(passwords.bcrypt, "checkpw", lambda given, kept: compared.append(kept) or real(given, kept))
    temporary, kept = passwords.temporary()
    assert not passwords.fits(PASSWORD, None)
    assert passwords.fits(temporary, kept)
    assert sum(kept.startswith(b"$2b$12$") for kept in compared) == 2


def count(tx: object, name: str, now: datetime) -> None:
    signins._count_failure(tx, signins._brakes(name, HERE), None, now)  # type: ignore[arg-type]
