"""Personal numbers in free text: found by their form and replaced by a neutral word.

It knows: how NPWP, NIK, NITKU, NTPN, EFIN, telephone numbers and e-mail addresses are written in Indonesia, and what
looks like them but must survive: amounts in rupiah, dates, times, staff numbers, and the values it is told to keep.
Shaped so because: one pattern walks the text once, the first form that fits a place wins, and what must survive stands
in the same list as what must not; when in doubt it masks, because the person sees it and can undo it.
It must not know: which text it is, who wrote it, where it is stored.
"""

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from core.language import N_

MARKERS = {
    "npwp": "[NPWP]",
    "nik": "[NIK]",
    "nitku": "[NITKU]",
    "ntpn": "[NTPN]",
    "efin": "[EFIN]",
    "phone": "[telepon]",
    "email": "[surel]",
}
KIND_LABELS = {
    "npwp": N_("NPWP"),
    "nik": N_("NIK"),
    "nitku": N_("NITKU"),
    "ntpn": N_("NTPN"),
    "efin": N_("EFIN"),
    "phone": N_("telephone number"),
    "email": N_("e-mail address"),
}
SHORTEST_KEPT = 6

_GAP = r"[ \u00a0.\-‐-―]{0,2}"
_START = r"(?:(?<![0-9A-Za-z])|(?i:(?<=NPWP)|(?<=NIK)|(?<=NITKU)|(?<=HP)|(?<=WA)|(?<=telp)))"
_END = r"(?![0-9])"
_NO_MORE_DIGITS = r"(?![.,\-:/]?[0-9])"
_THOUSANDS = r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]{1,2})?"
_YEAR = r"(?:19|20)[0-9]{2}"
_FOUR_YEARS = rf"(?!{_YEAR}(?:{_GAP}{_YEAR}){{3}})"
_COUNTRY = r"\(?(?:\+|00)62\)?"
_NOT_PLUS = r"(?<![0-9A-Za-z+])"
_AREA = r"[2-79][0-9]{1,2}"
_MOBILE = rf"8[0-9]{{2}}(?:{_GAP}[0-9]{{3,5}}{_GAP}[0-9]{{3,5}}|[0-9]?(?:{_GAP}[0-9]{{2}}){{4}})"


def _groups(*sizes: int) -> str:
    """So many digits, so many digits …, with or without a dot, dash or space between the groups."""
    return _GAP.join(f"[0-9]{{{size}}}" for size in sizes)


def _any_of(*forms: str) -> str:
    return f"{_START}(?:{'|'.join(forms)}){_END}"


# The order is the rule: at one place of the text the first form that fits wins.
_FORMS = {
    "email": r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+",
    "keep_rupiah": r"(?i:\b(?:Rp|IDR)\.?\s?[0-9](?:[.,]?[0-9])*)",
    "keep_amount": rf"{_START}(?:{_THOUSANDS}|[1-9][0-9]{{0,11}}(?:,[0-9]{{1,2}})?)\s?"
    r"(?i:rupiah|ribu|juta|mili?ar|triliun)\b",
    "keep_date": rf"{_START}[0-9]{{1,2}}(?P<dash>[/.\-])[0-9]{{1,2}}(?P=dash)"
    rf"(?:[0-9]{{4}}|[0-9]{{2}}){_NO_MORE_DIGITS}",
    "keep_iso_date": rf"{_START}{_YEAR}-[0-9]{{2}}-[0-9]{{2}}{_NO_MORE_DIGITS}",
    "keep_time": rf"{_START}[0-9]{{1,3}}[.:][0-5][0-9](?:[.:][0-5][0-9])?{_NO_MORE_DIGITS}",
    "keep_nip": rf"{_START}{_YEAR}[0-9]{{4}}\s?{_YEAR}[0-9]{{2}}\s?[12]\s?[0-9]{{3}}{_END}",
    "efin": r"(?P<efin_word>(?i:\bEFIN)[^0-9@\n]{0,40})"
    rf"{_any_of(_groups(10), _groups(3, 3, 4), _groups(4, 3, 3))}"
    rf"|{_START}[0-9]{{10}}(?=[^0-9@\n]{{0,15}}(?i:\bEFIN))",
    "ntpn": r"(?P<ntpn_word>(?i:\bNTPN)[^0-9@\n]{0,30}?)"
    r"(?<![0-9A-Za-z])(?=[A-Za-z]*[0-9])[0-9A-Za-z]{16}(?![0-9A-Za-z])"
    r"|(?<![0-9A-Za-z])(?=(?:[A-Z]*[0-9]){3})(?=[0-9]*[A-Z])(?![A-Z]+[0-9]+\b)[0-9A-Z]{16}(?![0-9A-Za-z])",
    "nitku": _any_of(_groups(16, 6), _groups(4, 4, 4, 4, 6), _groups(4, 4, 4, 4, 4, 2), _groups(3, 3, 3, 1, 3, 3, 6)),
    "nik": _any_of(
        _FOUR_YEARS + _groups(4, 4, 4, 4), _groups(6, 6, 4), _groups(6, 2, 2, 2, 4), _groups(3, 3, 3, 1, 3, 3)
    ),
    "npwp": _any_of(_groups(2, 3, 3, 1, 3, 3)),
    "phone": rf"{_NOT_PLUS}(?:{_COUNTRY}{_GAP}|62{_GAP}){_MOBILE}{_END}|{_START}0{_MOBILE}{_END}"
    rf"|(?P<phone_word>(?i:\b(?:hp|wa|telp|telepon|ponsel|whatsapp)\b)[^0-9@\n]{{0,20}}){_MOBILE}{_END}",
    "landline": rf"{_NOT_PLUS}(?:{_COUNTRY}{_GAP}\(?{_AREA}\)?|\(0{_AREA}\)|0{_AREA}(?=[ \-.]))"
    rf"{_GAP}[0-9]{{3,4}}{_GAP}[0-9]{{3,5}}{_END}",
    "keep_thousands": rf"{_START}{_THOUSANDS}{_NO_MORE_DIGITS}",
}
_ALL_FORMS = "|".join(f"(?P<{name}>{form})" for name, form in _FORMS.items())
_NAMED_BEFORE = re.compile(r"\b(NPWP|NIK|NTPN)\b[^0-9@\n]{0,25}$|(NPWP|NIK|NTPN)$", re.IGNORECASE)


@dataclass(frozen=True)
class MaskedKind:
    """How many numbers of one kind were found; `label` is source text for the catalogue."""

    kind: str
    count: int

    @property
    def label(self) -> str:
        return KIND_LABELS[self.kind]

    @property
    def marker(self) -> str:
        return MARKERS[self.kind]


@dataclass(frozen=True)
class Masked:
    """The text as it may be kept, and what was taken out of it."""

    text: str
    found: tuple[MaskedKind, ...]


def mask(text: str, keep: Collection[str] = ()) -> Masked:
    """Replaces personal numbers; values in `keep` (the round's ids, staff numbers) survive where they stand alone."""
    counts: Counter[str] = Counter()

    def replace(match: re.Match[str]) -> str:
        name = next(name for name in ("keep", *_FORMS) if match[name] is not None)
        if name.startswith("keep"):
            return match[0]
        kind = _kind(name, text[max(match.start() - 40, 0) : match.start()], match[0])
        counts[kind] += 1
        return (match.groupdict().get(f"{name}_word") or "") + MARKERS[kind]

    masked = _pattern(keep).sub(replace, text)
    return Masked(masked, tuple(MaskedKind(kind, counts[kind]) for kind in MARKERS if counts[kind]))


def _pattern(keep: Collection[str]) -> re.Pattern[str]:
    """Nothing shorter than the shortest personal number needs keeping; longer values go first."""
    kept = sorted({value.strip() for value in keep if len(value.strip()) >= SHORTEST_KEPT}, key=len, reverse=True)
    values = "|".join(re.escape(value) for value in kept) or r"(?!)"
    return re.compile(rf"(?P<keep>(?<![0-9A-Za-z])(?i:{values})(?![0-9A-Za-z]|[.\-][0-9]))|{_ALL_FORMS}")


def _kind(form: str, before: str, value: str) -> str:
    """Sixteen digits are a NIK, an NPWP or an NTPN: the word before them tells, else the first digit."""
    if form == "landline":
        return "phone"
    if form != "nik":
        return form
    word = _NAMED_BEFORE.search(before)
    if word:
        return (word[1] or word[2]).lower()
    return "npwp" if value.startswith("0") else "nik"
