"""The nine steps in five real browsers at once: head, supervisor, two assessors, and the room's projector.

It knows: what each sees at each step, and what each must not see.
Shaped so because: nobody's page is loaded again between the steps of others; what changes reaches them by push.
It must not know: the verbs; everything is clicked, typed or uploaded as people do.
"""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from core.report_texts import SECTIONS
from tests.browser.conftest import Server, settled, sign_in
from tests.browser.conftest import keyed as key
from tests.round_at import PASSWORD

DEMO = Path(__file__).parents[2] / "data" / "demo"
SOUNDS = {"assessor_1": DEMO / "02-lupa-efin.wav", "assessor_2": DEMO / "04-gagal-masuk-coretax.wav"}
SECRET = "Alasan yang hanya diketahui pembawanya"
COMMENT = "Penilai dua mendengar verifikasi yang dilewati"
INTERPRETATION = "Bila satu unsur verifikasi dilewati, nilai 0"
Visit = Callable[..., Page]


class Room:
    """Five signed-in browsers."""

    def __init__(self, server: Server, visit: Visit) -> None:
        self.pages: dict[str, Page] = {}
        for who, path in (
            ("head", "/head"),
            ("supervisor", "/supervisor"),
            ("assessor_1", "/assessor"),
            ("assessor_2", "/assessor"),
        ):
            self.pages[who] = visit(server, path)
            sign_in(self.pages[who], who)
            self.pages[who].goto(server.url + path)
        self.server, self.visit = server, visit

    def __getitem__(self, who: str) -> Page:
        return self.pages[who]

    def look_again(self, who: str) -> Page:
        """Open the page anew, as somebody does who comes back to it."""
        self.pages[who].reload()
        expect(self.pages[who].locator(".st-key-menu-sign_out")).to_be_visible()
        return self.pages[who]


def starts(page: Page, name: str) -> "object":
    return page.locator(f"[class*='-{re.sub('[^a-zA-Z0-9_-]', '-', name)}']")


def press(page: Page, name: str) -> None:
    key(page, name).locator("button:enabled").last.click()


def pick_first_round(page: Page) -> None:
    settled(page)
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_nine_steps_in_five_browsers(start_server: Callable[..., Server], visit: Visit, tmp_path: Path) -> None:
    server = start_server()
    room = Room(server, visit)
    assign_and_accept(room)
    plan(room)
    bring(room)
    score_alone(room)
    reveal_and_agree(room)
    report_and_approve(room)
    archive_and_close(room)


def assign_and_accept(room: Room) -> None:
    head = room["head"]
    starts(head, "head.title").locator("input").fill("Kalibrasi Februari")
    starts(head, "head.period").locator("input").fill("Februari 2026")
    choose(head, "head.supervisor", "Laksmi")
    press(head, "head.assign_button")
    expect(key(head, "round.tracker")).to_be_visible()
    supervisor = room["supervisor"]
    supervisor.goto(room.server.url + "/supervisor")
    press(supervisor, "supervisor.accept")
    expect(key(supervisor, "supervisor.save_plan")).to_be_visible()


def choose(page: Page, name: str, typed: str) -> None:
    """A choice in a select box, by typing."""
    settled(page)
    starts(page, name).locator("input").first.click()
    page.keyboard.type(typed)
    page.get_by_role("option", name=re.compile(typed)).click()


def plan(room: Room) -> None:
    supervisor = room["supervisor"]
    for name in ("Anindya", "Fajar"):
        choose(supervisor, "supervisor.assessors", name)
    supervisor.keyboard.press("Escape")
    press(supervisor, "supervisor.save_plan")
    press(supervisor, "supervisor.begin_sampling")
    expect(key(supervisor, "supervisor.begin_scoring")).to_be_visible()


def bring(room: Room) -> None:
    for number, (who, sound) in enumerate(SOUNDS.items(), start=1):
        page = room.look_again(who)
        key(page, "assessor.upload").locator("input[type=file]").set_input_files(sound)
        key(page, "assessor.id").locator("input").fill(f"00080001000{number}")
        key(page, "assessor.reason").locator("textarea").fill(f"{SECRET} {number}")
        press(page, "assessor.bring")
        expect(page.get_by_text(f"00080001000{number}")).to_be_visible()
    other = room.look_again("assessor_1")
    expect(other.get_by_text(f"{SECRET} 1")).to_be_visible()
    expect(other.get_by_text(f"{SECRET} 2")).to_have_count(0)
    supervisor = room.look_again("supervisor")
    press(supervisor, "supervisor.begin_scoring")
    expect(key(supervisor, "supervisor.reveal")).to_be_visible()


def answer_all(page: Page, recording: str, changed: dict[str, str], missing: int = 0) -> None:
    """By keyboard: a number for the value, arrow down to the next criterion; then `missing` things are still asked."""
    boxes = page.locator("[class*='st-key-score-']")
    expect(boxes).to_have_count(20)
    expect(key(page, f"assessor.lock.{recording}")).to_be_visible()
    settled(page)
    codes = [re.search(r"st-key-score-(\w+)", box.get_attribute("class") or "")[1] for box in boxes.all()]
    key(page, f"score-{codes[0]}").get_by_role("radio").first.focus()
    for code in codes:
        radios = key(page, f"score-{code}").get_by_role("radio")
        best = radios.first.inner_text().split()[0]
        page.keyboard.press(changed.get(code, best))
        chosen = radios.filter(has_text=re.compile(f"^{changed.get(code, best)}"))
        expect(chosen).to_have_attribute("aria-checked", "true")
        page.keyboard.press("ArrowDown")
    expect(key(page, "assessor.bottom")).to_contain_text(f"({missing})")


def score_alone(room: Room) -> None:
    first, second = room.look_again("assessor_1"), room.look_again("assessor_2")
    hear_and_mark(first)
    answer_all(first, "R1", {})
    first.reload()
    expect(key(first, "assessor.R1.F3.value").get_by_role("radio").first).to_have_attribute("aria-checked", "true")
    lock(first, "R1")
    choose_recording(first, "R2")
    answer_all(first, "R2", {})
    lock(first, "R2")
    answer_all(second, "R1", {"B1": "0", "C2": "3"}, missing=2)
    expect(key(second, "assessor.lock.R1").locator("button").first).to_be_disabled()
    key(second, "assessor.R1.B1.comment").locator("textarea").fill(COMMENT)
    key(second, "assessor.R1.B1-mark").locator("input").fill("0:12")
    second.keyboard.press("Enter")
    settled(second)
    lock(second, "R1")
    blind_before_the_reveal(room)
    choose_recording(second, "R2")
    answer_all(second, "R2", {})
    lock(second, "R2")


def lock(page: Page, recording: str) -> None:
    press(page, f"assessor.lock.{recording}")
    expect(page.get_by_test_id("stAlertContentSuccess")).to_be_visible()


def hear_and_mark(page: Page) -> None:
    """The player plays the uploaded sound, and M puts its place into the criterion in focus."""
    page.locator("button[data-act=play]").click()
    expect(page.locator("output.time")).to_contain_text(re.compile(r"^0:0[1-9] / 0:3"))
    key(page, "score-A1").get_by_role("radio").first.focus()
    page.keyboard.press("m")
    expect(key(page, "assessor.R1.A1-mark").locator("input")).to_have_value(re.compile(r"^0:0[1-9]"))
    page.locator("button[data-act=play]").click()


def choose_recording(page: Page, label: str) -> None:
    key(page, "assessor.recording").get_by_role("radio").filter(has_text=label).click()
    settled(page)


def blind_before_the_reveal(room: Room) -> None:
    """Three of four sheets are locked: everybody sees that, nobody sees a value or a word of another."""
    for who in ("head", "supervisor", "assessor_1"):
        page = room.look_again(who)
        settled(page)
        assert COMMENT not in page.content()
        assert "0:12" not in page.content()
    expect(key(room["supervisor"], "supervisor.reveal").locator("button").first).to_be_disabled()
    projector = room.visit(room.server, "/projector")
    sign_in(projector, "supervisor")
    room.pages["projector"] = projector
    expect(projector.locator(".board")).to_contain_text(re.compile("3 (dari|of) 4"))
    assert "Fajar" not in projector.locator(".board").inner_text()


def reveal_and_agree(room: Room) -> None:
    supervisor, projector = room.look_again("supervisor"), room["projector"]
    first, second = room["assessor_1"], room["assessor_2"]
    press(supervisor, "supervisor.reveal")
    expect(projector.locator(".board").first).to_contain_text("B1")
    expect(projector.locator(".js-plotly-plot")).to_be_visible()
    assert "Fajar" not in projector.locator(".js-plotly-plot").inner_text()
    for page in (room.look_again("assessor_1"), room.look_again("assessor_2")):
        expect(page.locator(".js-plotly-plot")).to_be_visible()
    assert "Fajar" not in first.locator(".js-plotly-plot").inner_text()
    key(first, "assessor.after.R1.B1").get_by_role("radio", name=re.compile("^0")).click()
    expect(projector.locator(".js-plotly-plot").last).to_contain_text(re.compile("2 (dari|of) 2"))
    settle(supervisor, "B1", "0", INTERPRETATION)
    press(supervisor, "supervisor.next")
    expect(projector.locator(".board").first).to_contain_text("C2")
    expect(key(second, "assessor.after.R1.C2")).to_be_visible()
    settle(supervisor, "C2", "4", "Nilai 4 bila semua digali dengan satu kekurangan kecil")
    attend(supervisor)
    press(first, "assessor.confirm")
    press(second, "assessor.confirm")
    expect(projector.locator(".board").first).not_to_contain_text("C2")


def settle(supervisor: Page, code: str, value: str, interpretation: str) -> None:
    place = f"supervisor.R1.{code}"
    key(supervisor, f"{place}.agreed").get_by_role("radio", name=re.compile(f"^{value}")).click()
    key(supervisor, f"{place}.reason").locator("textarea").fill("Didengar bersama pada 0:12.")
    key(supervisor, f"{place}.interpretation").locator("textarea").fill(interpretation)
    choose(supervisor, f"{place}.cause", "Bukti")
    press(supervisor, f"{place}.settle")
    expect(key(supervisor, f"{place}.reopen")).to_be_visible()


def attend(supervisor: Page) -> None:
    supervisor.get_by_test_id("stPopoverButton").first.click()
    for number in (1, 2):
        key(supervisor, f"supervisor.here.assessor{number}").locator("label").click()
    press(supervisor, "supervisor.mark_present")
    settled(supervisor)


def report_and_approve(room: Room) -> None:
    supervisor, head = room.look_again("supervisor"), room["head"]
    sections = supervisor.locator("textarea:visible")
    expect(sections).to_have_count(len(SECTIONS))
    settled(supervisor)
    for area in sections.all():
        if not area.input_value().strip():
            area.fill("Diisi oleh Supervisor.")
    press(supervisor, "supervisor.save")
    press(supervisor, "supervisor.submit")
    head = room.look_again("head")
    expect(key(head, "report.paper").locator("img").first).to_be_visible()
    key(head, "head.password").locator("input").fill("bukan sandinya")
    press(head, "head.approve_button")
    expect(head.get_by_test_id("stAlertContentError")).to_be_visible()
    key(head, "head.password").locator("input").fill(PASSWORD)
    press(head, "head.approve_button")
    expect(head.get_by_text(re.compile("LAP-1/"))).to_be_visible()


def archive_and_close(room: Room) -> None:
    supervisor = room.look_again("supervisor")
    press(supervisor, "supervisor.archive")
    press(supervisor, "supervisor.close")
    expect(key(supervisor, "supervisor.close")).to_have_count(0)
    assessor = room["assessor_1"]
    assessor.goto(room.server.url + "/archive")
    paper = assessor.get_by_role("link", name=re.compile("PDF"))
    expect(paper).to_be_visible()
    answer = assessor.request.get(room.server.url + (paper.get_attribute("href") or ""))
    assert answer.ok
    assert answer.body().startswith(b"%PDF-")
