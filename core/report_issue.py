"""The file of an approved report, made before the act that issues it.

It knows: figures and drawing take a third of a second, in a large round seconds, in which the one writer does nothing
else.
Shaped so because: what was made ahead is found only for the same version of the round, number, day and approver; if one
of them moved in between, the approving act makes it anew. Data and file are kept together: they never disagree.
It must not know: who may approve, how an approval is kept (core/signoff.py).
"""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from uuid import UUID

from core.language import RECORD_LANGUAGE
from core.model import Round
from core.report import canonical_json, round_report
from core.report_pdf import report_pdf
from core.round_report import Approval
from core.settings import language_of
from core.store import Tx

MADE_AHEAD = 4
_alone = Lock()
_made: OrderedDict[tuple[UUID, int, Approval], "Issue"] = OrderedDict()


@dataclass(frozen=True)
class Issue:
    """The report's data as canonical JSON, and the PDF that says the same."""

    frozen: str
    pdf: bytes


def make_ahead(tx: Tx, round_: Round, approval: Approval) -> None:
    """In a reading transaction: what it sees has been committed. It takes the place of what was made before."""
    issue = _made_now(tx, round_, approval)
    with _alone:
        _made[round_.id, round_.version, approval] = issue
        while len(_made) > MADE_AHEAD:
            _made.popitem(last=False)


def issue_of(tx: Tx, round_: Round, approval: Approval) -> Issue:
    """As made ahead, else made now."""
    with _alone:
        found = _made.get((round_.id, round_.version, approval))
    return found or _made_now(tx, round_, approval)


def _made_now(tx: Tx, round_: Round, approval: Approval) -> Issue:
    report = round_report(tx, round_)
    return Issue(canonical_json(report), report_pdf(report, language_of(tx, RECORD_LANGUAGE), approval))
