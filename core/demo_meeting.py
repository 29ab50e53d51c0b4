"""The meeting of a demo round, step 5: what differs is discussed cell by cell, and each cell is closed.

It knows: how a cell closes: most agree on what was planted; in a deadlock one point stays open and one is ruled.
Shaped so because: the meeting is the longest step and has its own turns.
It must not know: the steps before and after (core/demo_rounds.py).
"""

from datetime import timedelta

from core.answers import DifferenceKind
from core.cells import Cell
from core.codes import Cause, FollowUpKind
from core.consensus import leave_cell_open, record_dissent, rule_cell, settle_cell
from core.demo_material import material, phrases
from core.demo_scene import Scene, dialogue_in
from core.demo_scores import AMBIGUOUS
from core.demo_truth import planted, words_on
from core.discussion import change_after_value, confirm_result, mark_present, meeting, reveal_scores
from core.follow_ups import add_follow_up
from core.scorecard import Answer

OTHER_CAUSES = (Cause.MISSED_EVIDENCE, Cause.MISAPPLIED)
DUE = timedelta(days=30)


def discuss(scene: Scene) -> None:
    """Revealed at once, discussed in order, confirmed by everyone; and everyone has learned from it."""
    scene.do(reveal_scores, scene.supervisor, scene.round_id)
    scene.do(mark_present, scene.supervisor, scene.round_id, {scene.cast[name].id for name in scene.scorers})
    agenda, truth = disputed_cells(scene), {r.id: planted(dialogue_in(r), scene.card) for r in scene.recordings()}
    hard = [cell for cell in agenda if cell.criterion.code in AMBIGUOUS and not cell.is_for_expert]
    deadlocks = hard[: 2 * scene.happens("deadlock")]
    for cell in agenda:
        agreed = truth[cell.recording_id][cell.criterion.code]
        if cell in deadlocks:
            end_in_deadlock(scene, cell, agreed, is_ruled=cell is deadlocks[0])
        else:
            agree(scene, cell, agreed)
    plan_action(scene)
    for assessor in scene.scorers:
        scene.do(confirm_result, assessor, scene.round_id)
    scene.minds.learn(scene.card, scene.scorers, {cell.criterion.code for cell in agenda})


def disputed_cells(scene: Scene) -> list[Cell]:
    """Those out of tolerance, in order of discussion."""
    return [cell for cell in scene.do(meeting, scene.supervisor, scene.round_id).cells if cell.must_be_discussed]


def agree(scene: Scene, cell: Cell, agreed: Answer) -> None:
    """Most who had answered otherwise change their value; the agreed one is recorded with its reason."""
    for assessor in scene.scorers:
        if cell.first[scene.cast[assessor].id].answer != agreed and scene.minds.changes_mind():
            scene.do(change_after_value, assessor, *place(scene, cell), agreed)
    reason, interpretation = words_on(scene.card, cell.criterion, agreed, scene.turn)
    scene.do(settle_cell, scene.supervisor, *place(scene, cell), agreed, reason, interpretation, cause_of(scene, cell))


def end_in_deadlock(scene: Scene, cell: Cell, agreed: Answer, is_ruled: bool) -> None:
    """Nobody gives way: the point stays open on record, or the Supervisor rules and one assessor dissents."""
    cause = Cause.VAGUE_DEFINITION
    reason, interpretation = words_on(scene.card, cell.criterion, agreed, scene.turn)
    if not is_ruled:
        scene.do(leave_cell_open, scene.supervisor, *place(scene, cell), reason, cause)
        return
    ruling = phrases("rulings")[0]
    scene.do(rule_cell, scene.supervisor, *place(scene, cell), agreed, ruling, interpretation, cause)
    against = next(name for name in scene.scorers if cell.first[scene.cast[name].id].answer != agreed)
    scene.do(record_dissent, against, *place(scene, cell), material("rounds")["dissent"])


def cause_of(scene: Scene, cell: Cell) -> Cause:
    if cell.kind is DifferenceKind.APPLICABILITY:
        return Cause.APPLICABILITY
    if cell.criterion.code in AMBIGUOUS:
        return Cause.VAGUE_DEFINITION
    return OTHER_CAUSES[(scene.turn + cell.criterion.weight) % len(OTHER_CAUSES)]


def plan_action(scene: Scene) -> None:
    """Every third round ends with something to do about a criterion."""
    actions = material("rounds")["actions"]
    if scene.turn % 3 == 0:
        kind, text, owner, criterion = actions[scene.turn // 3 % len(actions)]
        planned = (FollowUpKind(kind), text, owner, (scene.now + DUE).date(), criterion)
        scene.do(add_follow_up, scene.supervisor, scene.round_id, *planned)


def place(scene: Scene, cell: Cell) -> tuple[object, object, str]:
    return scene.round_id, cell.recording_id, cell.criterion.code
