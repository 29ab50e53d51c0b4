"""Archived rounds whose truth is known, for the pictures of the trends: lived with the verbs, by the demo's people.

It knows: what is planted: the group grows closer, D1 is read most differently until a sentence of March 2026 makes it
clear, one assessor is strict.
Shaped so because: seed and days are fixed, so a picture changes only when the program does.
It must not know: what the trends say of it; people look at the pictures for that.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

import numpy as np

from core.cards import bring_ready_cards
from core.clock import office_calendar
from core.codes import Cause, FollowUpKind
from core.consensus import settle_cell
from core.demo_material import Plan
from core.demo_meeting import disputed_cells, place
from core.demo_people import Cast, move_in
from core.demo_rounds import (
    ARCHIVING,
    DISCUSSION,
    SCORING,
    approve,
    archive,
    assign,
    bring_samples,
    prepare,
    report,
    score,
)
from core.demo_scene import Scene, dialogue_in
from core.demo_scores import DOUBT, SEVERE, Answers, Minds
from core.demo_truth import calls, planted
from core.discussion import confirm_result, mark_present, reveal_scores
from core.follow_ups import add_follow_up
from core.scorecard import Scorecard
from core.simulator import draw_answers, draw_habits, in_regime
from core.store import Tx
from core.workdays import is_working_day

SEED, ZONE = 11, "Asia/Jakarta"
FIRST, LAST = date(2025, 8, 4), date(2026, 11, 19)
ROUNDS = {0: 1, 1: 1, 3: 20, 12: 20, 60: 5}
"""How many, and how many working days apart."""
Planned = tuple[str, str]
"""A criterion, and a sentence on it or an action."""
CLOSER = (1.8, 0.4)
"""How far assessors read apart, at first and at last."""
LOSES_MOST, BEFORE, AFTER, OTHERS = "D1", 4.5, 1.6, 0.7
SENTENCES = {
    (2026, 3): (LOSES_MOST, "Bila jawaban pokok benar tetapi pengecualian yang relevan tidak disebut, nilai 4."),
}
"""By month, in the first round of it."""
ACTIONS = {(2026, 5): ("D3", "Penyegaran langkah lanjut bagi Quality Assessor.")}
PEOPLE = ("anindya", "fajar", "maharani", "yudha")


@dataclass
class Planted(Minds):
    """Nobody learns of the talk as such: what changes is the day, and what the sentence of March made clear."""

    day: date = FIRST
    in_force: date = date.max
    is_clear: bool = False

    def answers(self, card: Scorecard, plan: Plan) -> Answers:
        drawn = draw_habits(np.random.default_rng(SEED), len(self.assessors), len(card.criteria))
        severity = 0.3 * drawn.severity + 0.35 * np.array([who == SEVERE for who in self.assessors])
        most = AFTER if self.is_clear else BEFORE
        apart = np.array([most if c.code == LOSES_MOST else OTHERS for c in card.criteria])
        habits = replace(drawn, severity=severity, ambiguity=0.8 * apart, reading=OTHERS * drawn.reading)
        heard = calls(plan.samples, card, DOUBT * plan.regime)
        given = draw_answers(self.rng, card.criteria, in_regime(habits, plan.regime), heard)
        codes = [criterion.code for criterion in card.criteria]
        return {
            (number, who): dict(zip(codes, given[n][r], strict=True))
            for n, number in enumerate(plan.samples)
            for r, who in enumerate(self.assessors)
        }


def live(tx: Tx, rounds: int, apart: int) -> None:
    """So many archived rounds up to the last day; the people, and nothing else, when there are none."""
    opening = datetime.combine(FIRST, time(1), UTC)
    bring_ready_cards(tx, opening)
    cast, calendar = move_in(tx, opening), office_calendar(tx)
    days = [day for n in range((LAST - FIRST).days) if is_working_day(calendar, day := FIRST + timedelta(days=n))]
    minds, said = Planted(PEOPLE, np.random.default_rng(SEED)), set[tuple[int, int]]()
    for n in range(rounds):
        minds.day = days[-8 - apart * (rounds - 1 - n)]
        share = ((minds.day - FIRST) / (LAST - FIRST)) ** 2
        samples = tuple(int(number) for number in minds.rng.permutation(13)[:6] + 1)
        regime = CLOSER[0] + (CLOSER[1] - CLOSER[0]) * share
        plan = Plan("Kalibrasi berkala", "KP-TEL", ("laksmi", "teguh")[n % 2], PEOPLE, samples, regime, ())
        one_round(tx, cast, plan, n, days, minds, said)


def one_round(
    tx: Tx, cast: Cast, plan: Plan, n: int, days: list[date], minds: Planted, said: set[tuple[int, int]]
) -> None:
    begin = days.index(minds.day)
    minds.is_clear = days[begin + SCORING] > minds.in_force
    scene = Scene(tx, cast, plan, n, lambda k: days[begin + k], zone=ZONE, minds=minds)
    for step in (assign, prepare, bring_samples, score):
        step(scene)
    month = (minds.day.year, minds.day.month)
    told = [kept[month] for kept in (SENTENCES, ACTIONS) if month in kept and month not in said]
    meet(scene, told)
    said.add(month)
    if any(code == LOSES_MOST for code, _sentence in told):
        minds.in_force = days[begin + ARCHIVING]
    for step in (report, approve, archive):
        step(scene)


def meet(scene: Scene, planned: list[Planned]) -> None:
    """Every difference is settled as a slip, but for what is planned this month on a criterion."""
    scene.at(DISCUSSION, 9)
    scene.do(reveal_scores, scene.supervisor, scene.round_id)
    scene.do(mark_present, scene.supervisor, scene.round_id, {scene.cast[name].id for name in scene.scorers})
    truth, sentences = {r.id: planted(dialogue_in(r), scene.card) for r in scene.recordings()}, dict(planned)
    for cell in disputed_cells(scene):
        code = cell.criterion.code
        closed = ("Didengarkan kembali bersama.", sentences.get(code, ""))
        cause = Cause.VAGUE_DEFINITION if code in sentences else Cause.SLIP
        scene.do(settle_cell, scene.supervisor, *place(scene, cell), truth[cell.recording_id][code], *closed, cause)
    for code, text in planned:
        if text in (action for _code, action in ACTIONS.values()):
            due = (scene.now + timedelta(days=30)).date()
            scene.do(
                add_follow_up, scene.supervisor, scene.round_id, FollowUpKind.TRAINING, text, "Tim Pelatihan", due, code
            )
    for name in scene.scorers:
        scene.do(confirm_result, name, scene.round_id)
