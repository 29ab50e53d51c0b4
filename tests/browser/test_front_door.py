"""The front door in a real browser: what strangers get, what a sign-in survives, and when it ends."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from urllib.error import HTTPError
from urllib.request import Request, urlopen
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Page, expect

from core import people
from core.codes import Role
from tests.browser.conftest import ROOT, Server, fill_sign_in, sign_in
from tests.round_at import PASSWORD, Office
from tests.source import page_names

Start = Callable[..., Server]
Visit = Callable[..., Page]
TEMPORARY: dict[str, str] = {}
WRONG = "bukan kata sandinya 1"


def fill(office: Office) -> None:
    """Besides the people of every test: one who comes for the first time."""
    new = people.NewPerson("baru", "Orang Baru", frozenset({Role.ASSESSOR}))
    TEMPORARY["baru"] = office.do(people.add_person, office.administrator, new)


@pytest.fixture(scope="module")
def server(start_server: Start) -> Server:
    return start_server(fill)


def expect_the_door_only(page: Page) -> None:
    expect(page.get_by_role("heading", name="Selaras", level=1)).to_be_visible(timeout=20_000)
    expect(page.get_by_test_id("stForm")).to_have_count(1)
    expect(page.get_by_test_id("stPageLink")).to_have_count(0)
    expect(page.get_by_role("heading")).to_have_count(2)


def test_on_a_fresh_process_every_page_path_shows_the_door_only(start_server: Start, visit: Visit) -> None:
    server = start_server()
    for name in ["trends", *page_names()]:
        expect_the_door_only(visit(server, f"/{name}"))


def test_a_sign_in_survives_reloading_and_keeps_the_deep_link(server: Server, visit: Visit) -> None:
    page = visit(server, "/account?round=5")
    sign_in(page, "head")
    assert page.url.endswith("/account?round=5")
    page.reload()
    expect(page.locator(".st-key-menu-sign_out")).to_be_visible(timeout=15_000)


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(server: Server, visit: Visit) -> None:
    page = visit(server)
    sign_in(page, "head")
    cookie = kept_cookie(page)
    assert cookie["httpOnly"] and cookie["sameSite"] == "Strict"
    assert cookie["value"] not in page.evaluate("document.cookie")


def test_a_copied_cookie_is_worth_nothing_after_signing_out(server: Server, visit: Visit) -> None:
    page = visit(server)
    sign_in(page, "head")
    copied = kept_cookie(page)
    page.locator(".st-key-menu-sign_out button").click()
    expect_the_door_only(page)
    thief = visit(server)
    thief.context.add_cookies([copied])
    thief.reload()
    expect_the_door_only(thief)


def test_deactivation_acts_at_once_also_on_a_kept_cookie(server: Server, visit: Visit) -> None:
    theirs = visit(server, "/account")
    sign_in(theirs, "assessor_2")
    admin = visit(server, "/admin")
    sign_in(admin, "administrator")
    choice = admin.locator(".st-key-admin-person input")
    choice.fill("Fajar")
    choice.press("Enter")
    names = admin.locator("[class*=st-key-admin-name-] input")
    expect(names.first).to_have_value("Fajar Nugroho")
    expect(names).to_have_count(1)
    admin.locator("[class*=st-key-admin-outing-] button").click()
    admin.get_by_role("button", name="Nonaktifkan Fajar Nugroho").click()
    expect(admin.locator("[class*=st-key-admin-in-] button")).to_be_visible(timeout=15_000)
    theirs.get_by_test_id("stPageLink").first.click()
    expect_the_door_only(theirs)
    theirs.reload()
    expect_the_door_only(theirs)


def test_the_browser_asks_no_other_host_and_breaks_no_rule_of_ours(server: Server, visit: Visit) -> None:
    page = visit(server, "/_stcore/health")
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(server.url)
    sign_in(page, "head")
    for name in ("head", "archive", "account"):
        page.goto(f"{server.url}/{name}")
        expect(page.locator(".st-key-menu-sign_out")).to_be_visible(timeout=15_000)
    assert not [
        url for url in asked if not url.startswith((server.url, "blob:", "data:", server.url.replace("http", "ws")))
    ]
    assert not [said for said in complaints if "Content Security Policy" in said]


def test_after_five_failures_one_has_to_wait_even_with_the_right_password(server: Server, visit: Visit) -> None:
    page = visit(server)
    for _ in range(5):
        fill_sign_in(page, "outsider", WRONG)
        expect(page.get_by_test_id("stAlert")).to_be_visible(timeout=15_000)
        page.reload()
    fill_sign_in(page, "outsider", PASSWORD)
    expect(page.get_by_test_id("stAlert")).to_contain_text(re.compile(r"\d+ (detik|seconds)"), timeout=15_000)


def test_a_first_password_is_changed_before_anything_else_is_seen(server: Server, visit: Visit) -> None:
    page = visit(server, "/assessor")
    fill_sign_in(page, "baru", TEMPORARY["baru"])
    form = page.get_by_test_id("stForm").locator("input")
    expect(form).to_have_count(3, timeout=15_000)
    expect(page.get_by_test_id("stPageLink")).to_have_count(0)
    for n, value in enumerate((TEMPORARY["baru"], "kuda laut biru 7", "kuda laut biru 7")):
        form.nth(n).fill(value)
    page.get_by_test_id("stFormSubmitButton").locator("button").click()
    expect(page.locator(".st-key-menu-sign_out")).to_be_visible(timeout=15_000)


def test_an_empty_store_is_set_up_once_by_who_reads_the_console(start_server: Start, visit: Visit) -> None:
    server = start_server(people=False)
    code = re.search(r"[a-z0-9]{4}(-[a-z0-9]{4}){3}", server.said)
    assert code
    first, second = visit(server), visit(server)
    set_up(first, "salah")
    expect(first.get_by_test_id("stAlert")).to_be_visible()
    set_up(first, code[0])
    expect(first.get_by_test_id("stForm").locator("input")).to_have_count(2, timeout=15_000)
    set_up(second, code[0])
    expect(second.get_by_test_id("stForm").locator("input")).to_have_count(2, timeout=15_000)
    sign_in(first, "pengelola", "kuda laut biru 7")
    expect(first.get_by_test_id("stSidebar")).to_contain_text("Candra Mahesa")


def test_a_second_server_on_the_same_store_is_refused_with_one_sentence(server: Server) -> None:
    environment = {
        **os.environ,
        "STORE_URL": f"duckdb:///{server.folder}/selaras.duckdb",
        "SELARAS_DATA": str(server.folder),
    }
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", "0"]
    second = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert second.returncode == 1
    assert "cannot be opened" in second.stderr and "Traceback" not in second.stderr


def test_a_projector_account_is_told_which_pages_are_not_its_own(server: Server, visit: Visit) -> None:
    page = visit(server, "/admin")
    sign_in(page, "projector")
    expect(page.get_by_test_id("stAlert")).to_be_visible()
    expect(page.get_by_test_id("stPageLink")).to_have_count(2)


@pytest.mark.parametrize(
    "path",
    [f"/recordings/{uuid4()}/play", "/auth/set", "/auth/alive", f"/upload/{uuid4()}"],
    ids=["play", "set", "alive", "upload"],
)
def test_a_route_that_changes_something_is_closed_to_strangers(server: Server, path: str) -> None:
    method = "PUT" if path.startswith("/upload") else "POST"
    assert status(Request(server.url + path, b"", {"Origin": server.url}, method=method)) in (401, 403)


def test_sound_and_measurements_are_closed_to_strangers(server: Server) -> None:
    assert status(Request(f"{server.url}/plays/{UUID(int=1)}/9999999999/guessed")) == 401
    assert status(Request(f"{server.url}/_stcore/metrics", headers={"X-Forwarded-For": "10.0.0.9"})) == 404


def kept_cookie(page: Page) -> dict[str, object]:
    return next(dict(cookie) for cookie in page.context.cookies() if cookie["name"] == "selaras")


def set_up(page: Page, code: str) -> None:
    form = page.get_by_test_id("stForm").locator("input")
    expect(form).to_have_count(5, timeout=15_000)
    for n, value in enumerate((code, "Pengelola", "Candra Mahesa", "kuda laut biru 7", "kuda laut biru 7")):
        form.nth(n).fill(value)
    page.get_by_test_id("stFormSubmitButton").locator("button").click()


def status(request: Request) -> int:
    try:
        with urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except HTTPError as refusal:
        return refusal.code
