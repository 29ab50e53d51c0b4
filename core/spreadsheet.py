"""Tables to take along: the scores a person may see, and the register of interpretations.

It knows: which columns a table has, and that taking one along leaves a row in the audit trail.
Shaped so because: scores come through the one reader, so before the reveal a table holds the person's own and nobody
else's; the figures of an approved report are exported by core/issued.py.
It must not know: how a file is written (core/csv_file.py).
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from core.access import RoundPermit, require, require_in_round
from core.audit import record
from core.cards import card_of
from core.chart_values import answer_label
from core.codes import Action, MemberKind, Relation
from core.csv_file import csv_file
from core.errors import NotAllowed
from core.labels import PHASE_LABELS
from core.language import Language, time_mark
from core.model import Person, Score
from core.outcomes import Interpretation
from core.scorecard import Scorecard
from core.settings import language_of
from core.store import Tx, rounds_sql, samples_sql, scoring_sql, signoff_sql


def scores_seen_csv(tx: Tx, round_id: UUID, *, by: Person, now: datetime) -> bytes:
    """One row for each score: the person's own before the reveal, everybody's afterwards."""
    permit = require_in_round(tx, Action.SEE_ROUND, by, now, round_id)
    if permit.relations <= {Relation.PROJECTOR}:
        raise NotAllowed("The projector shows; it takes nothing along.")
    t, scores = language_of(tx, by.language), scoring_sql.scores_seen_by(tx, by.id, round_id)
    record(tx, permit, subject="CSV", wakes=False)
    header = [t("Recording"), t("Quality Assessor"), t("Name"), t("Criterion"), t("Criterion in words"), t("Weight")]
    header += [t("Phase"), t("Score"), t("Score in words"), t("Comment"), t("Time mark")]
    return csv_file(t, header, _score_rows(tx, permit, scores, t) if scores else ())


def _score_rows(tx: Tx, permit: RoundPermit, scores: Sequence[Score], t: Language) -> Iterator[list[object]]:
    card = card_of(tx, permit.round.card_id)
    members = {member.person_id: member for member in rounds_sql.members(tx, permit.round.id)}
    numbers = {score.recording_id: samples_sql.number_of(tx, score.recording_id) for score in scores}
    for score in scores:
        member = members[score.assessor_id]
        number = member.number if member.kind is MemberKind.ASSESSOR else ""
        yield [f"R{numbers[score.recording_id]}", number, member.name, *_score_cells(card, score, t)]


def _score_cells(card: Scorecard, score: Score, t: Language) -> list[object]:
    criterion, note = card.criterion(score.criterion), score.note
    place = note.quote or ("" if note.mark_ms is None else time_mark(note.mark_ms))
    return [
        criterion.code,
        criterion.label.say(t.code),
        criterion.weight,
        t(PHASE_LABELS[score.phase]),
        note.answer.value,
        answer_label(criterion, note.answer, t),
        note.comment,
        place,
    ]


def register_csv(tx: Tx, *, by: Person, now: datetime) -> bytes:
    """The whole register of interpretations, newest first, replaced entries too."""
    permit = require(tx, Action.SEE_REGISTER, by, now)
    t = language_of(tx, by.language)
    record(tx, permit, subject="CSV")
    header = [t("Scorecard"), t("Criterion"), t("Agreed interpretation"), t("Round"), t("Report"), t("In force from")]
    return csv_file(t, [*header, t("Replaced on")], map(_entry, signoff_sql.interpretations(tx)))


def _entry(kept: Interpretation) -> list[object]:
    named = [kept.card_code, kept.criterion, kept.text, kept.round_title, kept.report_number]
    return [*named, kept.effective_from, kept.replaced_on]
