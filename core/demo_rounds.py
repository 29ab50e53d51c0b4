"""The nine steps of one demo round, each done with the program's own verbs by the people of the demo.

It knows: who does what on which working day, and what goes otherwise in a round (late, returned, excused, …).
Shaped so because: nothing here writes to the store, so a demo round cannot be in a state that no person could reach.
It must not know: how answers are drawn (core/demo_scores.py), which rounds there are (core/demo.py).
"""

from collections.abc import Mapping

from core.cards import cards_to_choose
from core.codes import AppointmentKind
from core.demo_material import material, one_of, phrases, sample
from core.demo_meeting import discuss, disputed_cells
from core.demo_people import PASSWORD
from core.demo_scene import DEPUTY, HEAD, Scene, dialogue_in
from core.demo_truth import note, planted
from core.follow_ups import finish_follow_up, follow_ups_of_reports
from core.language import Language
from core.model import Appointment, Note, Recording
from core.outcomes import Interpretation
from core.people import name_substitute
from core.rounds import accept_assignment, assign_round, begin_sampling, begin_scoring, excuse_assessor, plan_round
from core.samples import bring_recordings
from core.scorecard import Answer
from core.scoring import lock_sheet
from core.signins import password_given
from core.signoff import (
    approve_report,
    archive_round,
    close_round,
    register_of_interpretations,
    replace_interpretations,
    report_draft,
    return_report,
    save_report,
    submit_report,
)

SAMPLING, SCORING, DISCUSSION, REPORT, APPROVAL, ARCHIVING = 0, 1, 3, 4, 5, 6
LATE_BY = 2
OLDEST_SAMPLE = 13


def assign(scene: Scene) -> None:
    """1. The head briefs and assigns."""
    scene.at(0, 8, 15)
    month = Language("id", scene.zone).date(scene.day(0)).partition(" ")[2]
    title, briefing = f"{scene.plan.title}, {month}", one_of(phrases("briefing"), scene.turn)
    scene.round_id = scene.do(assign_round, HEAD, title, month, scene.cast[scene.supervisor].id, briefing)


def prepare(scene: Scene) -> None:
    """1 and 2. The supervisor accepts, picks card and assessors, and sets the dates."""
    scene.at(0, 8, 40)
    scene.do(accept_assignment, scene.supervisor, scene.round_id)
    card = next(card for card in cards_to_choose(scene.tx) if card.code == scene.plan.card)
    assessors = [scene.cast[name].id for name in scene.plan.assessors]
    dates, version = appointments(scene), scene.round.version
    expert = scene.cast[scene.plan.expert].id if scene.plan.expert else None
    scene.do(plan_round, scene.supervisor, scene.round_id, card.id, assessors, [], dates, version, expert)
    scene.do(begin_sampling, scene.supervisor, scene.round_id)


def appointments(scene: Scene) -> list[Appointment]:
    place, discussion = one_of(phrases("schedule_places"), scene.turn), on(scene, DISCUSSION)
    return [
        Appointment(AppointmentKind.SAMPLING, scene.moment(SAMPLING, 13), scene.moment(SAMPLING, 15), place),
        Appointment(AppointmentKind.SCORING, scene.moment(SCORING, 8), scene.moment(SCORING + 1, 16), place),
        Appointment(AppointmentKind.DISCUSSION, scene.moment(discussion, 9), scene.moment(discussion, 12), place),
    ]


def on(scene: Scene, step: int) -> int:
    """The working day of a step from the discussion on; in a late round everything waited for the meeting."""
    return step + (LATE_BY if scene.happens("late") else 0)


def bring_samples(scene: Scene) -> None:
    """3. The samples go round among the assessors; each was recorded in the weeks before."""
    scene.at(SAMPLING, 13)
    assessors = scene.plan.assessors
    for turn, assessor in enumerate(assessors):
        mine = scene.plan.samples[turn :: len(assessors)]
        brought = [sample(scene.round_id, number, scene.day(-1 - number % OLDEST_SAMPLE)) for number in mine]
        scene.do(bring_recordings, assessor, scene.round_id, brought)
    scene.at(SCORING, 8)
    scene.do(begin_scoring, scene.supervisor, scene.round_id)


def score(scene: Scene) -> None:
    """4. Everybody scores alone, over two days; who is excused does not; an expert hears what was planted."""
    if scene.happens("excused"):
        absent, reason = scene.cast[scene.plan.assessors[0]].id, one_of(phrases("excuses"), scene.turn)
        scene.do(excuse_assessor, scene.supervisor, scene.round_id, absent, reason)
    answers, recordings = scene.minds.answers(scene.card, scene.plan), scene.recordings()
    for done, recording in enumerate(recordings):
        scene.at(SCORING + (2 * done >= len(recordings)), 9 + done % 3)
        for assessor in scene.scorers:
            lock(scene, recording, assessor, answers[dialogue_in(recording), assessor])
        if scene.plan.expert:
            lock(scene, recording, scene.plan.expert, planted(dialogue_in(recording), scene.card))


def lock(scene: Scene, recording: Recording, assessor: str, answers: Mapping[str, Answer]) -> None:
    written = notes(scene, recording, assessor, answers)
    scene.do(lock_sheet, assessor, scene.round_id, recording.id, written)


def notes(scene: Scene, recording: Recording, assessor: str, answers: Mapping[str, Answer]) -> dict[str, Note]:
    """The answers with the comments and marks that belong to them; each assessor has own words."""
    card, turn = scene.card, sorted(scene.cast).index(assessor)
    return {c.code: note(card, c, answers[c.code], recording, dialogue_in(recording), turn) for c in card.criteria}


def meet(scene: Scene) -> None:
    """5. The discussion on the projector."""
    scene.at(on(scene, DISCUSSION), 9)
    discuss(scene)


def report(scene: Scene) -> None:
    """6. The supervisor writes the draft and submits it."""
    scene.at(on(scene, REPORT), 14)
    opening = scene.do(report_draft, scene.supervisor, scene.round_id)
    written = {"findings": findings(scene), "conclusions": conclusions(scene)}
    scene.do(save_report, scene.supervisor, scene.round_id, {**opening, **written}, scene.round.version)
    scene.do(submit_report, scene.supervisor, scene.round_id)


def findings(scene: Scene) -> str:
    cells = len(scene.recordings()) * len(scene.card.criteria)
    apart = [cell.criterion for cell in disputed_cells(scene)]
    named = ", ".join(dict.fromkeys(f"{c.code} {c.label.id}" for c in apart[:3]))
    return str(material("rounds")["findings"]).format(cells=cells, apart=len(apart), criteria=named)


def conclusions(scene: Scene) -> str:
    said = one_of(phrases("conclusions"), scene.turn)
    return "\n".join([said, one_of(phrases("suggestions"), scene.turn), one_of(phrases("suggestions"), scene.turn + 1)])


def approve(scene: Scene) -> None:
    """7. The head approves with the password, after returning it once in one round; in another a Plh. does."""
    if scene.happens("returned"):
        scene.at(on(scene, APPROVAL), 8)
        scene.do(return_report, HEAD, scene.round_id, phrases("return_reasons")[0])
        scene.do(submit_report, scene.supervisor, scene.round_id)
    scene.at(on(scene, APPROVAL), 13)
    approver = HEAD
    if scene.happens("substitute"):
        approver, day = DEPUTY, scene.day(on(scene, APPROVAL))
        scene.do(name_substitute, HEAD, scene.cast[HEAD].id, scene.cast[DEPUTY].id, "Plh.", day, day)
    given = scene.do(password_given, approver, PASSWORD)
    scene.do(approve_report, approver, scene.round_id, given, scene.round.version)


def archive(scene: Scene) -> None:
    """8 and 9. Archived; a sentence agreed again replaces the one before; earlier follow-ups are done; closed."""
    scene.at(on(scene, ARCHIVING), 9)
    scene.do(archive_round, scene.supervisor, scene.round_id)
    in_force = [e for e in scene.do(register_of_interpretations, scene.supervisor) if e.replaced_by is None]
    for kept in new_sentences(scene, in_force):
        same = {e.id for e in in_force if (e.criterion, e.text) == (kept.criterion, kept.text)} - {kept.id}
        if same:
            scene.do(replace_interpretations, scene.supervisor, scene.round_id, kept.id, same)
    for planned in scene.do(follow_ups_of_reports, scene.supervisor):
        if planned.may_finish and planned.follow_up.round_id != scene.round_id:
            earlier = (planned.follow_up.round_id, planned.follow_up.id)
            scene.do(finish_follow_up, scene.supervisor, *earlier, material("rounds")["action_done"])
    scene.do(close_round, scene.supervisor, scene.round_id)


def new_sentences(scene: Scene, in_force: list[Interpretation]) -> list[Interpretation]:
    """One entry for each sentence that this round brought into the register."""
    mine = [entry for entry in in_force if entry.round_id == scene.round_id]
    return list({(entry.criterion, entry.text): entry for entry in mine}.values())
