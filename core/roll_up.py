"""What an archived round adds to the trends: added up once, when it is archived, from its frozen report.

It knows: the sums per assessor and criterion, and per pair of assessors (and assessor and group) over the totals.
Shaped so because: the frozen report is the truth and large, the trends need a hundredth of it; all sums are whole
numbers, so that no engine and no order of adding gives another figure (docs/decisions/roll-ups.md).
It must not know: the table of scores; what is shown of the sums, and of whom (core/trends.py).
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import combinations
from uuid import UUID

from core.certainty import Gates
from core.clock import office_calendar
from core.codes import AppointmentKind
from core.model import Round
from core.report_freeze import from_json
from core.round_report import RoundReport
from core.settings import text
from core.store import Tx, roll_up_sql, rounds_sql, signoff_sql
from core.trend_series import MILLION, THE_EXPERT, THE_GROUP, ArchivedRound, Details, DifferenceSums, ScoreSums
from core.workdays import WorkCalendar, local_day, working_days_left


def add_lacking_roll_ups(tx: Tx) -> None:
    """For rounds that were archived by an earlier version of the program. Done again, it does nothing."""
    for round_id in roll_up_sql.archived_without(tx):
        round_ = rounds_sql.round_by_id(tx, round_id)
        if round_:
            roll_up(tx, round_)
    for round_id in roll_up_sql.without_details(tx):
        report, round_ = signoff_sql.report_of(tx, round_id), rounds_sql.round_by_id(tx, round_id)
        if report and report.frozen and round_ and round_.approved:
            frozen, zone = from_json(report.frozen), text(tx, "office_zone")
            roll_up_sql.keep_details(tx, round_id, details_of(frozen, local_day(round_.approved, zone), zone))


def roll_up(tx: Tx, round_: Round) -> None:
    """Keep what this approved round adds to the trends."""
    report = signoff_sql.report_of(tx, round_.id)
    if round_.approved is None or report is None or not report.frozen:
        return
    frozen = from_json(report.frozen)
    zone = text(tx, "office_zone")
    archived = archived_round(frozen, local_day(round_.approved, zone), office_calendar(tx), zone)
    roll_up_sql.keep_round(tx, archived, round_.approved)
    roll_up_sql.keep_scores(tx, round_.id, score_sums(frozen))
    roll_up_sql.keep_differences(tx, archived, difference_sums(archived.totals, archived.expert))


def archived_round(report: RoundReport, approved: date, calendar: WorkCalendar, zone: str) -> ArchivedRound:
    clock, who = report.clock, _ids(report)
    totals: dict[int, dict[UUID, int]] = defaultdict(dict)
    for sheet in report.sheets:
        totals[sheet.recording][who[sheet.assessor]] = round(sheet.first.before_fatal * MILLION)
    return ArchivedRound(
        id=report.round_id,
        title=report.title,
        period=report.period,
        approved=approved,
        card_code=report.card.code,
        card_version=report.card.version,
        labels={criterion.code: criterion.label for criterion in report.card.criteria},
        figures=report.figures,
        totals=totals,
        days_used=clock.working_days - (working_days_left(approved, clock.deadline, calendar) if clock.deadline else 0),
        limit=clock.working_days,
        details=details_of(report, approved, zone),
        expert={own.recording: round(own.total.before_fatal * MILLION) for own in report.expert_totals},
    )


def details_of(report: RoundReport, approved: date, zone: str) -> Details:
    """A report without an appointment for the scoring counts as scored on the day of its approval."""
    begun = [local_day(plan.starts, zone) for plan in report.appointments if plan.kind is AppointmentKind.SCORING]
    numbers = [recording.number for recording in report.recordings]
    disputes: dict[str, dict[int, float]] = defaultdict(dict)
    for number, code, percents in _percents(report):
        apart = [abs(one - other) for one, other in combinations(percents.values(), 2)]
        if apart:
            disputes[code][number] = round(sum(apart) / len(apart), 6)
    return Details(
        scored=min(begun, default=approved),
        channels=tuple(recording.channel for recording in report.recordings),
        disputes={code: tuple(own.get(number) for number in numbers) for code, own in disputes.items()},
    )


def score_sums(report: RoundReport) -> list[ScoreSums]:
    """Per assessor and criterion, over the recordings on which the assessor gave it a value."""
    found: dict[tuple[UUID, str], list[tuple[int, Counter[int]]]] = defaultdict(list)
    for _number, code, percents in _percents(report):
        given = Counter(percents.values())
        for assessor, own in percents.items():
            found[assessor, code].append((own, given))
    return [
        ScoreSums(
            assessor_id=assessor,
            criterion=code,
            n=len(scored),
            total=sum(own for own, _ in scored),
            squares=sum(own * own for own, _ in scored),
            comparisons=sum(given.total() - 1 for _, given in scored),
            deviation=sum((own - other) * many for own, given in scored for other, many in given.items()),
            gap=sum(abs(own - other) * many for own, given in scored for other, many in given.items()),
        )
        for (assessor, code), scored in found.items()
    ]


def _percents(report: RoundReport) -> Iterator[tuple[int, str, dict[UUID, int]]]:
    """Of each cell: its recording, its criterion, and the first scores of its assessors as percents of the scale."""
    who, scales = _ids(report), {criterion.code: criterion.scale for criterion in report.card.criteria}
    for cell in report.cells:
        given = {who[entry.assessor]: entry.note.answer.value for entry in cell.first}
        scale = scales[cell.criterion]
        percents = {who: scale.percent(value) for who, value in given.items() if value is not None}
        yield cell.recording, cell.criterion, percents


def difference_sums(totals: Mapping[int, Mapping[UUID, int]], expert: Mapping[int, int]) -> list[DifferenceSums]:
    """In millionths of a point: of each two assessors, of each and the group where three or more scored, of each and
    the expert."""
    apart: dict[tuple[UUID, UUID], list[tuple[int, bool]]] = defaultdict(list)
    for recording, row in totals.items():
        tells = len(row) >= Gates().severity_from_assessors
        for one, other in combinations(sorted(row), 2):
            apart[one, other].append((row[one] - row[other], tells))
        for one, own in row.items() if tells else ():
            apart[one, THE_GROUP].append((own - round(sum(row.values()) / len(row)), tells))
        for one, own in row.items() if recording in expert else ():
            apart[one, THE_EXPERT].append((own - expert[recording], True))
    return [
        DifferenceSums(
            one_id=one,
            other_id=other,
            n=len(values),
            telling=sum(tells for _, tells in values),
            total=sum(value for value, _ in values),
            squares=round(sum(value * value for value, _ in values) / MILLION),
        )
        for (one, other), values in apart.items()
    ]


def _ids(report: RoundReport) -> dict[int, UUID]:
    return {assessor.number: assessor.id for assessor in report.assessors}
