"""What has arrived and waits on the assessor's desk: one file, a list of many, or the wrong one."""

import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from streamlit.testing.v1 import AppTest

from core.codes import Stage
from core.language import Language
from core.samples import recordings_of
from core.sounds_place import INCOMING, sounds
from core.uploads import Upload, keep_upload, name_of
from tests.buckets import take_away
from tests.pages.conftest import Desk
from tests.round_at import Office, put_sound, round_at

DEMO = Path(__file__).parents[2] / "data" / "demo"
SOUND = "01-kode-billing.wav"
t = Language("id")
pytestmark = pytest.mark.usefixtures("each_place")


@pytest.fixture
def sampling(sit_down: Callable[[Office], Desk]) -> Desk:
    return sit_down(round_at(Stage.SAMPLING))


def arrive(desk: Desk, name: str, content: bytes) -> Upload:
    """As web/upload_routes.py leaves it."""
    office = desk.office
    upload = Upload(uuid4(), office.assessor_1.id, office.round_id, name, len(content))
    put_sound(name_of(upload.id), content)
    office.do(keep_upload, office.assessor_1, upload)
    return upload


def list_of_one() -> bytes:
    rows = list(csv.reader((DEMO / "manifest.csv").read_text("utf-8").splitlines()))
    written = io.StringIO()
    csv.writer(written).writerows([rows[0], *(row for row in rows if SOUND in row)])
    return written.getvalue().encode()


def zip_of(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def whole_zip() -> bytes:
    return zip_of(**{SOUND: (DEMO / SOUND).read_bytes(), "daftar.csv": list_of_one()})


def page(desk: Desk) -> AppTest:
    screen = desk.open("assessor", desk.office.assessor_1)
    assert not screen.exception, screen.exception
    return screen


def what_waits() -> list[str]:
    return sorted({path.name for path in sounds().desk.glob("*")} | {lying.name for lying in sounds().lying(INCOMING)})


def brought(desk: Desk) -> int:
    return len(desk.office.ask(recordings_of, desk.office.assessor_1, desk.office.round_id))


@pytest.mark.parametrize("packed", [True, False], ids=["zip", "list beside"])
def test_a_list_with_its_files_is_brought_in_and_nothing_of_it_is_left_waiting(sampling: Desk, packed: bool) -> None:
    if packed:
        arrive(sampling, "kiriman.zip", whole_zip())
    else:
        arrive(sampling, SOUND, (DEMO / SOUND).read_bytes())
        arrive(sampling, "daftar.csv", list_of_one())
    screen = page(sampling)
    screen.button(key="assessor.import_all").click().run()
    assert not screen.exception, screen.exception
    assert brought(sampling) == 1 and what_waits() == []


def test_a_zip_is_still_there_when_the_page_is_loaded_anew_or_opened_twice(sampling: Desk) -> None:
    arrive(sampling, "kiriman.zip", whole_zip())
    for _ in range(2):
        assert page(sampling).button(key="assessor.import_all").label == "Impor 1 Rekaman"


@pytest.mark.usefixtures("in_a_bucket")
def test_a_page_falls_while_the_bucket_is_away_and_stands_when_it_is_back(
    sampling: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How a page that falls is shown has tests of its own (test_fallen.py)."""
    arrive(sampling, "kiriman.zip", whole_zip())
    with monkeypatch.context() as patch:
        take_away(patch)
        screen = sampling.open("assessor", sampling.office.assessor_1)
        assert len(screen.exception) == 1
    screen.run()
    assert not screen.exception and screen.button(key="assessor.import_all").label == "Impor 1 Rekaman"


def test_a_wrong_file_is_discarded_and_the_right_one_finds_room(sampling: Desk) -> None:
    wrong = arrive(sampling, "salah.zip", b"PK kosong")
    screen = page(sampling)
    assert len(screen.error) == 1
    assert not [button for button in screen.button if button.key == "assessor.import_all"]
    screen.button(key=f"assessor.upload.discard.{wrong.id}").click().run()
    assert not screen.error and what_waits() == []


def test_of_many_files_one_is_discarded_or_all(sampling: Desk) -> None:
    first = arrive(sampling, "satu.wav", b"1")
    for name in ("dua.wav", "tiga.wav"):
        arrive(sampling, name, b"2")
    screen = page(sampling)
    screen.button(key=f"assessor.upload.discard.{first.id}").click().run()
    assert len(sounds().lying(INCOMING)) == 2
    screen.button(key="assessor.upload.discard_all").click().run()
    assert what_waits() == [] and t("You have not brought a recording yet.") in [info.value for info in screen.info]
