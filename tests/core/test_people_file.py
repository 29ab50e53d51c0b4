"""A list of people is taken whole or not at all, and every fault is told with its row."""

from uuid import uuid4

import pytest

from core.accounts import change_account, rounds_to_project, substitutions
from core.codes import Role, Stage
from core.errors import Invalid, NotAllowed, NotFound
from core.language import Language
from core.people import name_substitute, people
from core.people_file import import_people, people_in_file, people_template
from tests.round_at import START, Office, new_office, round_at

GOOD = "nama_pengguna;nama;peran;nip\nsatu;Orang Satu;Quality Assessor;0123\ndua;Orang Dua;supervisor + assessor;\n"


@pytest.fixture
def office() -> Office:
    return new_office()


def test_a_good_list_adds_everyone_with_a_password_each(office: Office) -> None:
    passwords = office.do(import_people, office.administrator, "daftar.csv", GOOD.encode())
    assert set(passwords) == {"satu", "dua"} and len(set(passwords.values())) == 2
    added = {person.username: person for person in office.ask(people, office.administrator)}
    assert added["dua"].roles == {Role.SUPERVISOR, Role.ASSESSOR}
    assert added["satu"].staff_number == "0123" and added["satu"].must_change_password


@pytest.mark.parametrize("code", ["id", "en"])
def test_the_template_is_itself_a_good_list(office: Office, code: str) -> None:
    found = office.ask(people_in_file, office.administrator, "templat.csv", people_template(Language(code)))
    assert [new.username for new in found] == ["anindya", "laksmi"]
    assert found[1].roles == {Role.SUPERVISOR, Role.ASSESSOR}


def test_every_fault_is_told_and_nobody_is_added(office: Office) -> None:
    bad = "username,name,role\nhead,Ada,head\nx,,raja\nsama,A,head\nsama,B,\n,C,projector\n"
    before = len(office.ask(people, office.administrator))
    with pytest.raises(Invalid) as refused:
        office.do(import_people, office.administrator, "daftar.csv", bad.encode())
    told = "\n".join(problem.english() for problem in refused.value.problems)
    for piece in ("head is taken", "Row 3: the name", "“raja” is not a role", "sama stands", "Row 5: no role", "Row 6"):
        assert piece in told
    assert len(office.ask(people, office.administrator)) == before


def test_a_list_without_the_columns_is_refused(office: Office) -> None:
    with pytest.raises(Invalid, match="nama_pengguna, peran"):
        office.ask(people_in_file, office.administrator, "daftar.csv", b"nama;umur\nA;3\n")


@pytest.mark.parametrize("content", [b"", b"   ", b"\x00\x01\x02"])
def test_an_empty_or_strange_file_is_refused(office: Office, content: bytes) -> None:
    with pytest.raises(Invalid):
        office.ask(people_in_file, office.administrator, "daftar.csv", content)


def test_only_an_administrator_reads_or_adds(office: Office) -> None:
    for verb in (people_in_file, import_people):
        with pytest.raises(NotAllowed):
            office.do(verb, office.supervisor, "daftar.csv", GOOD.encode())
    for query in (substitutions, rounds_to_project):
        with pytest.raises(NotAllowed):
            office.ask(query, office.supervisor)


def test_details_and_roles_change_together_or_not_at_all(office: Office) -> None:
    who = office.administrator
    with pytest.raises(Invalid):
        office.do(change_account, who, who.id, ("Nama Baru", "", ""), {Role.HEAD, Role.PROJECTOR})
    kept = {person.id: person for person in office.ask(people, who)}[who.id]
    assert kept.name == who.name
    office.do(change_account, who, who.id, ("Nama Baru", "1", "2"), {Role.ADMINISTRATOR, Role.HEAD})
    kept = {person.id: person for person in office.ask(people, who)}[who.id]
    assert (kept.name, kept.roles) == ("Nama Baru", {Role.ADMINISTRATOR, Role.HEAD})


def test_a_person_that_does_not_exist_cannot_be_changed(office: Office) -> None:
    with pytest.raises(NotFound):
        office.do(change_account, office.administrator, uuid4(), ("A", "", ""), {Role.HEAD})


def test_the_administrator_sees_titles_of_running_rounds_and_who_substitutes() -> None:
    office = round_at(Stage.SCHEDULING)
    day = START.date()
    office.do(name_substitute, office.administrator, office.head.id, office.supervisor.id, "Plh.", day, day)
    assert office.ask(rounds_to_project, office.administrator) == {office.round_id: "Kalibrasi Februari"}
    (found,) = office.ask(substitutions, office.administrator)
    assert (found.head, found.person) == (office.head.name, office.supervisor.name)
