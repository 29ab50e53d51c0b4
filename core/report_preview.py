"""The draft report as pictures of its pages, so that it can be read in the page in every browser.

It knows: how a PDF is rendered, and that the pictures of one version of a round are always the same.
Shaped so because: a browser may be told not to show PDFs, a picture it always shows; a draft is made once per version
and each page drawn when it is asked for. The right is asked for every time, before anything kept is handed out.
It must not know: what the report says (core/report.py), addresses.
"""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from threading import Lock
from uuid import UUID

import pypdfium2

from core.access import require_in_round
from core.codes import Action
from core.errors import NotFound
from core.model import Person
from core.signoff import draft_pdf
from core.store import Tx, signoff_sql

DOTS_PER_POINT = 1.6
DRAFTS_KEPT = 4
# The renderer may be used by one thread at a time.
_one_at_a_time = Lock()
_kept: OrderedDict[tuple[UUID, int], "Draft"] = OrderedDict()


@dataclass(frozen=True)
class Draft:
    """A draft's file; equal files have equal pictures."""

    pdf: bytes
    pages: int


def draft_of(tx: Tx, round_id: UUID, *, by: Person, now: datetime) -> Draft:
    """The draft as it stands, kept until the round moves on."""
    permit = require_in_round(tx, Action.SEE_DRAFT_REPORT, by, now, round_id)
    place = (round_id, permit.round.version)
    draft = _kept.get(place)
    if draft is None:
        pdf = draft_pdf(tx, round_id, by=by, now=now)
        draft = Draft(pdf, _pages_in(pdf))
        with _one_at_a_time:
            _kept[place] = draft
            while len(_kept) > DRAFTS_KEPT:
                _kept.popitem(last=False)
    return draft


def issued_of(tx: Tx, round_id: UUID, *, by: Person, now: datetime) -> Draft:
    """The approved report's own file, to be read in the page; what is recorded is its download (core/signoff.py)."""
    require_in_round(tx, Action.SEE_REPORT, by, now, round_id)
    content = signoff_sql.document_of(tx, round_id)
    if content is None:
        raise NotFound("There is no approved report for this round.")
    return Draft(content, _pages_in(content))


def page_picture(draft: Draft, number: int) -> bytes:
    """Page 1, 2, … as PNG."""
    if not 1 <= number <= draft.pages:
        raise NotFound("The report has no such page.")
    return _picture(draft, number)


def _pages_in(pdf: bytes) -> int:
    with _one_at_a_time, pypdfium2.PdfDocument(pdf) as document:
        return len(document)


@lru_cache(maxsize=64)
def _picture(draft: Draft, number: int) -> bytes:
    with _one_at_a_time, pypdfium2.PdfDocument(draft.pdf) as document:
        image = document[number - 1].render(scale=DOTS_PER_POINT).to_pil()
    content = BytesIO()
    image.save(content, "PNG")
    return content.getvalue()
