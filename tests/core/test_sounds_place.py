"""Where recordings lie: the same few verbs on a folder and on a bucket; a file is whole or not there."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from core.errors import Invalid, Unavailable
from core.settings import bucket_access
from core.sounds_place import BLOCK, Place, fetch, sounds
from tests.buckets import KEYS, take_away
from tests.round_at import put_sound, sounds_there

NAME = "putaran/suara.wav"


@pytest.mark.usefixtures("each_place")
def test_a_file_is_read_in_blocks_from_any_byte_to_any_other() -> None:
    content = bytes(range(256)) * (BLOCK * 5 // 2 // 256)
    put_sound(NAME, content)
    assert sounds().look(NAME).size == len(content)
    assert max(map(len, sounds().read(NAME))) == BLOCK
    for start, end in ((0, None), (5, 6), (BLOCK - 1, BLOCK + 1), (700, 2 * BLOCK + 3), (len(content) - 1, None)):
        assert b"".join(sounds().read(NAME, start, end)) == content[start:end]


@pytest.mark.usefixtures("each_place")
def test_a_file_that_is_kept_twice_is_the_later_one_and_its_source_stays(tmp_path: Path) -> None:
    for content in (b"satu", b"dua belas"):
        (tmp_path / "asal").write_bytes(content)
        sounds().keep(NAME, tmp_path / "asal")
        assert sounds_there() == {NAME: content} and (tmp_path / "asal").read_bytes() == content


@pytest.mark.usefixtures("each_place")
def test_what_cannot_be_read_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        sounds().keep(NAME, tmp_path / "hilang")
    with pytest.raises(FileNotFoundError):
        fetch(NAME, tmp_path / "salinan")
    assert not sounds_there() and not list(tmp_path.glob("salinan*"))


@pytest.mark.usefixtures("each_place")
def test_what_is_not_there_is_told_and_may_be_deleted() -> None:
    for ask in (sounds().look, sounds().read):
        with pytest.raises(FileNotFoundError):
            ask(NAME)
    sounds().delete([NAME])
    sounds().delete([])


@pytest.mark.usefixtures("each_place")
def test_what_lies_there_is_named_as_a_whole_or_under_one_folder() -> None:
    for name in (NAME, "incoming/5e1a", "di-akar.wav"):
        put_sound(name, b"sound")
    assert {lying.name for lying in sounds().lying()} == {NAME, "incoming/5e1a", "di-akar.wav"}
    assert [(lying.name, lying.size) for lying in sounds().lying("incoming")] == [("incoming/5e1a", 5)]


def test_an_empty_folder_goes_with_its_last_file_but_the_place_itself_stays() -> None:
    own = sounds().on_disk("putaran")
    assert own
    for name in ("a.wav", "b.wav"):
        put_sound(f"putaran/{name}", b"")
    sounds().delete(["putaran/a.wav"])
    assert own.is_dir()
    sounds().delete(["putaran/b.wav", "putaran/hilang.wav"])
    assert not own.exists() and own.parent.is_dir()


ACTS: dict[str, Callable[[Place], object]] = {
    "look": lambda place: place.look(NAME),
    "read": lambda place: place.read(NAME),
    "a later block": lambda place: list(place.read(NAME, 0, 5)),
    "keep": lambda place: place.keep(NAME, Path(__file__)),
    "delete": lambda place: place.delete([NAME]),
    "list": lambda place: place.lying(),
    "health": lambda place: place.require_answer(),
}


@pytest.mark.usefixtures("in_a_bucket")
@pytest.mark.parametrize("act", ACTS)
def test_a_bucket_that_is_away_is_told_soon_and_in_words(monkeypatch: pytest.MonkeyPatch, act: str) -> None:
    take_away(monkeypatch)
    begun = time.monotonic()
    with pytest.raises(Unavailable, match=r"^The place of the recordings does not answer[^:]*$"):
        ACTS[act](sounds())
    assert time.monotonic() - begun < 5


@pytest.mark.usefixtures("in_a_bucket")
def test_a_bucket_that_there_is_not_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SELARAS_RECORDINGS", "s3://tidak-ada/suara")
    with pytest.raises(Unavailable):
        sounds().require_answer()


@pytest.mark.usefixtures("in_a_bucket")
def test_a_connection_that_anybody_could_listen_to_must_be_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ALLOW_HTTP")
    with pytest.raises(Unavailable):
        sounds().require_answer()


def test_an_address_that_names_no_bucket_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SELARAS_RECORDINGS", "s3:///suara")
    with pytest.raises(Invalid, match="SELARAS_RECORDINGS must be"):
        sounds()


@pytest.mark.usefixtures("in_a_bucket")
def test_the_keys_may_stand_in_a_file_of_the_usual_form(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file, secret = tmp_path / "keys", KEYS["AWS_SECRET_ACCESS_KEY"]
    file.write_text(f"[default]\naws_access_key_id = uji\naws_secret_access_key = {secret}\nother = x\n")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(file))
    assert {"aws_access_key_id": "uji", "aws_secret_access_key": secret}.items() <= dict(bucket_access()).items()
    assert "other" not in dict(bucket_access())
    put_sound(NAME, b"sound")
    assert sounds_there() == {NAME: b"sound"}


@pytest.mark.usefixtures("in_a_bucket")
@pytest.mark.parametrize("content", [None, "aws_access_key_id = uji", "[other]\n"])
def test_a_file_of_keys_that_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str | None
) -> None:
    if content is not None:
        (tmp_path / "keys").write_text(content)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "keys"))
    with pytest.raises(Invalid, match=r"The keys in .*keys cannot be read"):
        sounds()
