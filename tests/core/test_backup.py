"""Backup and restore: whole or not at all, into either engine, and never over anything."""

import json
import os
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest

from core import restore as restoring
from core.backup import SEAL_BYTES, seal_of, write_backup
from core.codes import Stage
from core.errors import Invalid, SelarasError, Unavailable
from core.restore import restore
from core.samples import recording_to_play, recordings_of, sound_kept
from core.secret import KEPT_AS, require_the_secret_of
from core.signins import sign_in
from core.sounds_place import sounds
from core.store import Store, migrate, open_store, settings_sql
from core.store.copy import tallies
from tests.buckets import take_away
from tests.engines import new_database, url_of
from tests.round_at import PASSWORD, Office, new_office, put_sound, round_at, sounds_there

NOW = datetime(2026, 11, 22, 14, 30, tzinfo=UTC)


@pytest.fixture
def filled() -> Office:
    """Two rounds, one of them archived; the sounds of both on the disk."""
    return round_at(Stage.DISCUSSING, round_at(Stage.ARCHIVED))


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """Moves to another machine: an empty data folder, and the address of its store."""

    def move() -> str:
        monkeypatch.setenv("SELARAS_DATA", str(tmp_path / "other"))
        if given := os.environ.get("SELARAS_RECORDINGS"):
            monkeypatch.setenv("SELARAS_RECORDINGS", f"{given}/other")
        return f"duckdb:///{tmp_path / 'other' / 'selaras.duckdb'}"

    return move


def _silently(_table: str, _done: int, _count: int) -> None:
    """No progress is shown."""


def _backup(office: Office, folder: Path, now: datetime = NOW) -> Path:
    return write_backup(office.store, folder, now, _silently)[0]


def _sums(store: Store) -> dict[str, tuple[int, str]]:
    return {table: (tally.rows, tally.sum) for table, tally in store.read(tallies).items()}


def _sounds() -> dict[str, bytes]:
    return sounds_there()


def _sealed_anew(archive: Path) -> None:
    with archive.open("r+b") as file:
        seal = seal_of(file)
        file.seek(-SEAL_BYTES, os.SEEK_END)
        file.write(seal.encode())


def _with_manifest(archive: Path, **changes: object) -> Path:
    """The same archive with another manifest and a fitting seal, as another program would have made it."""
    changed = archive.with_name("changed.zip")
    with ZipFile(archive) as old, ZipFile(changed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "manifest.json":
                content = json.dumps(json.loads(content) | changes).encode()
            new.writestr(name, content)
        new.comment = b"0" * SEAL_BYTES
    _sealed_anew(changed)
    return changed


@pytest.mark.usefixtures("each_place")
def test_what_is_restored_is_what_was_there(filled: Office, tmp_path: Path, elsewhere: Callable[[], str]) -> None:
    sums, sounds, archive = _sums(filled.store), _sounds(), _backup(filled, tmp_path / "backups")
    url = elsewhere()
    manifest = restore(archive, url, _silently)
    assert _sounds() == sounds and len(sounds) == len(manifest.files) - 1 > 3
    store = open_store(url)
    assert _sums(store) == sums and manifest.rows["round"] == 2 and not manifest.lacking
    there = Office(store, filled.people, filled.now, filled.round_id)
    assert sign_in(store, "supervisor", PASSWORD, "10.0.0.1", filled.now)[1] == filled.supervisor
    heard = there.ask(recordings_of, there.supervisor, there.round_id)[0]
    assert sound_kept(there.ask(recording_to_play, there.supervisor, heard.id)).size
    store.close()


def test_an_archive_says_what_is_in_it_and_is_its_owners_alone(filled: Office, tmp_path: Path) -> None:
    archive, manifest = write_backup(filled.store, tmp_path / "backups", NOW, _silently)
    assert archive.name == "selaras-2026-11-22T143000Z.zip"
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600 and stat.S_IMODE(archive.parent.stat().st_mode) == 0o700
    with ZipFile(archive) as opened:
        assert opened.testzip() is None
        told = json.loads(opened.read("manifest.json"))
        assert set(opened.namelist()) == {"manifest.json", *told["files"]}
        sizes = {name: packed["bytes"] for name, packed in told["files"].items()}
        assert sizes == {name: len(opened.read(name)) for name in sizes}
    assert told["made"] == NOW.isoformat() and told["program"] and told["schema"] == migrate.steps()[-1].number
    assert told["rows"] == dict(manifest.rows)


def test_no_secret_is_in_an_archive_and_the_next_start_takes_the_one_it_finds(
    filled: Office, tmp_path: Path, elsewhere: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    filled.store.write(lambda tx: settings_sql.keep_value(tx, KEPT_AS, "of the old machine"))
    archive = _backup(filled, tmp_path / "backups")
    url = elsewhere()
    restore(archive, url, _silently)
    store = open_store(url)
    monkeypatch.setattr(store, "is_shared", True)
    require_the_secret_of(store)
    store.close()
    assert "secret.key" not in ZipFile(archive).namelist()


def test_a_flipped_byte_anywhere_is_refused_and_nothing_is_put_in_place(
    tmp_path: Path, elsewhere: Callable[[], str]
) -> None:
    archive = _backup(new_office(), tmp_path / "backups")
    content, url = archive.read_bytes(), elsewhere()
    for place in (0, len(content) // 100, len(content) // 3, len(content) // 2, len(content) - 200, len(content) - 1):
        archive.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        with pytest.raises(Invalid, match="not a whole backup"):
            restore(archive, url, _silently)
    assert not (tmp_path / "other").exists()


def test_a_file_that_is_not_what_the_manifest_says_is_refused(
    filled: Office, tmp_path: Path, elsewhere: Callable[[], str]
) -> None:
    archive = _backup(filled, tmp_path / "backups")
    with ZipFile(archive) as opened:
        files = json.loads(opened.read("manifest.json"))["files"]
    name = max(files)
    files[name]["sha256"] = "0" * 64
    url = elsewhere()
    with pytest.raises(Invalid, match="not a whole backup"):
        restore(_with_manifest(archive, files=files), url, _silently)
    assert not _sounds()


@pytest.mark.parametrize("name", ["recordings/../../out", "elsewhere", "recordings/gone.wav"])
def test_a_name_that_leads_elsewhere_or_nowhere_is_refused(
    name: str, tmp_path: Path, elsewhere: Callable[[], str]
) -> None:
    archive = _backup(new_office(), tmp_path / "backups")
    changed = _with_manifest(archive, files={name: {"bytes": 0, "sha256": ""}})
    with pytest.raises(Invalid, match="not a whole backup"):
        restore(changed, elsewhere(), _silently)


@pytest.mark.parametrize("content", [b"", b"PK", b"bukan arsip" * 100])
def test_a_file_that_is_no_backup_is_refused(content: bytes, tmp_path: Path, elsewhere: Callable[[], str]) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(Invalid, match="not a whole backup"):
        restore(tmp_path / "x.zip", elsewhere(), _silently)
    with pytest.raises(Invalid, match="Nothing was restored"):
        restore(tmp_path / "gone.zip", elsewhere(), _silently)


@pytest.mark.parametrize("newer", ["schema", "format"])
def test_a_backup_of_a_newer_program_is_refused(newer: str, tmp_path: Path, elsewhere: Callable[[], str]) -> None:
    archive = _backup(new_office(), tmp_path / "backups")
    with pytest.raises(Invalid, match="made by a newer version of the program"):
        restore(_with_manifest(archive, **{newer: 9999}, something_new=True), elsewhere(), _silently)


def test_a_backup_of_an_older_program_is_brought_to_this_programs_schema(
    tmp_path: Path, more_migrations: Path, elsewhere: Callable[[], str]
) -> None:
    archive, number = _backup(new_office(), tmp_path / "backups"), len(migrate.steps()) + 1
    (more_migrations / f"{number:04d}_more.sql").write_text("ALTER TABLE setting ADD COLUMN note TEXT DEFAULT 'new';\n")
    url = elsewhere()
    restore(archive, url, _silently)
    store = open_store(url)
    assert store.read(lambda tx: tx.all("SELECT max(version) FROM schema_version")) == [(number,)]
    assert {row[0] for row in store.read(lambda tx: tx.all("SELECT DISTINCT note FROM setting"))} <= {"new"}
    store.close()


@pytest.mark.usefixtures("each_place")
def test_a_store_or_a_place_that_holds_anything_is_left_alone(
    filled: Office, tmp_path: Path, elsewhere: Callable[[], str]
) -> None:
    archive = _backup(filled, tmp_path / "backups")
    url = elsewhere()
    put_sound("own/a.wav", b"sound")
    with pytest.raises(Invalid, match="There are files in"):
        restore(archive, url, _silently)
    sounds().delete(["own/a.wav"])
    office = new_office(url)
    office.store.close()
    with pytest.raises(Invalid, match="not empty"):
        restore(archive, url, _silently)
    assert not _sounds()


@pytest.mark.usefixtures("each_place")
def test_a_restore_that_is_ended_leaves_nothing_and_can_be_done_again(
    filled: Office, tmp_path: Path, elsewhere: Callable[[], str]
) -> None:
    archive, sounds = _backup(filled, tmp_path / "backups"), _sounds()
    url, seen = elsewhere(), []

    def end_at_scores(table: str, done: int, _count: int) -> None:
        if table == "score" and done:
            seen.append(len(_sounds()))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        restore(archive, url, end_at_scores)
    assert seen == [len(sounds)] and not _sounds()
    restore(archive, url, _silently)
    assert _sounds() == sounds


@pytest.mark.usefixtures("each_place")
def test_sounds_that_are_there_whole_stay_and_others_of_their_name_are_left_alone(
    filled: Office, tmp_path: Path, elsewhere: Callable[[], str]
) -> None:
    """A restore was killed, or only the store was lost."""
    archive, kept = _backup(filled, tmp_path / "backups"), _sounds()
    url, [first, *_] = elsewhere(), kept
    put_sound(first, kept[first])
    (tmp_path / "file").write_bytes(b"no store")
    with pytest.raises(SelarasError):
        restore(archive, f"duckdb:///{tmp_path / 'file'}", _silently)
    assert _sounds() == {first: kept[first]}
    put_sound(first, b"other")
    with pytest.raises(Invalid, match="There are files in"):
        restore(archive, url, _silently)
    put_sound(first, kept[first])
    restore(archive, url, _silently)
    assert _sounds() == kept


@pytest.mark.usefixtures("each_place")
def test_a_lost_sound_is_told_and_a_deleted_one_is_not_missed(filled: Office, tmp_path: Path) -> None:
    lost = min(_sounds())
    sounds().delete([lost])
    assert write_backup(filled.store, tmp_path / "backups", NOW, _silently)[1].lacking == [lost]
    filled.store.write(lambda tx: tx.run("UPDATE round SET audio_purged = $1", NOW))
    later = write_backup(filled.store, tmp_path / "backups", NOW + timedelta(seconds=1), _silently)[1]
    assert not later.lacking and len(later.files) == 1


def test_a_backup_that_is_ended_leaves_nothing_and_an_old_rest_is_swept(filled: Office, tmp_path: Path) -> None:
    folder = tmp_path / "backups"

    def end(_table: str, _done: int, _count: int) -> None:
        raise Unavailable("No backup was made: the program is being stopped. Ask again.")

    with pytest.raises(Unavailable):
        write_backup(filled.store, folder, NOW, end)
    assert not list(folder.iterdir())
    (folder / ".selaras-old").mkdir()
    os.utime(folder / ".selaras-old", (0, 0))
    archive = _backup(filled, folder)
    assert list(folder.iterdir()) == [archive]


def test_a_folder_that_cannot_be_written_is_named(filled: Office, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Unavailable, match=r"No backup was made: .* cannot be written"):
        _backup(filled, tmp_path / "file" / "backups")
    archive = _backup(filled, tmp_path)
    before = archive.read_bytes()
    with pytest.raises(Unavailable, match="No backup was made"):
        _backup(filled, tmp_path)
    assert archive.read_bytes() == before


def test_the_command_restores_where_the_settings_point(
    filled: Office,
    tmp_path: Path,
    elsewhere: Callable[[], str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    archive = _backup(filled, tmp_path / "backups")
    monkeypatch.setenv("STORE_URL", elsewhere())
    assert restoring.main([str(archive)]) == 0
    assert "Restored as it was at 2026-11-22T14:30:00+00:00" in capsys.readouterr().out
    assert restoring.main([str(archive)]) == 2 and restoring.main([]) == 2
    assert "not empty" in capsys.readouterr().err


@pytest.mark.postgres
def test_a_backup_of_postgresql_goes_into_a_file_and_that_one_into_postgresql(
    filled: Office, tmp_path: Path, elsewhere: Callable[[], str]
) -> None:
    sums, archive = _sums(filled.store), _backup(filled, tmp_path / "backups")
    elsewhere()
    url = url_of(new_database())
    restore(archive, url, _silently)
    store = open_store(url)
    assert _sums(store) == sums
    store.close()
    with pytest.raises(SelarasError):
        restore(archive, url, _silently)


@pytest.mark.usefixtures("in_a_bucket")
def test_what_a_bucket_kept_is_restored_into_a_folder(
    filled: Office, tmp_path: Path, elsewhere: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, kept = _backup(filled, tmp_path / "backups"), _sounds()
    url = elsewhere()
    monkeypatch.delenv("SELARAS_RECORDINGS")
    restore(archive, url, _silently)
    assert kept and _sounds() == kept and sounds().on_disk("")


@pytest.mark.usefixtures("in_a_bucket")
def test_a_bucket_that_is_away_makes_no_backup_and_takes_no_restore(
    filled: Office, tmp_path: Path, elsewhere: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = _backup(filled, tmp_path / "backups")
    take_away(monkeypatch)
    with pytest.raises(Unavailable, match="does not answer"):
        _backup(filled, tmp_path / "later", NOW + timedelta(seconds=1))
    assert not list((tmp_path / "later").iterdir())
    with pytest.raises(Unavailable, match="does not answer"):
        restore(archive, elsewhere(), _silently)
