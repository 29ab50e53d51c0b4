"""The log: every line is JSON, faults are told with their place and their class, and nothing in it is anybody's."""

import asyncio
import json
import logging
import subprocess
import sys
import threading
from typing import Any

import pytest
from streamlit.logger import get_logger

from core import signins
from core.codes import Stage
from core.errors import SelarasError
from core.model import Note
from core.rounds import accept_assignment
from core.samples import recordings_of
from core.scorecard import Answer
from core.scoring import lock_sheet, save_draft
from core.store import Tx
from tests.engines import FAULTS
from tests.round_at import PASSWORD, Office, notes, round_at
from web.logs import log_as_json

SECRET = "kalimat-rahasia"


def walk() -> None:
    """In a process of its own: a round with secrets in every text, and every way in which a fault can come to light."""
    logging.getLogger("uvicorn.error").propagate = False
    log_as_json()
    office = round_at(Stage.SCORING)
    first = office.ask(recordings_of, office.assessor_1, office.round_id)[0].id
    secret = {"C2": Note(Answer(2), SECRET, 30_000)}
    office.do(save_draft, office.assessor_1, office.round_id, first, secret)
    office.do(lock_sheet, office.assessor_1, office.round_id, first, notes(office.card(), secret))
    _refusals_and_faults_of_the_store(office)
    _faults_of_others()


def _refusals_and_faults_of_the_store(office: Office) -> None:
    for name, password in ((SECRET, PASSWORD), ("head", SECRET)):
        try:
            signins.sign_in(office.store, name, password, SECRET, office.now)
        except SelarasError as refusal:
            logging.getLogger("core.tests").error("Refused", exc_info=refusal)
    for work in (_twice, _no_number):
        try:
            office.store.write(work)
        except FAULTS as fault:
            logging.getLogger("streamlit.error_util").error("Uncaught app execution", exc_info=fault)
    try:
        office.do(accept_assignment, office.outsider, office.round_id)
    except SelarasError as refusal:
        get_logger("streamlit.made_later").exception("Of %s", SECRET, exc_info=refusal)


def _twice(tx: Tx) -> None:
    for _ in range(2):
        tx.run("INSERT INTO setting (name, value) VALUES ($1, $2)", SECRET, SECRET)


def _no_number(tx: Tx) -> None:
    tx.all("SELECT CAST(CAST($1 AS TEXT) AS INTEGER)", SECRET)


def _faults_of_others() -> None:
    def fall(_of: object = None) -> None:
        try:
            raise KeyError(SECRET)
        except KeyError as missing:
            raise ValueError(SECRET) from missing

    thread = threading.Thread(target=fall)
    thread.start()
    thread.join()

    async def loop() -> None:
        asyncio.get_running_loop().call_soon(fall, SECRET)
        await asyncio.sleep(0)

    asyncio.run(loop())
    logging.getLogger("uvicorn.error").error("%s - hung up", SECRET)
    fall()


@pytest.fixture(scope="module")
def lines() -> list[dict[str, Any]]:
    program = "from tests.web.test_logs import walk; walk()"
    walked = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=120)
    assert walked.returncode == 1, walked.stderr
    assert SECRET not in walked.stderr + walked.stdout
    assert not [word for word in ("Fajar", "Nugroho", PASSWORD) if word in walked.stderr]
    return [json.loads(line) for line in walked.stderr.splitlines() if line.startswith("{")]


def test_every_fault_is_told_with_its_class_and_its_place(lines: list[dict[str, Any]]) -> None:
    told = [line for line in lines if "fault" in line]
    assert {"builtins.ValueError", "core.errors.NotAllowed"} <= {line["fault"] for line in told}
    assert all(line["trace"] for line in told)
    broke_off = next(line for line in lines if line["event"] == "The program broke off")
    assert broke_off["trace"][-1].startswith("tests/web/test_logs.py:")
    assert broke_off["because"]["fault"] == "builtins.KeyError"


def test_a_line_says_when_where_and_how_grave(lines: list[dict[str, Any]]) -> None:
    assert all({"moment", "level", "event", "logger", "process"} <= line.keys() for line in lines)
    assert {line["level"] for line in lines} == {"info", "error"}


def test_failed_sign_ins_are_counted_and_nothing_else_is_told_of_them(lines: list[dict[str, Any]]) -> None:
    failed = [line for line in lines if line["event"] == "A sign-in failed"]
    assert len(failed) == 2 and all(len(line) == 5 for line in failed)


def test_a_refusal_is_told_as_its_sentence_without_its_values(lines: list[dict[str, Any]]) -> None:
    [refused, *_] = [line["problem"] for line in lines if line["event"] == "Refused"]
    assert refused.startswith("The username or the password is wrong.")


def test_others_are_repeated_without_their_values(lines: list[dict[str, Any]]) -> None:
    assert "%s - hung up" in [line["event"] for line in lines]
    assert sum(line["event"] == "A fault" for line in lines) >= 3
