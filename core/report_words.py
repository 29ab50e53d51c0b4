"""What a round's figures say, in sentences and rows for the report's paper and the pages alike.

It knows: the words in which figures are said; below the gates it says why a figure is absent.
Shaped so because: paper and screen must not say the same figure in different words; nobody is called strict or lenient,
and no word is used that one must have studied.
It must not know: how a figure is computed (core/report_figures.py), paper, pages.
"""

from core.certainty import REASONS, VERDICT_LABELS, Gates, Reason, Verdict
from core.chart_values import BarRow, Segment
from core.language import Language, Message
from core.report_charts import answer_bars
from core.report_results import CriterionFigures, Figure
from core.round_report import RoundReport

NEARLY_EVERYONE = 0.8
MOST_FURTHEST = 3


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


def summary_rows(report: RoundReport, t: Language) -> list[list[str]]:
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
        rows.append([label, f"{t.number(100 * figures.pairs_within)}%"])
    rows += _expert_rows(report, t)
    rows += _reliability_rows(report, t)
    rows += [
        [t("Recordings that one of us would zero and another would not"), _of(figures.fatal_conflicts, n, t)],
        [t("Recordings whose band, pass or fatal depends on who scored"), _of(figures.decision_flips, n, t)],
        [t("Differences in applicability (N/A against a value)"), str(figures.applicability_conflicts)],
        [t("Criteria scored differently / out of tolerance"), _cells_told(report, t)],
    ]
    return rows


def expert_sentences(report: RoundReport, t: Language) -> list[str]:
    """Who scored outside the panel, what that is used for, and where the assessors lay furthest away."""
    if report.expert is None:
        return []
    name, compared = report.expert.name, report.figures.expert
    if compared is None:
        return [t("The expert {name} has scored nothing in this round, so nothing is compared.", name=name)]
    told = t(
        "{name} scored as an expert outside the panel, alone and before the reveal: {n} of {all} recordings. The "
        "assessors are compared with these scores; no other figure counts them.",
        name=name,
        n=len(report.expert_totals),
        all=len(report.recordings),
    )
    furthest = [(code, points) for code, points in compared.disputes.items() if points > 0][:MOST_FURTHEST]
    if not furthest or not Gates().shows_index(compared.recordings):
        return [told]
    codes = ", ".join(f"{code} ({t.number(points, 1)})" for code, points in furthest)
    return [told, t("Furthest from the expert, in points of 100 of the card: {codes}.", codes=codes)]


def _expert_rows(report: RoundReport, t: Language) -> list[list[str]]:
    found = report.figures.expert
    if found is None:
        return []
    fatal = t("Recordings that an assessor would zero and the expert would not, or the other way round")
    rows = [
        [fatal, _of(found.fatal_conflicts, found.recordings, t)],
        [t("Differences in applicability from the expert"), str(found.applicability_conflicts)],
        [t("Criteria on which what was agreed is not the expert's value"), _of(found.against, found.cells, t)],
    ]
    if not Gates().shows_index(found.recordings):
        return rows
    label = t("Mean distance of a first total from the expert's (points; recordings: {n})", n=found.recordings)
    return [
        [t("Points in dispute with the expert (of 100)"), _spanned(found.agreement, t, 100, flipped=True)],
        [label, _spanned(found.distance, t, 1)],
        *rows,
    ]


def _of(count: int, all_: int, t: Language) -> str:
    return t("{n} of {all}", n=count, all=all_)


def _cells_told(report: RoundReport, t: Language) -> str:
    figures = report.figures
    apart = f"{figures.cells_differing} / {figures.cells_out_of_tolerance}"
    return t("{n} of {all}", n=apart, all=figures.cells)


def _spanned(figure: Figure, t: Language, scale: float, *, flipped: bool = False, decimals: int = 1) -> str:
    """12,5 (8,0–19,1); flipped turns a share of agreement into points in dispute."""
    values = [figure.value, figure.low, figure.high]
    if flipped:
        values = [None if value is None else 1 - value for value in (figure.value, figure.high, figure.low)]
    said = [None if value is None else t.number(value * scale, decimals) for value in values]
    if said[0] is None:
        return "–"
    return f"{said[0]} ({said[1]}–{said[2]})" if said[1] and said[2] else str(said[0])


def _signed(figure: Figure, t: Language) -> str:
    said = [
        "" if value is None else ("−" if value < 0 else "+" if value > 0 else "") + t.number(abs(value), 1)
        for value in (figure.value, figure.low, figure.high)
    ]
    return t("{value} ({low} to {high})", value=said[0], low=said[1], high=said[2]) if said[1] else said[0]


def _reliability_rows(report: RoundReport, t: Language) -> list[list[str]]:
    """How far first totals lay from the agreed ones and, of enough recordings, how far one total can be trusted."""
    figures, gates = report.figures, Gates()
    rows = []
    if figures.from_agreed and gates.shows_index(figures.agreed_recordings):
        label = t(
            "Mean distance of a first total from the agreed one (points; recordings: {n})", n=figures.agreed_recordings
        )
        rows.append([label, _spanned(figures.from_agreed, t, 1)])
    if figures.reliability and figures.reliability.value is not None:
        label = t("Of 100 parts of the spread of totals, those that lie in the calls and not in who scored")
        rows.append([label, _spanned(figures.reliability, t, 100)])
    if figures.error is not None:
        rows.append(
            [
                t("How far one assessor's total usually lies from the true one (points)"),
                f"± {t.number(figures.error, 1)}",
            ]
        )
    return rows


def criteria_heads(t: Language) -> list[str]:
    return [t("Criterion"), t("Points in dispute"), t("Agreement beyond chance"), t("Answers used")]


def beyond_chance_note(t: Language) -> str:
    return t("Beyond chance: 1 is full agreement, 0 what chance alone would give; in brackets the likely range.")


def criteria_rows(report: RoundReport, t: Language) -> list[list[str]]:
    """Criteria on which answers differ, most points in dispute first."""
    bars = {row.code: row for row in answer_bars(report, t).rows}
    return [
        [own.code, t.number(own.dispute, 1), _beyond_chance(own, bars[own.code], t), _answers_used(bars[own.code], t)]
        for own in report.figures.criteria
        if own.code in bars
    ]


def _beyond_chance(own: CriterionFigures, row: BarRow, t: Language) -> str:
    """The coefficient; else how many agree, and why no more can be said."""
    if own.beyond_chance and own.beyond_chance.value is not None:
        return _spanned(own.beyond_chance, t, 1, decimals=2)
    if not own.compared:
        return "–"
    counted = {"k": own.agreeing, "n": own.compared}
    if not Gates().shows_index(own.compared):
        return t("{k} of {n} recordings agree", **counted)
    common = _most_given(row)
    if common.share >= NEARLY_EVERYONE:
        return t("{k} of {n} recordings agree; nearly everyone answered “{answer}”", **counted, answer=common.label)
    return t("{k} of {n} recordings agree; an end of the scale was hardly used", **counted)


def _most_given(row: BarRow) -> Segment:
    return max(row.segments, key=lambda segment: segment.count)


def _answers_used(row: BarRow, t: Language) -> str:
    return ", ".join(t("{answer} ×{n}", answer=segment.label, n=segment.count) for segment in row.segments)


def untested_sentence(report: RoundReport, t: Language) -> str:
    """Criteria that got one and the same answer everywhere: agreed, and not tested; empty when there is none."""
    given: dict[str, set[object]] = {}
    for cell in report.cells:
        given.setdefault(cell.criterion, set()).update(first.note.answer for first in cell.first)
    codes = ", ".join(code for code, answers in given.items() if len(answers) == 1)
    if not codes:
        return ""
    return t(
        "The same answer on all {n} recordings: full agreement, but these criteria are not tested yet: {codes}.",
        n=report.figures.recordings,
        codes=codes,
    )
