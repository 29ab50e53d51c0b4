"""From files a person brought to samples a verb can take: sounds kept and made playable, texts read, lists matched.

It knows: originals are kept under their SHA-256 in the round's own folder, whatever name they came with.
Shaped so because: files are kept before the transaction and named by content, so a repeated attempt makes no second
copy, and a refused one leaves only files that no recording names (`forgotten_files` finds them).
It must not know: rights or the round's stage; the verb (core/samples.py) asks for those.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from uuid import UUID

from core.archive_files import Limits, open_bundle
from core.errors import Invalid
from core.language import Message
from core.manifest import ManifestRow, duration_problem, file_key, match_files, read_rows
from core.manifest_table import Table, read_table
from core.media import make_playable, probe, sha256_of
from core.model import Person, RecordingForm, SampleFile
from core.samples import Sample
from core.settings import number
from core.sounds_place import Lying, sounds
from core.store import Store, Tx, samples_sql

MEGABYTE = 1_000_000
LONGEST_TEXT = 200_000
TEXT_CODINGS = ("utf-8-sig", "utf-16", "cp1252")
KEPT_HERE = re.compile(r"[0-9a-f-]{36}/[0-9a-f]{64}\.[a-z0-9.]+")


@dataclass(frozen=True)
class Parcel:
    """Files waiting on disk under the names people know them by, and the list that came with them."""

    files: Mapping[str, Path]
    table: Table


def limits_in_force(tx: Tx) -> Limits:
    return Limits(number(tx, "upload_file_mb") * MEGABYTE, number(tx, "upload_import_mb") * MEGABYTE)


def keep_sound(round_id: UUID, arrived: Path, name: str) -> SampleFile:
    """Keep one sound file and a playable copy of it; Invalid names what is wrong with it. `arrived` stays as it is."""
    sound = probe(arrived, name)
    digest = sha256_of(arrived)
    original = playable = f"{round_id}/{digest}.{sound.container.lower()}"
    place = sounds()
    place.desk.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=place.desk) as own:
        heard = make_playable(arrived, Path(own), name)
        seconds = probe(heard, name).seconds
        # Also what is there already: left by an earlier, refused import it would else pass for forgotten.
        place.keep(original, arrived)
        if heard != arrived:
            playable += ".playable.wav"
            place.keep(playable, heard)
    return SampleFile(name, sound.codec, round(seconds * 1000), digest, original, playable)


def keep_text(name: str, body: str) -> SampleFile:
    """A written sample: a chat or an e-mail, as text."""
    text = body.strip()
    if not text:
        raise Invalid("The text {name} is empty. Paste the conversation or choose another file.", name=name)
    if len(text) > LONGEST_TEXT:
        raise Invalid("The text {name} is longer than {most} characters. Shorten it.", name=name, most=LONGEST_TEXT)
    return SampleFile(name, "text", 0, sha256(text.encode()).hexdigest(), "", "", text)


def text_in(name: str, data: bytes) -> str:
    """What a text file says, whatever Windows saved it as; Invalid when it is no text."""
    for coding in TEXT_CODINGS:
        try:
            text = data.decode(coding)
        except UnicodeError:
            continue
        if "\0" not in text:
            return text
    raise Invalid("The file {name} is not a text file. Save the conversation as text (.txt).", name=name)


def parcel_from_zip(arrived: Path, name: str, limits: Limits, folder: Path) -> Parcel:
    """Unpack a ZIP that carries its own list into `folder`."""
    bundle = open_bundle(arrived, limits, name)
    table = read_table(bundle.manifest or name, bundle.manifest_bytes())
    return Parcel(bundle.extract(folder), table)


def parcel_of(tx: Tx, arrived: Mapping[str, Path], *, by: Person, now: datetime) -> Parcel:
    """Uploaded files by name: one ZIP with its list (unpacked beside it), or sounds with the list beside them."""
    zips = [name for name in arrived if name.lower().endswith(".zip")]
    lists = [name for name in arrived if name.lower().endswith((".csv", ".xlsx"))]
    if len(zips) == 1 and len(arrived) == 1:
        path = arrived[zips[0]]
        # A folder of its own each time: a page loaded anew, or a second tab, unpacks once more.
        folder = Path(mkdtemp(prefix=f"{path.name}.", dir=path.parent))
        return parcel_from_zip(path, zips[0], limits_in_force(tx), folder)
    if zips:
        raise Invalid("Bring one ZIP alone, or files without a ZIP.")
    if len(lists) != 1:
        raise Invalid("Bring exactly one list (CSV or XLSX) with the files; {n} were found.", n=len(lists))
    table = read_table(lists[0], arrived[lists[0]].read_bytes())
    return Parcel({name: path for name, path in arrived.items() if name not in lists}, table)


def rows_in(parcel: Parcel, mapping: Mapping[str, str], zone: str) -> tuple[list[ManifestRow], list[Message]]:
    """The list's rows under this mapping, and every problem found, files missing or unlisted among them."""
    rows, problems = read_rows(parcel.table, mapping, zone)
    return rows, problems or match_files(rows, parcel.files)


def samples_from(
    round_id: UUID,
    parcel: Parcel,
    mapping: Mapping[str, str],
    zone: str,
    is_text: bool,
    progress: Callable[[float], None],
) -> list[Sample]:
    """Keep every file of the parcel; all or none: Invalid lists each file that cannot be used. Progress runs 0 to 1."""
    rows, problems = rows_in(parcel, mapping, zone)
    if problems:
        raise Invalid("Nothing was brought in. Correct this first:", problems)
    files = {file_key(name): path for name, path in parcel.files.items()}
    samples: list[Sample] = []
    for done, row in enumerate(rows, start=1):
        try:
            kept = _kept(round_id, row, files[file_key(row.file_name)], is_text)
        except Invalid as error:
            problems.append(error.message)
        else:
            wrong = None if is_text else duration_problem(row, kept.duration_ms / 1000)
            problems += [wrong] if wrong else []
            samples.append(Sample(row.form, kept))
        progress(done / len(rows))
    if problems:
        raise Invalid("Nothing was brought in. Correct this first:", problems)
    return samples


def _kept(round_id: UUID, row: ManifestRow, arrived: Path, is_text: bool) -> SampleFile:
    if is_text:
        return keep_text(row.file_name, text_in(row.file_name, arrived.read_bytes()))
    return keep_sound(round_id, arrived, row.file_name)


def one_sample(round_id: UUID, form: RecordingForm, arrived: Sequence[tuple[Path, str]]) -> Sample:
    """A single recording with the form's fields, from the (path, name) of what was uploaded."""
    if not arrived:
        raise Invalid("No sound file is chosen yet. Choose the recording first.")
    return Sample(form, keep_sound(round_id, *arrived[0]))


def forgotten_files(store: Store) -> list[Lying]:
    """Files kept that no recording names: left behind by refused imports. What others keep beside them is theirs."""
    pairs = store.read(samples_sql.all_media_paths)
    # Windows wrote them with its own stroke once.
    named = {name.replace("\\", "/") for pair in pairs for name in pair}
    return [lying for lying in sounds().lying() if KEPT_HERE.fullmatch(lying.name) and lying.name not in named]
