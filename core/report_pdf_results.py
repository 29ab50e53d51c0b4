"""Part C.1 to C.5 of the report: agreement and totals in sentences, charts and tables.

It knows: the words in which figures are said; below the gates it says why a figure is absent.
Shaped so because: a figure is never printed without what it rests on, and nobody is called strict or lenient here.
It must not know: how a figure is computed (core/report_figures.py), how a chart is drawn.
"""

from core.certainty import REASONS, VERDICT_LABELS, Gates, Reason, Verdict
from core.language import Language, Message
from core.report_charts import answer_bars, deviations, totals_rows
from core.report_pdf_charts import answers_per_criterion, deviation_map
from core.report_pdf_page import INDENT, Page
from core.report_pdf_spread import spread_of_totals
from core.report_pdf_table import Column, fitted, table
from core.report_results import AgreedTotal, Figure
from core.round_report import RoundReport


def results(page: Page, report: RoundReport) -> None:
    page.heading(page.t("C. Results"))
    _summary(page, report)
    _spread(page, report)
    _deviations(page, report)
    _agreement(page, report)
    _first_and_agreed(page, report)


def _summary(page: Page, report: RoundReport) -> None:
    t = page.t
    page.subheading(t("C.1 Summary"))
    if report.sections.get("findings"):
        page.prose(report.sections["findings"])
    for sentence in index_sentences(report, t):
        page.prose(sentence)
    columns = fitted([Column(t("Measure"), 110), Column(t("Result"), 50, "R", True)], page.epw - INDENT)
    page.caption(t("Table: figures of the first scores"), 72)
    table(page, columns, _summary_rows(report, t))


def index_sentences(report: RoundReport, t: Language) -> list[str]:
    """The index with its interval, or why it is not shown."""
    figures = report.figures
    if not figures.shows_index:
        return [t("Fewer than three recordings: only the answers themselves are shown, no index of agreement.")]
    agreement = figures.agreement
    if agreement.value is None:
        return [_why(agreement, t)]
    points = t.number(100 * agreement.value)
    if agreement.low is None or agreement.high is None:
        told = t("Two assessors agree on {points} of 100 points of the card.", points=points)
        return [f"{told} {_why(agreement, t)}"]
    sentence = t(
        "Two assessors agree on {points} of 100 points of the card (likely {low}–{high}; {n} recordings).",
        points=points,
        low=t.number(100 * agreement.low),
        high=t.number(100 * agreement.high),
        n=figures.recordings,
    )
    if figures.recordings < Gates().verdict_from:
        return [sentence, t("So few recordings do not allow a verdict on agreement.")]
    if not figures.verdict:
        return [sentence, t("The likely range spans more than one class, so no verdict is given.")]
    verdict = Message(VERDICT_LABELS[Verdict(figures.verdict)])
    return [sentence, t("Agreement in this round: {verdict}.", verdict=verdict)]


def _why(figure: Figure, t: Language) -> str:
    return t(REASONS[Reason(figure.why)]) if figure.why else ""


def _summary_rows(report: RoundReport, t: Language) -> list[list[str]]:
    figures, n = report.figures, len(report.recordings)
    rows = [[t("Recordings / assessors"), f"{figures.recordings} / {figures.assessors}"]]
    if figures.shows_index and figures.agreement.value is not None:
        rows.append([t("Points in dispute (of 100)"), _spanned(figures.agreement, t, 100, flipped=True)])
        rows.append([t("Mean gap between two totals before a fatal (points)"), _spanned(figures.gap, t, 1)])
    if figures.difference and figures.difference.value is not None and figures.shows_index:
        one, other = (scorer.number for scorer in report.scorers)
        rows.append(
            [t("Mean difference QA {one} − QA {other} (points)", one=one, other=other), _signed(figures.difference, t)]
        )
    if figures.pairs_within is not None:
        tolerance = report.card.tolerance.total_points
        label = t("Pairs of totals within {tolerance} points", tolerance=tolerance)
        rows.append([label, f"{t.number(100 * figures.pairs_within)} %"])
    rows += [
        [t("Recordings that one of us would zero and another would not"), _of(figures.fatal_conflicts, n, t)],
        [t("Recordings whose band, pass or fatal depends on who scored"), _of(figures.decision_flips, n, t)],
        [t("Differences in applicability (N/A against a value)"), str(figures.applicability_conflicts)],
        [t("Criteria scored differently / out of tolerance"), _cells_told(report, t)],
    ]
    return rows


def _of(count: int, all_: int, t: Language) -> str:
    return t("{n} of {all}", n=count, all=all_)


def _cells_told(report: RoundReport, t: Language) -> str:
    figures = report.figures
    apart = f"{figures.cells_differing} / {figures.cells_out_of_tolerance}"
    return t("{n} of {all}", n=apart, all=figures.cells)


def _spanned(figure: Figure, t: Language, scale: float, *, flipped: bool = False) -> str:
    """12,5 (8,0–19,1); flipped turns a share of agreement into points in dispute."""
    values = [figure.value, figure.low, figure.high]
    if flipped:
        values = [None if value is None else 1 - value for value in (figure.value, figure.high, figure.low)]
    said = [None if value is None else t.number(value * scale, 1) for value in values]
    if said[0] is None:
        return "–"
    return f"{said[0]} ({said[1]}–{said[2]})" if said[1] and said[2] else str(said[0])


def _signed(figure: Figure, t: Language) -> str:
    said = [
        "" if value is None else ("−" if value < 0 else "+" if value > 0 else "") + t.number(abs(value), 1)
        for value in (figure.value, figure.low, figure.high)
    ]
    return t("{value} ({low} to {high})", value=said[0], low=said[1], high=said[2]) if said[1] else said[0]


def _spread(page: Page, report: RoundReport) -> None:
    t = page.t
    page.subheading(t("C.2 Spread of scores"), 55)
    page.caption(t("Chart: total of each recording by each assessor, and what was agreed"), 45)
    agreed = [_span(total) for total in report.agreed]
    bands, tolerance = report.card.bands, report.card.tolerance.total_points
    spread_of_totals(page, totals_rows(report), agreed, bands, report.pass_mark, tolerance)


def _span(total: AgreedTotal) -> tuple[float, float] | None:
    return (float(total.low.shown), float(total.high.shown)) if total.low and total.high else None


def _deviations(page: Page, report: RoundReport) -> None:
    t, shown = page.t, deviations(report)
    page.subheading(t("C.3 Deviation of assessors"), 60)
    if not report.figures.shows_index:
        page.prose(t("Fewer than three recordings: deviations are not added up. The answers stand in the attachment."))
        return
    title = t("Chart: first scores against what was agreed, in points of the total, mean over recordings")
    if shown.is_pair:
        title = t("Chart: difference between the two assessors, in points of the total, mean over recordings")
    page.caption(title, 40)
    deviation_map(page, shown)
    if not shown.is_pair:
        page.note(t("▼ stricter, ▲ more lenient than what was agreed; = equal; – nothing to compare."))
        page.note(t("Answers within tolerance that were left without an agreed value do not count here."))
    page.note(
        t("These are differences in {n} recordings. They do not tell whether anyone is strict: that takes {least}.",
          n=report.figures.recordings, least=Gates().severity_from_recordings)
        if report.figures.recordings < Gates().severity_from_recordings
        else t("These are differences in {n} recordings of this round.", n=report.figures.recordings)
    )  # fmt: skip


def _agreement(page: Page, report: RoundReport) -> None:
    t, bars = page.t, answer_bars(report, page.t)
    page.subheading(t("C.4 Agreement on criteria"), 55)
    if bars.rows:
        page.caption(t("Chart: answers given alone on each criterion, over all recordings"), 40)
        answers_per_criterion(page, bars, {figures.code: figures.dispute for figures in report.figures.criteria})
        page.note(
            t(
                "Fatal differences first, then applicability, then points in dispute. The most frequent answer is "
                "outlined; the number at the right is what the criterion adds to the points in dispute."
            )
        )
    if bars.unanimous:
        codes = ", ".join(bars.unanimous)
        page.prose(t("Everyone gave the same answers on: {codes}.", codes=codes))


def _first_and_agreed(page: Page, report: RoundReport) -> None:
    t = page.t
    page.subheading(t("C.5 First scores and agreed scores"), 40)
    columns = [Column(t("No."), 12, is_bold=True), Column(t("First: lowest – highest"), 36, "C")]
    columns += [Column(t("After discussion: lowest – highest"), 40, "C"), Column(t("Agreed"), 30, "C", True)]
    columns = fitted([*columns, Column(t("Band"), 34)], page.epw - INDENT)
    rows = []
    for agreed in report.agreed:
        sheets = [sheet for sheet in report.sheets if sheet.recording == agreed.recording]
        first = sorted(sheet.first.shown for sheet in sheets)
        after = sorted(sheet.after.shown for sheet in sheets)
        spans = [" – ".join(t.number(v, 2) for v in dict.fromkeys((s[0], s[-1]))) if s else "–" for s in (first, after)]
        rows.append([f"R{agreed.recording}", *spans, *_agreed_words(agreed, t)])
    table(page, columns, rows)
    if any(agreed.is_span for agreed in report.agreed):
        page.note(t("A span: answers within tolerance were left as they were, so any value in it counts as agreed."))


def _agreed_words(agreed: AgreedTotal, t: Language) -> tuple[str, str]:
    if agreed.low is None or agreed.high is None:
        return "–", t("not agreed: {codes}", codes=", ".join(agreed.not_agreed))
    shown = " – ".join(t.number(value, 2) for value in dict.fromkeys((agreed.low.shown, agreed.high.shown)))
    bands = " – ".join(dict.fromkeys((agreed.low.band.say(t.code), agreed.high.band.say(t.code))))
    return shown, bands
