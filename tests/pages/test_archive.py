"""The archive shows what I have a part in, knows an issued file again, and lets nothing out to strangers."""

from collections.abc import Callable, Iterator

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from core.codes import Stage
from core.language import Language
from core.model import Person
from core.signoff import issued_pdf
from tests.pages.conftest import Desk
from tests.round_at import Office, new_office, round_at
from web.archive import archive_routes
from web.asking import COOKIE
from web.house import furnished

t = Language("id")
REGISTER, VERIFY, TRAIL = "Register of interpretations", "Verify a file", "Audit trail of a round"


@pytest.fixture(scope="module")
def archived() -> Office:
    return round_at(Stage.ARCHIVED)


@pytest.fixture
def desk(archived: Office, sit_down: Callable[[Office], Desk]) -> Desk:
    return sit_down(archived)


def archive(desk: Desk, person: Person, tab: str = "", **query: str) -> AppTest:
    screen = desk.open("archive", person, **query)
    if tab:
        screen.session_state["archive.tab.id"] = t(tab)
        screen.run()
    assert not screen.exception, screen.exception
    return screen


def told(screen: AppTest) -> str:
    assert not screen.exception, screen.exception
    found = [*screen.error, *screen.warning, *screen.info, *screen.success, *screen.markdown, *screen.caption]
    return "\n".join(str(element.value) for element in found)


def test_an_administrator_finds_no_archive(desk: Desk) -> None:
    screen = desk.open("archive", desk.office.administrator)
    assert len(screen.error) == 1 and not screen.title


@pytest.mark.parametrize("name", ["head", "supervisor", "assessor_1"])
def test_everyone_with_a_part_reads_the_report_page_by_page(desk: Desk, name: str) -> None:
    screen = archive(desk, desk.office.people[name])
    assert list(screen.dataframe[0].value[t("Number")]) == ["LAP-1/KLIP.4/2026"]
    assert f"/report/{desk.office.round_id}/issued/1.png" in told(screen)


def test_a_stranger_sees_no_report_and_no_trail(desk: Desk) -> None:
    outsider = desk.office.outsider
    screen = archive(desk, outsider, round=str(desk.office.round_id))
    assert t("No report of a round of yours is approved yet.") in told(screen) and not screen.dataframe
    assert len(archive(desk, outsider, TRAIL).info) == 1


def test_a_wrong_address_is_told_and_another_report_shown(desk: Desk) -> None:
    screen = archive(desk, desk.office.head, round="no-such-round")
    assert len(screen.warning) == 1 and len(screen.dataframe) == 1


def test_before_any_approval_the_archive_says_so(sit_down: Callable[[Office], Desk]) -> None:
    desk = sit_down(new_office())
    for tab in ("", REGISTER, TRAIL):
        assert len(archive(desk, desk.office.supervisor, tab).info) == 1


def test_the_register_is_searched_by_words_and_criterion(desk: Desk) -> None:
    screen = archive(desk, desk.office.assessor_2, REGISTER)
    assert "**KP-TEL · C2**" in told(screen)
    screen.selectbox(key="archive.criterion.id").set_value("C2").run()
    assert "**KP-TEL · B1**" not in told(screen)
    screen.text_input(key="archive.words").set_value("tidak ada kata ini").run()
    assert len(screen.info) == 1


def test_the_issued_file_is_known_and_a_changed_one_is_not(desk: Desk) -> None:
    content = desk.office.do(issued_pdf, desk.office.head, desk.office.round_id)
    screen = archive(desk, desk.office.assessor_1, VERIFY)
    screen.file_uploader(key="archive.given").upload("laporan.pdf", content, "application/pdf").run()
    assert len(screen.success) == 1 and not screen.error
    screen.file_uploader(key="archive.given").upload("laporan.pdf", content[:-2], "application/pdf").run()
    assert len(screen.error) == 1 and not screen.success


@pytest.mark.parametrize(("name", "tables"), [("head", 1), ("supervisor", 1), ("assessor_1", 0)])
def test_the_trail_of_a_round_is_its_heads_and_supervisors(desk: Desk, name: str, tables: int) -> None:
    assert len(archive(desk, desk.office.people[name], TRAIL).dataframe) == tables


class Visitor:
    """Asks for addresses with somebody's cookie."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._client = TestClient(Starlette(routes=archive_routes(furnished(desk.office.store, desk.office.now))))

    def ask(self, address: str, person: Person | None) -> tuple[int, bytes]:
        cookies = {COOKIE: self._desk.sign_in(person)} if person else {}
        answer = self._client.get(address.format(round=self._desk.office.round_id), headers=_cookie(cookies))
        return answer.status_code, answer.content


def _cookie(cookies: dict[str, str]) -> dict[str, str]:
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())} if cookies else {}


@pytest.fixture
def visitor(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Visitor]:
    monkeypatch.setattr("web.asking.datetime", _StandingClock(desk.office))
    yield Visitor(desk)


class _StandingClock:
    def __init__(self, office: Office) -> None:
        self._office = office

    def now(self, _zone: object) -> object:
        return self._office.now


PERIOD = "?since=2026-01-01&until=2026-12-31"
ADDRESSES = {
    "/report/{round}/issued/1.png": {"head", "supervisor", "assessor_1"},
    "/report/{round}/scores.csv": {"head", "supervisor", "assessor_1"},
    "/report/{round}/statistics.csv": {"head", "supervisor", "assessor_1"},
    "/audit/{round}.csv" + PERIOD: {"head", "supervisor"},
    "/audit/people.csv" + PERIOD: {"administrator", "outsider"},
    "/register.csv": {"head", "supervisor", "assessor_1", "outsider"},
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_gives_to_whom_it_belongs_and_to_nobody_else(visitor: Visitor, desk: Desk, address: str) -> None:
    assert visitor.ask(address, None) == (401, b"")
    for name, person in desk.office.people.items():
        status, content = visitor.ask(address, person)
        if name in ADDRESSES[address]:
            assert status == 200 and len(content) > 60, name
        elif name in ("head", "supervisor", "assessor_1", "administrator", "outsider"):
            assert (status, content) == (404, b""), name


@pytest.mark.parametrize("address", ["/report/{round}/issued/99.png", "/report/{round}/issued/0.png"])
def test_a_page_that_does_not_exist_is_not_there(visitor: Visitor, desk: Desk, address: str) -> None:
    assert visitor.ask(address, desk.office.head)[0] == 404


@pytest.mark.parametrize("period", ["", "?since=x&until=y", "?since=2026-02-30&until=2026-03-01"])
def test_a_period_that_is_none_is_refused(visitor: Visitor, desk: Desk, period: str) -> None:
    assert visitor.ask("/audit/people.csv" + period, desk.office.administrator)[0] == 400
