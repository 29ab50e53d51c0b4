"""Part C.1 to C.5 of the report: agreement and totals in sentences, charts and tables.

It knows: which figure, chart and table stands where; the words are those of core/report_words.py.
Shaped so because: a figure is never printed without what it rests on, and nobody is called strict or lenient here.
It must not know: how a figure is computed (core/report_figures.py), how a chart is drawn.
"""

from core.certainty import Gates
from core.language import Language
from core.report_charts import answer_bars, deviations, totals_rows
from core.report_pdf_charts import answers_per_criterion, deviation_map
from core.report_pdf_page import INDENT, Page
from core.report_pdf_spread import spread_of_totals
from core.report_pdf_table import Column, fitted, table
from core.report_results import AgreedTotal
from core.report_words import (
    beyond_chance_note,
    criteria_heads,
    criteria_rows,
    expert_sentences,
    index_sentences,
    summary_rows,
    untested_sentence,
)
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
    for sentence in (*index_sentences(report, t), *expert_sentences(report, t)):
        page.prose(sentence)
    columns = fitted([Column(t("Measure"), 110), Column(t("Result"), 50, "R", True)], page.epw - INDENT)
    page.caption(t("Table: figures of the first scores"), 72)
    table(page, columns, summary_rows(report, t))


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
        _criteria(page, report)
    if bars.unanimous:
        codes = ", ".join(bars.unanimous)
        page.prose(t("Everyone gave the same answers on: {codes}.", codes=codes))
        if untested := untested_sentence(report, t):
            page.prose(untested)


def _criteria(page: Page, report: RoundReport) -> None:
    t, heads = page.t, criteria_heads(page.t)
    widths, aligns = (16, 24, 52, 60), ("L", "R", "L", "L")
    columns = [Column(*each) for each in zip(heads, widths, aligns, strict=True)]
    page.caption(t("Table: criteria by points in dispute"), 40)
    table(page, fitted(columns, page.epw - INDENT), criteria_rows(report, t))
    page.note(beyond_chance_note(t))


def _first_and_agreed(page: Page, report: RoundReport) -> None:
    t = page.t
    page.subheading(t("C.5 First scores and agreed scores"), 40)
    columns = [Column(t("No."), 12, is_bold=True), Column(t("First: lowest – highest"), 36, "C")]
    columns += [Column(t("After discussion: lowest – highest"), 40, "C"), Column(t("Agreed"), 30, "C", True)]
    experts = {own.recording: t.number(own.total.shown, 2) for own in report.expert_totals}
    columns += [Column(t("Expert"), 20, "C")] if experts else []
    columns = fitted([*columns, Column(t("Band"), 34)], page.epw - INDENT)
    rows = []
    for agreed in report.agreed:
        sheets = [sheet for sheet in report.sheets if sheet.recording == agreed.recording]
        first = sorted(sheet.first.shown for sheet in sheets)
        after = sorted(sheet.after.shown for sheet in sheets)
        spans = [" – ".join(t.number(v, 2) for v in dict.fromkeys((s[0], s[-1]))) if s else "–" for s in (first, after)]
        total, band = _agreed_words(agreed, t)
        expert = [experts.get(agreed.recording, "–")] if experts else []
        rows.append([f"R{agreed.recording}", *spans, total, *expert, band])
    table(page, columns, rows)
    if any(agreed.is_span for agreed in report.agreed):
        page.note(t("A span: answers within tolerance were left as they were, so any value in it counts as agreed."))


def _agreed_words(agreed: AgreedTotal, t: Language) -> tuple[str, str]:
    if agreed.low is None or agreed.high is None:
        return "–", t("not agreed: {codes}", codes=", ".join(agreed.not_agreed))
    shown = " – ".join(t.number(value, 2) for value in dict.fromkeys((agreed.low.shown, agreed.high.shown)))
    bands = " – ".join(dict.fromkeys((agreed.low.band.say(t.code), agreed.high.band.say(t.code))))
    return shown, bands
