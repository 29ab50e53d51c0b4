"""The demo's rounds that are under way, so that each role finds something to do.

It knows: four rounds: awaiting approval, ready for its meeting, half scored, waiting to be accepted.
Shaped so because: what was heard before the meeting is planted by hand, so that the meeting is worth seeing.
It must not know: how rounds ended months ago (core/demo.py).
"""

from core.demo_material import material
from core.demo_people import ADMINISTRATOR, hang_projector
from core.demo_rounds import assign, bring_samples, lock, meet, notes, prepare, report, score
from core.demo_scene import Scene, dialogue_in
from core.demo_truth import heard_otherwise, planted
from core.scoring import flag_recording, save_draft

DRAFTED = 8


def await_approval(scene: Scene) -> None:
    for step in (assign, prepare, bring_samples, score, meet, report):
        step(scene)


def await_meeting(scene: Scene) -> None:
    """All have locked; nothing is revealed yet. The projector of the meeting room is tied to this round."""
    for step in (assign, prepare, bring_samples):
        step(scene)
    for hour, recording in enumerate(scene.recordings(), start=9):
        scene.at(1, hour)
        number = dialogue_in(recording)
        for assessor in scene.scorers:
            lock(scene, recording, assessor, heard_otherwise(number, assessor, planted(number, scene.card)))
    hang_projector(scene.tx, scene.round_id, scene.cast[ADMINISTRATOR], scene.now)


def half_score(scene: Scene) -> None:
    """One assessor has locked all, one half (with a draft begun and a recording reported as unusable), one nothing."""
    for step in (assign, prepare, bring_samples):
        step(scene)
    first, second, _ = scene.scorers
    answers, recordings = scene.minds.answers(scene.card, scene.plan), scene.recordings()
    for hour, recording in enumerate(recordings, start=9):
        scene.at(1, hour)
        lock(scene, recording, first, answers[dialogue_in(recording), first])
    *locked, drafted, unusable = recordings
    for recording in locked:
        lock(scene, recording, second, answers[dialogue_in(recording), second])
    begun = notes(scene, drafted, second, answers[dialogue_in(drafted), second])
    scene.do(save_draft, second, scene.round_id, drafted.id, dict(list(begun.items())[:DRAFTED]))
    scene.do(flag_recording, second, scene.round_id, unusable.id, material("rounds")["unusable"])


def await_acceptance(scene: Scene) -> None:
    assign(scene)
