"""What people do besides the right thing: Back, old tabs, guessed addresses, wrong files, two clicks, two at once.

It knows: whatever was done wrong ends in the door, in one sentence or in the right state; never in a blank page.
Shaped so because: one server with a round for each rule serves all of them, so no rule sees what another has left.
It must not know: the store; what happened is read from the pages and from the round's audit trail.
"""

import io
import zipfile
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Locator, Page, WebSocketRoute, expect

from core.codes import Stage
from core.office import change_setting
from core.samples import bring_recordings, recordings_of
from core.scoring import lock_sheet, save_draft
from tests.browser.conftest import Server, settled, sign_in
from tests.browser.conftest import keyed as at
from tests.round_at import Office, notes, round_at, sample

Visit = Callable[..., Page]
ROUNDS: dict[str, UUID] = {}
VERSIONS: dict[str, int] = {}
COMMENT = "Salam lengkap, tempo agak cepat."
NOT_YOURS = "Halaman ini bukan untuk Anda."
NOT_YOUR_ROUND = "Alamat menunjuk putaran yang bukan milik Anda."
STRANGE = (str(uuid4()), "x", "' OR 1=1; DROP TABLE person; --", "%00", "../../admin", "[x](javascript:1)")
EVER = "since=2026-01-01&until=2099-12-31"


def fill(office: Office) -> None:
    """A round for each rule; the newest is the one that a page opens without an address."""
    office.do(change_setting, office.administrator, "upload_file_mb", 1)
    for name in ("line", "two tabs", "typing", "one lock"):
        ROUNDS[name] = round_at(Stage.SCORING, office).round_id
    answer_the_first_recording(office)
    ROUNDS["reveal"] = round_at(Stage.SCORING, office).round_id
    lock_everything(office)
    VERSIONS["reveal"] = office.version()
    ROUNDS["samples"] = round_at(Stage.SAMPLING, office).round_id
    ROUNDS["begin"] = round_at(Stage.SAMPLING, office).round_id
    bring_one_each(office)
    ROUNDS["foreign"] = a_round_of_others(office)
    ROUNDS["newest"] = round_at(Stage.SCORING, office).round_id


def answer_the_first_recording(office: Office) -> None:
    first = office.ask(recordings_of, office.assessor_1, office.round_id)[0]
    office.do(save_draft, office.assessor_1, office.round_id, first.id, notes(office.card()))


def lock_everything(office: Office) -> None:
    for assessor in (office.assessor_1, office.assessor_2):
        for recording in office.ask(recordings_of, assessor, office.round_id):
            office.do(lock_sheet, assessor, office.round_id, recording.id, notes(office.card()))


def bring_one_each(office: Office) -> None:
    for number, assessor in enumerate((office.assessor_1, office.assessor_2)):
        brought = [sample(f"70000{number}", is_heard=True)]
        office.do(bring_recordings, assessor, office.round_id, brought)


def a_round_of_others(office: Office) -> UUID:
    """The outsider is its head, its supervisor and its assessors: nobody of the tests has a part in it."""
    usual = dict(office.people)
    for role in ("head", "supervisor", "assessor_1", "assessor_2"):
        office.people[role] = office.hire(f"lain_{role}", f"Lain {role}", *usual[role].roles)
    round_id = round_at(Stage.SCORING, office).round_id
    office.people.update(usual)
    return round_id


@pytest.fixture(scope="module")
def server(start_server: Callable[..., Server]) -> Server:
    return start_server(fill)


class Line:
    """Between a page and its server, in the test's hand."""

    def __init__(self) -> None:
        self.is_cut = False
        self._open: list[WebSocketRoute] = []

    def connect(self, socket: WebSocketRoute) -> None:
        if self.is_cut:
            socket.close()
        else:
            socket.connect_to_server()
            self._open.append(socket)

    def cut(self) -> None:
        self.is_cut = True
        while self._open:
            self._open.pop().close()


def open_round(visit: Visit, server: Server, who: str, place: str, name: str) -> Page:
    page = visit(server, f"/{place}?round={ROUNDS[name]}")
    sign_in(page, who)
    expect(at(page, "round.tracker")).to_be_visible()
    return page


def answer(page: Page, code: str, value: str, missing: int) -> None:
    """Chosen, and the server has drawn the page with it: so many things are missing now."""
    radio = at(page, f"assessor.R1.{code}.value").get_by_role("radio", name=value).first
    radio.click()
    expect(radio).to_have_attribute("aria-checked", "true")
    expect(at(page, "assessor.bottom")).to_contain_text(f"({missing})")


def chosen(page: Page, code: str) -> Locator:
    return at(page, f"assessor.R1.{code}.value").locator("[role=radio][aria-checked=true]")


def expect_no_fault(page: Page) -> None:
    settled(page)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.get_by_test_id("stAlertContentError")).to_have_count(0)


def expect_the_door(page: Page) -> None:
    expect(page.get_by_role("heading", name="Selaras", level=1)).to_be_visible()
    expect(page.get_by_test_id("stPageLink")).to_have_count(0)
    expect(at(page, "round.tracker")).to_have_count(0)


def times(page: Page, name: str, action: str) -> int:
    """How often the act stands in the round's audit trail, asked by somebody who may read it."""
    answer = page.request.get(f"{page.url.split('/supervisor')[0]}/audit/{ROUNDS[name]}.csv?{EVER}&act={action}")
    assert answer.ok
    return len(answer.text().strip().splitlines()) - 1


def test_a_sign_in_that_ends_while_scoring_loses_nothing_that_was_kept(server: Server, visit: Visit) -> None:
    page = open_round(visit, server, "assessor_1", "assessor", "typing")
    answer(page, "A1", "2", 19)
    at(page, "assessor.R1.A1.comment").locator("textarea").fill(COMMENT)
    answer(page, "A2", "2", 18)
    elsewhere = visit(server, "/account", context=page.context)
    at(elsewhere, "menu.sign_out").locator("button").click()
    expect_the_door(elsewhere)
    at(page, "assessor.R1.B1.value").get_by_role("radio").first.click()
    expect_the_door(page)
    expect(page.get_by_test_id("stAlert")).to_contain_text("Sesi Anda sudah berakhir.")
    sign_in(page, "assessor_1")
    assert page.url.endswith(f"/assessor?round={ROUNDS['typing']}")
    for code in ("A1", "A2"):
        expect(chosen(page, code)).to_contain_text("2")
    expect(at(page, "assessor.R1.A1.comment").locator("textarea")).to_have_value(COMMENT)
    expect(at(page, "assessor.bottom")).to_contain_text("(18)")
    expect_no_fault(page)


def test_who_was_typing_when_the_line_broke_goes_on_typing_and_nothing_is_lost(server: Server, visit: Visit) -> None:
    """The browser shuts the box without telling what it holds, and would keep it to itself."""
    line = Line()
    page = visit(server, "/account")
    page.route_web_socket("**/_stcore/stream", line.connect)
    page.goto(f"{server.url}/assessor?round={ROUNDS['line']}")
    sign_in(page, "assessor_1")
    answer(page, "A1", "2", 19)
    box = at(page, "assessor.R1.A1.comment").locator("textarea")
    box.click()
    page.keyboard.type("Salam ")
    line.cut()
    expect(box).to_be_disabled()
    line.is_cut = False
    expect(box).to_be_focused()
    page.keyboard.type("lengkap")
    answer(page, "A2", "2", 18)
    page.reload()
    expect(box).to_have_value("Salam lengkap")
    expect(chosen(page, "A1")).to_contain_text("2")


def test_the_back_button_shows_the_earlier_page_whole(server: Server, visit: Visit) -> None:
    page = visit(server)
    sign_in(page, "assessor_1")
    whole = {
        "": page.get_by_role("heading", name="Selamat datang, Anindya Putri"),
        "assessor": at(page, "round.tracker"),
        "archive": page.get_by_role("heading", name="Penatausahaan", level=1),
    }

    def expect_whole(name: str) -> None:
        expect(page).to_have_url(f"{server.url}/{name}")
        expect(whole[name]).to_be_visible()
        for other in whole.keys() - {name}:
            expect(whole[other]).to_have_count(0)
        expect(at(page, "menu.sign_out")).to_be_visible()
        expect_no_fault(page)

    for name in ("assessor", "archive"):
        page.get_by_test_id("stPageLink").locator(f"a[href='{name}']").first.click()
        expect_whole(name)
    for name in ("assessor", ""):
        page.go_back()
        expect_whole(name)
    page.go_forward()
    expect_whole("assessor")


def test_back_after_signing_out_shows_the_door_only(server: Server, visit: Visit) -> None:
    page = open_round(visit, server, "assessor_1", "assessor", "typing")
    page.get_by_test_id("stPageLink").locator("a[href='archive']").first.click()
    expect(page.get_by_role("heading", name="Penatausahaan", level=1)).to_be_visible()
    at(page, "menu.sign_out").locator("button").click()
    expect_the_door(page)
    page.go_back()
    expect(page).to_have_url(f"{server.url}/assessor?round={ROUNDS['typing']}")
    expect_the_door(page)
    expect_no_fault(page)


def test_a_page_of_another_role_is_named_as_such_and_shows_nothing(server: Server, visit: Visit) -> None:
    page = visit(server)
    sign_in(page, "assessor_1")
    for name in ("head", "supervisor", "projector", "trends", "admin"):
        page.goto(f"{server.url}/{name}?round={ROUNDS['typing']}")
        expect(page.get_by_test_id("stAlert")).to_contain_text(NOT_YOURS)
        settled(page)
        assert page.get_by_test_id("stMain").inner_text().strip().endswith("di sebelah kiri.")


def test_an_address_that_names_no_round_of_mine_is_told_in_a_sentence(server: Server, visit: Visit) -> None:
    page = visit(server)
    sign_in(page, "assessor_1")
    for asked in (str(ROUNDS["foreign"]), *STRANGE):
        page.goto(f"{server.url}/assessor?round={asked}")
        expect(page.get_by_test_id("stAlert").first).to_contain_text(NOT_YOUR_ROUND)
        expect(at(page, "round.tracker")).to_be_visible()
        expect_no_fault(page)


def test_no_page_of_a_round_shows_one_of_others(server: Server, visit: Visit) -> None:
    """Each says so and shows one of mine."""
    page = visit(server)
    sign_in(page, "supervisor")
    for place in ("supervisor", "projector"):
        page.goto(f"{server.url}/{place}?round={ROUNDS['foreign']}")
        expect(page.get_by_test_id("stAlert").first).to_contain_text(NOT_YOUR_ROUND)
        expect_no_fault(page)
        assert "Lain" not in page.get_by_test_id("stMain").inner_text()


def test_a_deep_link_opened_before_signing_in_leads_to_its_round(server: Server, visit: Visit) -> None:
    """Not to the newest one, which the page would open by itself."""
    page = open_round(visit, server, "assessor_1", "assessor", "samples")
    expect(at(page, "assessor.upload")).to_be_visible()
    assert page.url.endswith(str(ROUNDS["samples"]))


def zip_of(*names: str, content: bytes = b"") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return packed.getvalue()


def numbered(how_many: int) -> list[str]:
    return [f"{number:04d}.wav" for number in range(how_many)]


REFUSED_WHEN_BROUGHT = {
    "kosong.wav": (b"", "Berkas kosong.wav kosong."),
    "catatan.wav": (b"Ini catatan, bukan suara.\n" * 99, "Berkas catatan.wav memuat teks, bukan suara."),
    "keluar.zip": (zip_of("../keluar.wav", "daftar.csv"), "Entri ../keluar.wav mengarah ke luar berkas ZIP."),
    "banyak.zip": (zip_of(*numbered(1_001)), "Berkas ZIP banyak.zip memuat lebih dari 1000 entri."),
    "bom.zip": (zip_of(*numbered(21), content=bytes(1_000_000)), "lebih dari 200 kali ukuran ZIP-nya"),
    "rusak.zip": (b"PK\3\4 terpotong", "rusak.zip bukan berkas ZIP atau rusak."),
}


def test_a_wrong_file_is_told_in_a_sentence_and_leaves_nothing_behind(server: Server, visit: Visit) -> None:
    page = open_round(visit, server, "assessor_2", "assessor", "samples")
    incoming = server.folder / "recordings" / "incoming"
    for name, (content, sentence) in REFUSED_WHEN_BROUGHT.items():
        send(page, name, content)
        discard = page.get_by_role("button", name=f"Buang {name}")
        expect(discard).to_be_visible()
        if name.endswith(".wav"):
            at(page, "assessor.bring").locator("button").click()
        expect(page.get_by_test_id("stAlertContentError")).to_contain_text(sentence)
        expect(page.get_by_test_id("stException")).to_have_count(0)
        discard.click()
        expect(discard).to_have_count(0)
        expect(page.get_by_test_id("stAlertContentError")).to_have_count(0)
        assert not list(incoming.iterdir())
    send(page, "besar.wav", bytes(1_000_001))
    expect(at(page, "assessor.upload")).to_contain_text("besar.wav melebihi 1 MB.")
    expect(page.get_by_text("Anda belum mengajukan rekaman.")).to_be_visible()
    assert not list(incoming.iterdir())


def send(page: Page, name: str, content: bytes) -> None:
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    at(page, "assessor.upload").locator("input[type=file]").set_input_files([file])


def test_a_double_click_moves_a_round_once(server: Server, visit: Visit) -> None:
    page = open_round(visit, server, "supervisor", "supervisor", "begin")
    at(page, "supervisor.begin_scoring").locator("button").dblclick()
    expect(at(page, "supervisor.reveal")).to_be_visible()
    expect_no_fault(page)
    assert times(page, "begin", "begin_scoring") == 1


def test_a_double_click_locks_once(server: Server, visit: Visit) -> None:
    page = open_round(visit, server, "assessor_1", "assessor", "one lock")
    at(page, "assessor.lock.R1").locator("button:enabled").dblclick()
    expect(page.get_by_test_id("stAlertContentSuccess")).to_be_visible()
    expect(at(page, "assessor.lock.R1")).to_have_count(0)
    expect_no_fault(page)
    supervisor = open_round(visit, server, "supervisor", "supervisor", "one lock")
    assert times(supervisor, "one lock", "lock_sheet") == 1


def test_whoever_moves_a_round_second_is_told_and_sees_it_moved(server: Server, visit: Visit) -> None:
    first = open_round(visit, server, "supervisor", "supervisor", "reveal")
    late = visit(server, f"/supervisor?round={ROUNDS['reveal']}")
    late.route_web_socket("**/live/*", hear_nothing_new)
    sign_in(late, "supervisor")
    press = at(late, "supervisor.reveal").locator("button:enabled")
    expect(press).to_be_visible()
    at(first, "supervisor.reveal").locator("button:enabled").click()
    expect(at(first, "supervisor.reveal")).to_have_count(0)
    press.click()
    expect(at(late, "supervisor.reveal")).to_have_count(0)
    settled(late)
    expect(late.get_by_test_id("stException")).to_have_count(0)
    expect(late.get_by_test_id("stAlertContentError")).to_contain_text("Laksmi Hartono")
    assert times(first, "reveal", "reveal_scores") == 1


def hear_nothing_new(socket: WebSocketRoute) -> None:
    """The live socket of a line that hangs: the version before the move, then silence."""
    socket.send(str(VERSIONS["reveal"]))


def test_two_tabs_of_one_assessor_overwrite_only_what_each_has_changed(server: Server, visit: Visit) -> None:
    one = open_round(visit, server, "assessor_1", "assessor", "two tabs")
    other = visit(server, f"/assessor?round={ROUNDS['two tabs']}", context=one.context)
    expect(at(other, "assessor.bottom")).to_contain_text("(20)")
    answer(one, "A1", "2", 19)
    at(one, "assessor.R1.A1.comment").locator("textarea").fill(COMMENT)
    answer(one, "A2", "2", 18)
    answer(other, "C3", "2", 19)
    answer(other, "A2", "1", 18)
    one.reload()
    for code, value in (("A1", "2"), ("A2", "1"), ("C3", "2")):
        expect(chosen(one, code)).to_contain_text(value)
    expect(at(one, "assessor.R1.A1.comment").locator("textarea")).to_have_value(COMMENT)
    expect_no_fault(one)
