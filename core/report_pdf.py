"""The report as a PDF: the same bytes for the same report, wherever it is made.

It knows: the order of the parts, what stands in the footer, and what the file says of itself.
Shaped so because: fpdf2 is loaded only when a report is made; signing, attachments and the archive form (PDF/A) have
their place here, between the parts and the bytes.
It must not know: how a part looks (core/report_pdf_*.py), the store, who may read it.
"""

from datetime import UTC, datetime, time

from core.language import Language
from core.report_freeze import data_hash
from core.round_report import Approval as Approval
from core.round_report import RoundReport

HASH_SHOWN = 16


def report_pdf(report: RoundReport, t: Language, approval: Approval | None) -> bytes:
    """Without an approval it is a draft: marked on every page, without number and date."""
    from core.report_pdf_body import activities, closing, conclusions, head, introduction, signature
    from core.report_pdf_discussion import agreed_for_later, discussed
    from core.report_pdf_page import Page
    from core.report_pdf_results import results
    from core.report_pdf_scores import attachment

    t = Language(t.code, report.office.zone)
    page = Page(
        t,
        title=t("Report on the calibration of agent assessment, {period}", period=report.period),
        author=report.office.organisation[-1] if report.office.organisation else "",
        foot=_foot(report, approval, t),
        made=_made(report, approval),
        is_draft=approval is None,
    )
    page.add_page()
    head(page, report, approval)
    introduction(page, report)
    activities(page, report, approval)
    results(page, report)
    discussed(page, report)
    agreed_for_later(page, report)
    conclusions(page, report)
    closing(page, report)
    signature(page, report, approval)
    attachment(page, report)
    return bytes(page.output() or b"")


def _foot(report: RoundReport, approval: Approval | None, t: Language) -> str:
    """Number (or draft) and the first characters of H_data, by which two prints can be told apart."""
    digest = data_hash(report)[:HASH_SHOWN]
    groups = " ".join(digest[n : n + 4] for n in range(0, HASH_SHOWN, 4))
    fingerprint = t("Data fingerprint {digest}", digest=groups)
    return f"{approval.number if approval else t('DRAFT')}  |  {fingerprint}"


def _made(report: RoundReport, approval: Approval | None) -> datetime:
    """The day of the approval; of a draft the day of the assignment, so that equal drafts are equal files."""
    if approval:
        return datetime.combine(approval.dated, time(), UTC)
    return report.clock.received or datetime(2000, 1, 1, tzinfo=UTC)
