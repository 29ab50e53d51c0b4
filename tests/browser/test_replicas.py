"""One meeting on two processes behind the office's nginx; one of them is killed in the middle, and nothing is lost.

It knows: who sits at which process, and every answer that a page has acknowledged.
Shaped so because: nobody loads a page anew; what a page shows after the kill, it got by itself from the other process.
It must not know: how a page finds its way back.
"""

import re
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from core.codes import Phase, Stage
from core.discussion import meeting
from core.samples import recordings_of
from core.scorecard import Answer
from core.scoring import lock_sheet, own_sheets
from core.store import open_store, scoring_sql
from tests.browser.conftest import Server, sign_in
from tests.browser.conftest import keyed as at
from tests.nginx import Nginx, nginx_before
from tests.round_at import DIFFERENT, Office, notes, round_at

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("nginx_is_here")]
SECRET = "5e1a7a5" * 10
TYPED = "Sedang diketik ketika prosesnya mati"
SAID = (("B1", "0", "2 dari 2"), ("B1", "1", "1 dari 2"), ("B1", "0", "2 dari 2"))
SAID_LATER = (("C2", "2", "2 dari 2"), ("C2", "4", "1 dari 2"), ("C2", "2", "2 dari 2"))
SHOWS = "told => [...document.querySelectorAll('.st-key-projector-track')].some(one => one.textContent.includes(told))"
OFFICE: list[Office] = []
DRAFT: list[UUID] = []


def fill(office: Office) -> None:
    """One round in which all is locked and the meeting may begin, and one that is still being scored."""
    DRAFT.append(round_at(Stage.SCORING, office).round_id)
    round_at(Stage.SCORING, office)
    differs = {code: DIFFERENT[code] for code in ("B1", "C2")}
    for assessor in (office.assessor_1, office.assessor_2):
        for n, recording in enumerate(office.ask(recordings_of, assessor, office.round_id)):
            given = notes(office.card(), differs if n == 0 and assessor is office.assessor_2 else None)
            office.do(lock_sheet, assessor, office.round_id, recording.id, given)
    OFFICE.append(office)


@dataclass
class Replicas:
    """Two processes, nginx before them, and whose browser was led to which."""

    a: Server
    b: Server
    nginx: Nginx
    chromium: Browser

    def sit(self, who: str, path: str, server: Server) -> Page:
        """A new browser whose place leads to this process; then signed in there."""
        context = self.chromium.new_context(
            locale="id-ID", viewport={"width": 1366, "height": 768}, ignore_https_errors=True
        )
        for _ in range(64):
            place = uuid4().hex
            context.add_cookies([{"name": "selaras_place", "value": place, "url": self.nginx.url}])
            context.request.get(f"{self.nginx.url}/{place}")
            if self.nginx.who_answered(f"/{place}") == port_of(server):
                break
        page = context.new_page()
        page.on("pageerror", lambda error: print(f"{path}: {error.stack}"))
        page.goto(self.nginx.url + path)
        sign_in(page, who)
        return page


def port_of(server: Server) -> int:
    return int(server.url.rpartition(":")[2])


def sessions(server: Server) -> int:
    """How many pages this very process serves."""
    with urllib.request.urlopen(f"{server.url}/_stcore/metrics", timeout=5) as answer:
        found = re.search(r"^active_sessions(?:\{[^}]*\})? (\d+)", answer.read().decode(), re.MULTILINE)
    assert found
    return int(found[1])


def wait_for_sessions(server: Server, many: int) -> None:
    until = time.monotonic() + 20
    while sessions(server) != many and time.monotonic() < until:
        time.sleep(0.1)
    assert sessions(server) == many


@pytest.fixture
def replicas(
    start_server: Callable[..., Server],
    start_another: Callable[[Server], Server],
    chromium: Browser,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Replicas]:
    shared = str(tmp_path_factory.mktemp("recordings"))
    a = start_server(fill, SELARAS_SECRET=SECRET, SELARAS_RECORDINGS=shared)
    b = start_another(a)
    with nginx_before([port_of(a), port_of(b)], tmp_path_factory.mktemp("nginx")) as nginx:
        yield Replicas(a, b, nginx, chromium)
        for context in chromium.contexts:
            context.close()


def press(page: Page, key: str) -> None:
    at(page, key).locator("button:enabled").last.click()


def answer_best(page: Page, code: str, missing: int) -> None:
    """Clicked, and acknowledged: the server has drawn the page with it, so many answers are missing now."""
    at(page, f"assessor.R1.{code}.value").get_by_role("radio").first.click()
    expect(at(page, "assessor.bottom")).to_contain_text(f"({missing})")


def seen_after(room: dict[str, Page], code: str, value: str, told: str) -> float:
    """Seconds from an assessor's click until the room sees it."""
    assessor, projector = room["assessor_1"], room["projector"]
    choice = at(assessor, f"assessor.after.R1.{code}").get_by_role("radio", name=re.compile(f"^{value}"))
    expect(choice).to_be_visible()
    expect(assessor.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    clicked = time.monotonic()
    choice.click()
    projector.wait_for_function(SHOWS, arg=told)
    return round(time.monotonic() - clicked, 2)


def agree(supervisor: Page, code: str, value: str) -> None:
    place = f"supervisor.R1.{code}"
    at(supervisor, f"{place}.agreed").get_by_role("radio", name=re.compile(f"^{value}")).click()
    reason = at(supervisor, f"{place}.reason").locator("textarea")
    if not reason.input_value():
        reason.fill(f"Didengar bersama: {code}.")
    at(supervisor, f"{place}.interpretation").locator("textarea").fill(f"Kesepakatan {code}")
    supervisor.locator(f"[class*='-{place.replace('.', '-')}-cause']").locator("input").first.click()
    supervisor.keyboard.type("Bukti")
    supervisor.get_by_role("option", name=re.compile("Bukti")).click()
    press(supervisor, f"{place}.settle")
    expect(at(supervisor, f"{place}.reopen")).to_be_visible()


def test_a_process_dies_in_the_middle_of_a_meeting_and_nothing_is_lost(replicas: Replicas) -> None:
    room = {who: replicas.sit(who, path, server) for who, path, server in seats(replicas)}
    room["scoring"] = room["assessor_1"].context.new_page()
    room["scoring"].goto(f"{replicas.nginx.url}/assessor?round={DRAFT[0]}")
    wait_for_sessions(replicas.a, 3)
    wait_for_sessions(replicas.b, 2)
    begin_the_meeting(room)
    replicas.a.process.kill()
    killed = time.monotonic()
    wait_for_sessions(replicas.b, 5)
    print(f"seconds until the pages of the killed process were at the other: {time.monotonic() - killed:.1f}")
    end_the_meeting(room)
    nothing_is_lost(replicas)


def seats(replicas: Replicas) -> list[tuple[str, str, Server]]:
    here = f"round={OFFICE[0].round_id}"
    return [
        ("supervisor", f"/supervisor?{here}", replicas.a),
        ("assessor_1", f"/assessor?{here}", replicas.a),
        ("assessor_2", f"/assessor?{here}", replicas.b),
        ("projector", "/projector", replicas.b),
    ]


def begin_the_meeting(room: dict[str, Page]) -> None:
    """Three answers of a draft, the reveal, three answers in the meeting; then the Supervisor is typing."""
    for code, missing in (("A1", 19), ("A2", 18), ("B1", 17)):
        answer_best(room["scoring"], code, missing)
    press(room["supervisor"], "supervisor.reveal")
    expect(room["projector"].locator(".board").first).to_contain_text("B1")
    print(
        "\nseconds from an answer to the projector, from one process to the other:",
        [seen_after(room, *s) for s in SAID],
    )
    at(room["supervisor"], "supervisor.R1.B1.reason").locator("textarea").fill(TYPED)


def end_the_meeting(room: dict[str, Page]) -> None:
    """What was being typed is still there; the rest of the agenda, attendance, both confirmations, one more answer."""
    supervisor, first, second, projector = (
        room[who] for who in ("supervisor", "assessor_1", "assessor_2", "projector")
    )
    expect(at(supervisor, "supervisor.R1.B1.reason").locator("textarea")).to_have_value(TYPED)
    agree(supervisor, "B1", "0")
    press(supervisor, "supervisor.next")
    expect(projector.locator(".board").first).to_contain_text("C2")
    print("seconds from an answer to the projector, in one process:", [seen_after(room, *s) for s in SAID_LATER])
    at(second, "assessor.after.R1.C2").get_by_role("radio", name=re.compile("^4")).click()
    expect(at(projector, "projector.track")).to_contain_text("1 dari 2")
    agree(supervisor, "C2", "4")
    supervisor.get_by_test_id("stPopoverButton").first.click()
    for number in (1, 2):
        at(supervisor, f"supervisor.here.assessor{number}").locator("label").click()
    press(supervisor, "supervisor.mark_present")
    for page in (first, second):
        press(page, "assessor.confirm")
    expect(projector.locator(".board").first).not_to_contain_text("C2")
    answer_best(room["scoring"], "B2", 16)


def nothing_is_lost(replicas: Replicas) -> None:
    """What the pages acknowledged, asked of the database itself."""
    office = OFFICE[0]
    office.store = open_store(replicas.b.environment["STORE_URL"])
    r1 = office.ask(recordings_of, office.assessor_1, office.round_id)[0].id
    talk = office.ask(meeting, office.supervisor, office.round_id)
    scores = office.store.read(lambda tx: scoring_sql.scores_seen_by(tx, office.supervisor.id, office.round_id))
    own = office.ask(own_sheets, office.assessor_1, DRAFT[0])[0]
    assert talk.round.stage is Stage.HANDED_OVER
    after = {(s.assessor_id, s.recording_id, s.criterion): s.note.answer for s in scores if s.phase is Phase.AFTER}
    assert after == {
        (office.assessor_1.id, r1, "B1"): Answer(0),
        (office.assessor_1.id, r1, "C2"): Answer(2),
        (office.assessor_2.id, r1, "C2"): Answer(4),
    }
    agreed = {cell.criterion.code: cell.consensus for cell in talk.cells if cell.recording_id == r1}
    assert (agreed["B1"].answer, agreed["B1"].reason) == (Answer(0), TYPED)
    assert (agreed["C2"].answer, agreed["C2"].interpretation) == (Answer(4), "Kesepakatan C2")
    assert sum(s.phase is Phase.FIRST for s in scores) == 2 * 4 * len(office.card().criteria)
    best = notes(office.card())
    assert {code: note.answer for code, note in own.notes.items()} == {
        code: best[code].answer for code in ("A1", "A2", "B1", "B2")
    }
    office.store.close()
