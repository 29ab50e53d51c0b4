"""Every setting of the program: its name, default and bounds, and where it comes from.

It knows: the environment (where the store and the files are) and the settings table (what an administrator may change).
Shaped so because: one reader means one place to look; the table below is also the settings form of the admin page.
It must not know: who changes a setting (core/office.py) or what is done with it.
"""

import os
import re
import secrets
from configparser import ConfigParser
from configparser import Error as NoConfig
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from core.errors import Invalid
from core.language import N_, Language
from core.store import Tx
from core.store import settings_sql as sql

PROJECT = Path(__file__).parent.parent
WHOLE = re.compile(r"-?[0-9]{1,9}")
YEARS = re.compile(r"([0-9]{4}(\s*,\s*[0-9]{4})*)?")
TO_A_BUCKET = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_REGION",
    "AWS_ENDPOINT_URL",
    "AWS_ALLOW_HTTP",
)


@dataclass(frozen=True)
class Setting:
    """`default` gives the type (int, bool, str); `low` and `high` bound a number; `choices` a word."""

    name: str
    label: str
    default: int | bool | str
    low: int = 0
    high: int = 1_000_000
    choices: tuple[str, ...] = ()
    are_years: bool = False


SETTINGS = {
    setting.name: setting
    for setting in (
        Setting(
            "office_zone",
            N_("Time zone of the office"),
            "Asia/Jakarta",
            choices=("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"),
        ),
        Setting("working_days", N_("Working days until the deadline"), 5, 1, 60),
        Setting("joint_leave_off", N_("Joint leave days are not working days"), True),
        Setting(
            "confirmed_years",
            N_("Years whose holiday decree is confirmed (comma between)"),
            "2024, 2025, 2026",
            are_years=True,
        ),
        Setting("recordings_each", N_("Recordings each assessor brings at least"), 1, 1, 20),
        Setting("pass_mark", N_("Pass mark (points)"), 80, 0, 100),
        Setting("aligned_from", N_("Agreement that is called aligned, from (% of the points)"), 90, 50, 100),
        Setting("usual_from", N_("Agreement that is called usual, from (% of the points)"), 80, 0, 100),
        Setting("idle_minutes", N_("Minutes without input until sign-out"), 15, 1, 480),
        Setting("projector_hours", N_("Hours a projector stays signed in"), 12, 1, 48),
        Setting("audio_days", N_("Days audio is kept after archiving"), 30, 0, 3650),
        Setting("upload_file_mb", N_("Largest sound file (MB)"), 200, 1, 200),
        Setting("upload_import_mb", N_("Largest import (MB)"), 1000, 1, 4000),
        Setting(
            "organisation",
            N_("Organisation, one line each level"),
            "KEMENTERIAN KEUANGAN REPUBLIK INDONESIA\nDIREKTORAT JENDERAL PAJAK\n"
            "KANTOR LAYANAN INFORMASI DAN PENGADUAN",
        ),
        Setting("address", N_("Address"), ""),
        Setting("unit_code", N_("Unit code in report numbers"), "KLIP.4"),
        Setting("report_place", N_("Place named above the approval"), "Jakarta"),
        Setting(
            "legal_basis",
            N_("Legal basis of the report"),
            "1. Peraturan Menteri Keuangan Nomor 184/PMK.01/2010 tentang Organisasi dan Tata Kerja Kementerian "
            "Keuangan\n2. Peraturan Menteri Keuangan Nomor 174/PMK.01/2012 tanggal 6 November 2012 tentang Organisasi "
            "dan Tata Kerja Kantor Layanan Informasi dan Pengaduan Direktorat Jenderal Pajak",
        ),
    )
}


def store_url() -> str:
    return os.environ.get("STORE_URL", f"duckdb:///{data_folder() / 'selaras.duckdb'}")


def data_folder() -> Path:
    """Where the store, the recordings and the secret stand; never in git."""
    return Path(os.environ.get("SELARAS_DATA", str(PROJECT / "data")))


def recordings_address() -> str:
    """A folder, or a bucket (core/sounds_place.py): one for all processes on a database."""
    return os.environ.get("SELARAS_RECORDINGS") or str(data_folder() / "recordings")


def bucket_access() -> tuple[tuple[str, str], ...]:
    """How a bucket is reached, as all programs for S3 are told it: by the environment, or a file of keys it names."""
    named, profile = os.environ.get("AWS_SHARED_CREDENTIALS_FILE", ""), os.environ.get("AWS_PROFILE", "default")
    kept = _keys_in(Path(named), profile) if named else {}
    given = {name.lower(): os.environ.get(name) or kept.get(name.lower(), "") for name in TO_A_BUCKET}
    return tuple((name, value) for name, value in given.items() if value)


def _keys_in(place: Path, profile: str) -> dict[str, str]:
    keys = ConfigParser(interpolation=None)
    try:
        keys.read_string(place.read_text())
        return dict(keys[profile])
    except OSError as fault:
        raise Invalid("The keys in {place} cannot be read ({cause}).", place=place, cause=fault.strerror) from None
    except (NoConfig, KeyError):
        raise Invalid("The keys in {place} cannot be read ({cause}).", place=place, cause=profile) from None


def is_demo() -> bool:
    """The demo store's own process: people are shown the demo passwords on the sign-in page."""
    return os.environ.get("SELARAS_DEMO", "") == "1"


def metrics_port() -> int:
    """Of this machine, for figures about the program; 0: none are served."""
    given = os.environ.get("METRICS_PORT", "0")
    if not given.isdigit() or int(given) > 65_535:
        raise Invalid("METRICS_PORT must be a free port of this machine, e.g. 9501. Correct it, then start again.")
    return int(given)


def secret() -> bytes:
    """The key of this installation, 64 hexadecimal digits: given by the environment, or made at first start."""
    given, named = os.environ.get("SELARAS_SECRET", ""), os.environ.get("SELARAS_SECRET_FILE", "")
    place = Path(named) if named else data_folder() / "secret.key"
    if given:
        return _long_enough(given, "SELARAS_SECRET")
    if not named:
        _make_secret(place)
    try:
        return _long_enough(place.read_text(), str(place))
    except OSError as fault:
        raise Invalid("The secret in {place} cannot be read ({cause}).", place=place, cause=fault.strerror) from None


def _make_secret(place: Path) -> None:
    """Unless it is there. It appears whole: another process may start at the same moment."""
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_suffix(f".{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(32))
    try:
        with suppress(FileExistsError):
            os.link(draft, place)
    except OSError:  # A file system without links.
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)


def _long_enough(key: str, place: str) -> bytes:
    if len(key.strip()) < 64:
        raise Invalid(
            "The secret in {place} is too short: it needs 64 hexadecimal digits. In secret.key it is made anew when "
            "you delete the file and start again; all sign-ins end.",
            place=place,
        )
    return key.strip().encode()


def setting(tx: Tx, name: str) -> int | bool | str:
    """The value in force: the table's, else the default."""
    rule = SETTINGS[name]
    kept = sql.value_of(tx, name)
    return rule.default if kept is None else _typed(rule, kept)


def number(tx: Tx, name: str) -> int:
    return int(setting(tx, name))


def text(tx: Tx, name: str) -> str:
    return str(setting(tx, name))


def language_of(tx: Tx, code: str) -> Language:
    """The language `code` in the office's time zone."""
    return Language(code, text(tx, "office_zone"))


def checked(name: str, value: int | bool | str) -> str:
    """`value` as the table keeps it, or a clear refusal."""
    rule = SETTINGS[name]
    if rule.choices and value not in rule.choices:
        raise Invalid("{value} is not a choice for this setting.", value=value)
    if isinstance(rule.default, bool):
        return "1" if value else "0"
    given = str(value).strip()
    if isinstance(rule.default, int) and not (WHOLE.fullmatch(given) and rule.low <= int(given) <= rule.high):
        raise Invalid("Enter a number from {low} to {high}.", low=rule.low, high=rule.high)
    if rule.are_years and not YEARS.fullmatch(given):
        raise Invalid("Enter years of four digits with a comma between.")
    return given


def _typed(rule: Setting, kept: str) -> int | bool | str:
    if isinstance(rule.default, bool):
        return kept == "1"
    return int(kept) if isinstance(rule.default, int) else kept
