"""The figures of the largest round, on the program's own way into a report: from cells to what is frozen.

It knows: the round of 30 assessors, 20 recordings and 30 criteria, and the bars of its figures.
Shaped so because: what lies between the formulas (answers to shares, rounding, gates) takes longer than they do.
It must not know: whether a figure is right (bench/agreement.py).
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random
from uuid import uuid4

from bench.parts.engines import timed
from bench.parts.figures import Figure
from core import agreement
from core.cells import cells_from
from core.certainty import Gates
from core.codes import Phase
from core.model import Note, Score
from core.report_cells import Scored, agreed_totals
from core.report_coefficients import coefficients
from core.report_figures import ScoreGrid, round_figures, score_grid, with_agreed
from core.scorecard import Answer, Criterion, Scorecard
from core.scorecard_file import read_scorecard
from core.severity import severities
from core.swap_impact import swap_impact

CARD = Path(__file__).parents[2] / "data" / "scorecards" / "kp-tel.yaml"
RECORDINGS, ASSESSORS, CRITERIA = 20, 30, 30
PASS_MARK, NOT_APPLICABLE = 80, 0.05


def figures_of_the_largest_round(times: int) -> Iterator[Figure]:
    """Each once unmeasured, then so many times."""
    scored = _largest_round()
    card, firsts, agreed = scored.card, scored.first_totals(), agreed_totals(scored)

    def grid() -> ScoreGrid:
        return score_grid(card, list(scored.recordings), list(scored.assessors), scored.cells, firsts, PASS_MARK)

    def everything() -> None:
        found = grid()
        with_agreed(round_figures(card, found, scored.cells, Gates()), found, agreed)
        coefficients(card, found.shares.transpose(2, 0, 1))

    f, w = (one := grid()).shares, one.weights
    totals, zeroes = agreement.call_totals(f, w), 0.0 * one.applicable
    zeroes[:, :, 0] = f[:, :, 0] == 0
    told = {
        "swap impact": (partial(swap_impact, f, w, zeroes), 10),
        "weighted agreement with its interval": (partial(agreement.agreement_interval, f, w), 10),
        "severity: raw, shrunk, Holm": (partial(severities, totals), 3),
        "all figures of the report and the export's coefficients": (everything, 50),
    }
    for what, (figure, bar) in told.items():
        figure()
        yield Figure(what, "ms", [timed(figure) for _ in range(times)], bar)


def _largest_round() -> Scored:
    random, card = Random(20261123), _card()
    assessors, recordings = ([uuid4() for _ in range(many)] for many in (ASSESSORS, RECORDINGS))
    scores = [
        Score(recording, assessor, criterion.code, Phase.FIRST, Note(_answer(random, criterion)))
        for recording in recordings
        for assessor in assessors
        for criterion in card.criteria
    ]
    numbers = ({key: n for n, key in enumerate(keys, start=1)} for keys in (recordings, assessors))
    return Scored(card, PASS_MARK, tuple(cells_from(card, scores, ())), *numbers)


def _card() -> Scorecard:
    """The ready card, and the first of its criteria once more."""
    card = read_scorecard(CARD.read_text("utf-8"))
    more = [replace(one, code=f"{one.code}'") for one in card.criteria[: CRITERIA - len(card.criteria)]]
    return replace(card, sections=(*card.sections, replace(card.sections[0], criteria=tuple(more))))


def _answer(random: Random, criterion: Criterion) -> Answer:
    if criterion.na_allowed and random.random() < NOT_APPLICABLE:
        return Answer(is_na=True)
    return Answer(random.choice(criterion.scale.values))
