"""The verbs of step 3: bring recordings, take them back, replace or drop them, listen to them.

It knows: what a sample must have, that one round never holds the same sample twice, that free text is masked on save
and agents get an alias.
Shaped so because: an import is a list of the same samples that one form brings, under the same rules, all or none.
It must not know: how a file is read (core/media.py, core/manifest.py), what a score is; only that a sheet is locked.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from core.access import IN_ROUND, RoundPermit, require_in_round
from core.audit import record
from core.cards import card_of
from core.codes import Action, RecordingState, Relation
from core.errors import Invalid, NotFound, require_text
from core.language import N_, Message
from core.masking import Masked, mask
from core.model import Person, Recording, RecordingForm, SampleFile
from core.sounds_place import Lying, sounds
from core.store import Tx, samples_sql, scoring_sql


@dataclass(frozen=True)
class Sample:
    form: RecordingForm
    file: SampleFile


def recordings_of(tx: Tx, round_id: UUID, *, by: Person, now: datetime) -> list[Recording]:
    """The round's recordings as this person may know them."""
    permit = require_in_round(tx, Action.SEE_ROUND, by, now, round_id)
    return _seen(tx, permit)


def recording_in(tx: Tx, recording_id: UUID, *, by: Person, now: datetime) -> Recording:
    round_id = samples_sql.round_of_recording(tx, recording_id)
    found = recordings_of(tx, round_id, by=by, now=now) if round_id else []
    return _one(found, recording_id)


def masked_preview(tx: Tx, round_id: UUID, text: str, *, by: Person, now: datetime) -> Masked:
    """What a free text would become when it is saved, and what would be taken out of it."""
    require_in_round(tx, Action.SEE_ROUND, by, now, round_id)
    return mask(text, samples_sql.staff_and_ids(tx, round_id))


def masked_text(tx: Tx, round_id: UUID, text: str) -> str:
    return mask(text, samples_sql.staff_and_ids(tx, round_id)).text


def bring_recordings(tx: Tx, round_id: UUID, samples: Sequence[Sample], *, by: Person, now: datetime) -> list[Message]:
    """Step 3: one recording or a whole import, all or none; returns warnings about samples known from other rounds."""
    permit = require_in_round(tx, Action.BRING_RECORDING, by, now, round_id)
    if not samples:
        raise Invalid("Choose at least one recording.")
    added, warnings = _add(tx, permit, samples)
    record(tx, permit, subject=", ".join(f"{new.label} {new.form.external_id}" for new in added))
    return warnings


def remove_recording(tx: Tx, recording_id: UUID, *, by: Person, now: datetime) -> None:
    """Take back a recording one brought oneself, while samples are still being prepared."""
    permit = require_in_round(tx, Action.REMOVE_RECORDING, by, now, _round_of(tx, recording_id))
    found = _one(_seen(tx, permit), recording_id)
    if found.brought_by != permit.by.id or not found.is_in_round:
        raise NotFound("There is no such recording among yours.")
    if any(s.locked for s in scoring_sql.sheets(tx, permit.round.id) if s.recording_id == recording_id):
        raise Invalid("Scores of {name} are locked already. Ask the Supervisor to drop it.", name=found.label)
    scoring_sql.delete_sheets_of(tx, recording_id)
    samples_sql.delete_recording(tx, recording_id)
    record(tx, permit, subject=f"{found.label} {found.form.external_id}")


def replace_recording(
    tx: Tx, recording_id: UUID, sample: Sample | None, reason: str, *, by: Person, now: datetime
) -> list[Message]:
    """The Supervisor takes a recording out with a reason, and puts `sample` in its place if there is one."""
    permit = require_in_round(tx, Action.REPLACE_RECORDING, by, now, _round_of(tx, recording_id))
    reason = masked_text(tx, permit.round.id, require_text(N_("Reason"), reason))
    old = _one(_seen(tx, permit), recording_id)
    if not old.is_in_round:
        raise NotFound("This recording has been taken out of the round already.")
    state = RecordingState.REPLACED if sample else RecordingState.DROPPED
    samples_sql.keep_state(tx, recording_id, state, reason)
    added, warnings = _add(tx, permit, [sample], old.brought_by) if sample else ([], [])
    labels = " → ".join(one.label for one in (old, *added))
    record(tx, permit, subject=labels, was=old.state, became=state, reason=reason)
    return warnings


def recording_to_play(tx: Tx, recording_id: UUID, *, by: Person, now: datetime) -> str:
    """The name of the sound for a browser (`sound_kept` finds it); the play itself is recorded by `record_play`."""
    permit = require_in_round(tx, Action.HEAR_RECORDING, by, now, _round_of(tx, recording_id))
    return _playable(permit, _one(_seen(tx, permit), recording_id))


def record_play(tx: Tx, recording_id: UUID, *, by: Person, now: datetime) -> None:
    """One row in the audit trail for each time somebody starts a recording; it wakes no page."""
    permit = require_in_round(tx, Action.HEAR_RECORDING, by, now, _round_of(tx, recording_id))
    found = _one(_seen(tx, permit), recording_id)
    _playable(permit, found)
    record(tx, permit, subject=found.label, wakes=False)


def sound_kept(name: str) -> Lying:
    """Asked outside a transaction: the place of the sounds may be slow."""
    try:
        return sounds().look(name)
    except FileNotFoundError:
        raise NotFound("The sound of this recording is no longer kept.") from None


def _playable(permit: RoundPermit, found: Recording) -> str:
    if permit.round.audio_purged or not found.file.playable_path:
        raise NotFound("The sound of this recording is no longer kept.")
    return found.file.playable_path


def _seen(tx: Tx, permit: RoundPermit) -> list[Recording]:
    return samples_sql.recordings_seen_by(
        tx,
        permit.by.id,
        permit.round.id,
        knows_reasons=bool(permit.relations & {Relation.HEAD, Relation.SUPERVISOR}),
        knows_agents=Relation.SUPERVISOR in permit.relations,
        knows_content=bool(permit.relations & IN_ROUND[Action.HEAR_RECORDING][0]),
    )


def _one(found: Sequence[Recording], recording_id: UUID) -> Recording:
    for recording in found:
        if recording.id == recording_id:
            return recording
    raise NotFound("There is no such recording in this round.")


def _round_of(tx: Tx, recording_id: UUID) -> UUID:
    round_id = samples_sql.round_of_recording(tx, recording_id)
    if round_id is None:
        raise NotFound("There is no such recording in this round.")
    return round_id


def _add(
    tx: Tx, permit: RoundPermit, samples: Sequence[Sample], brought_by: UUID | None = None
) -> tuple[list[Recording], list[Message]]:
    round_id = permit.round.id
    checked = [_checked(sample) for sample in samples]
    is_text = card_of(tx, permit.round.card_id).is_text
    problems = [problem for sample in checked if (problem := _wrong_medium(sample, is_text))]
    known = samples_sql.same_sample(tx, [s.form.external_id for s in checked], [s.file.sha256 for s in checked])
    problems += _repeated(checked) + _already_there(checked, [row[1:] for row in known if row[0] == round_id])
    if problems:
        raise Invalid("Nothing was brought in. Correct this first:", problems)
    first, aliases = samples_sql.last_number(tx, round_id) + 1, samples_sql.aliases(tx, round_id)
    keep = samples_sql.staff_and_ids(tx, round_id) | {s.form.external_id for s in checked}
    keep |= {number for s in checked for number in (s.form.agent_number, s.form.crm_id) if number}
    added = []
    for number, sample in enumerate(checked, start=first):
        agent = sample.form.agent_number
        alias = aliases.setdefault(agent, _next_alias(aliases.values())) if agent else "Agen"
        form = _masked(sample.form, keep)
        name, body = mask(sample.file.file_name, keep).text, mask(sample.file.body, keep).text
        file = replace(sample.file, file_name=name, body=body)
        fresh = (alias, RecordingState.IN_ROUND, "", permit.now)
        added.append(Recording(uuid4(), round_id, number, brought_by or permit.by.id, form, file, *fresh))
        samples_sql.insert_recording(tx, added[-1])
    elsewhere = sorted({row[1] for row in known if row[0] != round_id})
    return added, [Message("{id} has been a sample in another round before.", {"id": name}) for name in elsewhere]


def _next_alias(aliases: Iterable[str]) -> str:
    """One more than the highest, so that an alias whose recording was taken back is not given to another agent."""
    return f"Agen {max((int(n) for alias in aliases if (n := alias.removeprefix('Agen ')).isdigit()), default=0) + 1}"


def _checked(sample: Sample) -> Sample:
    form = replace(
        sample.form,
        external_id=require_text(N_("Recording id"), sample.form.external_id),
        choosing_reason=require_text(N_("Reason for choosing"), sample.form.choosing_reason),
    )
    return replace(sample, form=form)


def _wrong_medium(sample: Sample, is_text: bool) -> Message | None:
    name = {"id": sample.form.external_id}
    if is_text and not sample.file.body.strip():
        return Message("{id}: this round scores written samples. Paste or choose a text.", name)
    if not is_text and not sample.file.playable_path:
        return Message("{id}: this round scores sound. Choose a sound file.", name)
    return None


def _masked(form: RecordingForm, keep: Collection[str]) -> RecordingForm:
    return replace(
        form,
        choosing_reason=mask(form.choosing_reason, keep).text,
        topic=mask(form.topic, keep).text,
        subtopic=mask(form.subtopic, keep).text,
        queue_skill=mask(form.queue_skill, keep).text,
    )


def _repeated(samples: Sequence[Sample]) -> list[Message]:
    ids = Counter(sample.form.external_id for sample in samples)
    contents = Counter(sample.file.sha256 for sample in samples)
    return [Message("The id {id} occurs {n} times.", {"id": name, "n": n}) for name, n in ids.items() if n > 1] + [
        Message("{id} has the same content as another file of this import.", {"id": sample.form.external_id})
        for sample in samples
        if contents[sample.file.sha256] > 1
    ]


def _already_there(samples: Sequence[Sample], there: Sequence[tuple[str, str]]) -> list[Message]:
    ids, contents = {row[0] for row in there}, {row[1] for row in there}
    return [
        Message("{id} is in this round already.", {"id": sample.form.external_id})
        for sample in samples
        if sample.form.external_id in ids or sample.file.sha256 in contents
    ]


def mapping_profiles(tx: Tx, round_id: UUID, *, by: Person, now: datetime) -> dict[str, dict[str, str]]:
    """Saved column mappings of other sites' lists, by name."""
    require_in_round(tx, Action.SEE_ROUND, by, now, round_id)
    return {name: json.loads(mapping) for name, mapping in samples_sql.profiles(tx).items()}


def save_mapping_profile(
    tx: Tx, round_id: UUID, name: str, mapping: Mapping[str, str], *, by: Person, now: datetime
) -> None:
    permit = require_in_round(tx, Action.BRING_RECORDING, by, now, round_id)
    name = require_text(N_("Name of the profile"), name)
    samples_sql.keep_profile(tx, name, json.dumps(dict(mapping), ensure_ascii=False))
    record(tx, permit, subject=name, wakes=False)
