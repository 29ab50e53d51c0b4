"""The report of a round: everything it says, gathered from the store and computed once.

It knows: where each part of a RoundReport (core/round_report.py) comes from.
Shaped so because: draft, approval, archive, screen and export take the same values, so they cannot disagree; an agent's
name and number never leave the store on this way.
It must not know: drawing (core/report_pdf.py), languages, what is done with a report (core/signoff.py).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from core.access import require_in_round
from core.bands import house_gates
from core.cards import card_of
from core.cells import cells_of
from core.certainty import Gates
from core.clock import office_calendar
from core.codes import Action, MemberKind
from core.errors import NotFound, StepNotReady
from core.model import Member, Person, Recording, Round
from core.report_cells import Scored, agreed_totals, expert_totals, new_interpretations, report_cells, sheet_totals
from core.report_coefficients import coefficients
from core.report_expert import with_expert
from core.report_figures import ScoreGrid, round_figures, score_grid, with_agreed
from core.report_freeze import canonical_json as canonical_json
from core.report_freeze import data_hash as data_hash
from core.report_freeze import from_json as from_json
from core.report_results import AgreedTotal, Figures
from core.round_report import (
    FORMAT,
    LeftOut,
    Office,
    Official,
    Participant,
    PlannedAction,
    ReportRecording,
    RoundClock,
    RoundReport,
)
from core.settings import number, text
from core.store import Tx, cards_sql, discussion_sql, follow_ups_sql, people_sql, rounds_sql, samples_sql, signoff_sql
from core.workdays import CalendarDay, local_day, passes_over

PROCEDURE = "SOP LIP30-0006, Revisi 1, 24 November 2014, Tata Cara Pelaksanaan Kalibrasi Penilaian Agen"


def draft_report_of(tx: Tx, round_id: UUID, *, by: Person, now: datetime) -> RoundReport:
    """The report as it stands, for those who may read the draft."""
    permit = require_in_round(tx, Action.SEE_DRAFT_REPORT, by, now, round_id)
    return round_report(tx, permit.round)


def round_report(tx: Tx, round_: Round) -> RoundReport:
    """Everything a revealed round says. It asks for no right: the verbs that call it have."""
    if not round_.is_revealed:
        raise StepNotReady("The scores of this round are not revealed yet, so there is no report.")
    members, found = rounds_sql.members(tx, round_.id), _recordings(tx, round_)
    numbers = {member.person_id: member.number for member in members}
    scored = _scored(tx, round_, members, found)
    cells = report_cells(scored, discussion_sql.dissents(tx, round_.id), discussion_sql.rulings(tx, round_.id))
    agreed, grid = agreed_totals(scored), _grid(scored)
    kept_card = cards_sql.card_by_id(tx, round_.card_id) if round_.card_id else None
    return RoundReport(
        format=FORMAT,
        round_id=round_.id,
        title=round_.title,
        period=round_.period,
        briefing=round_.briefing,
        office=_office(tx),
        head=_official(tx, round_.head_id),
        supervisor=_official(tx, round_.supervisor_id),
        assessors=_participants(members, MemberKind.ASSESSOR),
        observers=_participants(members, MemberKind.OBSERVER),
        appointments=tuple(rounds_sql.appointments(tx, round_.id)),
        clock=_clock(tx, round_),
        card=replace(scored.card, source=""),
        card_sha256=kept_card.sha256 if kept_card else "",
        pass_mark=scored.pass_mark,
        recordings=tuple(_recording(r, numbers[r.brought_by]) for r in found if r.is_in_round),
        left_out=tuple(LeftOut(r.number, str(r.state), r.state_reason) for r in found if not r.is_in_round),
        sheets=sheet_totals(scored),
        agreed=agreed,
        cells=cells,
        figures=_figures(scored, grid, agreed, house_gates(tx)),
        interpretations=new_interpretations(cells),
        follow_ups=tuple(
            PlannedAction(str(f.kind), f.text, f.owner, f.due) for f in follow_ups_sql.follow_ups(tx, [round_.id])
        ),
        sections=_sections(tx, round_),
        coefficients=coefficients(scored.card, grid.shares.transpose(2, 0, 1)),
        expert=next(iter(_participants(members, MemberKind.EXPERT)), None),
        expert_totals=expert_totals(scored),
    )


def _sections(tx: Tx, round_: Round) -> dict[str, str]:
    draft = signoff_sql.report_of(tx, round_.id)
    return dict(draft.sections) if draft else {}


def _recordings(tx: Tx, round_: Round) -> list[Recording]:
    return samples_sql.recordings_seen_by(tx, round_.supervisor_id, round_.id, knows_reasons=True, knows_agents=False)


def _scored(tx: Tx, round_: Round, members: Sequence[Member], found: Sequence[Recording]) -> Scored:
    cells = cells_of(tx, round_)
    scorers = {person for cell in cells for person in cell.first}
    return Scored(
        card=card_of(tx, round_.card_id),
        pass_mark=number(tx, "pass_mark"),
        cells=tuple(cells),
        recordings={recording.id: recording.number for recording in found if recording.is_in_round},
        assessors={member.person_id: member.number for member in members if member.person_id in scorers},
    )


def _figures(scored: Scored, grid: ScoreGrid, agreed: Sequence[AgreedTotal], gates: Gates) -> Figures:
    of_panel = with_agreed(round_figures(scored.card, grid, scored.cells, gates), grid, agreed)
    return with_expert(of_panel, grid, scored.card, list(scored.recordings), scored.cells)


def _grid(scored: Scored) -> ScoreGrid:
    return score_grid(
        scored.card,
        list(scored.recordings),
        list(scored.assessors),
        scored.cells,
        scored.first_totals(),
        scored.pass_mark,
    )


def _office(tx: Tx) -> Office:
    return Office(
        organisation=tuple(text(tx, "organisation").splitlines()),
        address=text(tx, "address"),
        unit_code=text(tx, "unit_code"),
        place=text(tx, "report_place"),
        zone=text(tx, "office_zone"),
        procedure=PROCEDURE,
        legal_basis=tuple(text(tx, "legal_basis").splitlines()),
    )


def _official(tx: Tx, person_id: UUID) -> Official:
    person = people_sql.person_by_id(tx, person_id)
    if person is None:
        raise NotFound("There is no such person.")
    return Official(person.id, person.name, person.job_title, person.staff_number)


def _participants(members: Sequence[Member], kind: MemberKind) -> tuple[Participant, ...]:
    return tuple(
        Participant(m.person_id, m.number, m.name, m.present is not None, m.confirmed is not None, m.excused_reason)
        for m in members
        if m.kind is kind
    )


def _clock(tx: Tx, round_: Round) -> RoundClock:
    named: tuple[CalendarDay, ...] = ()
    if round_.accepted and round_.deadline:
        received = local_day(round_.accepted, text(tx, "office_zone"))
        named = tuple(passes_over(received, round_.deadline, office_calendar(tx)))
    return RoundClock(round_.accepted, round_.deadline, number(tx, "working_days"), named, round_.calendar_version)


def _recording(recording: Recording, brought_by: int) -> ReportRecording:
    form, file = recording.form, recording.file
    return ReportRecording(
        number=recording.number,
        channel=form.channel,
        happened=form.happened,
        duration_ms=file.duration_ms,
        topic=form.topic,
        subtopic=form.subtopic,
        agent_alias=recording.agent_alias,
        choosing_reason=form.choosing_reason,
        brought_by=brought_by,
        sha256=file.sha256,
    )
