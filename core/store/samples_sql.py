"""Queries of recordings. What a viewer may not know is left out here, in the SELECT."""

from collections.abc import Sequence
from uuid import UUID

from core.codes import RecordingState
from core.model import Recording, RecordingForm, SampleFile
from core.store import Row, Tx

FORM = (
    "r.external_id, {reason}, r.channel, r.happened, r.zone, r.queue_skill, r.topic, r.subtopic, r.crm_id, "
    "r.taxpayer_kind, {agent_number}, {agent_name}"
)
FILE = "{file_name}, r.codec, r.duration_ms, r.sha256, r.original_path, r.playable_path, {body}"
# Before the reveal the reason of the choice and the file's name are for the one who brought it, for whoever has locked
# the recording, and for head and supervisor ($3); the agent is for the supervisor alone ($4). A written sample is for
# those who may hear a spoken one ($5).
KNOWN = "(CAST($3 AS BOOLEAN) OR r.brought_by = $1 OR rd.revealed IS NOT NULL OR s.locked IS NOT NULL)"
SEEN = (
    "r.id, r.round_id, r.number, r.brought_by, "
    + FORM.format(
        reason=f"CASE WHEN {KNOWN} THEN r.choosing_reason ELSE '' END",
        agent_number="CASE WHEN CAST($4 AS BOOLEAN) THEN r.agent_number ELSE '' END",
        agent_name="CASE WHEN CAST($4 AS BOOLEAN) THEN r.agent_name ELSE '' END",
    )
    + ", "
    + FILE.format(
        file_name=f"CASE WHEN {KNOWN} THEN r.file_name ELSE '' END",
        body="CASE WHEN CAST($5 AS BOOLEAN) THEN r.body ELSE '' END",
    )
    + ", r.agent_alias, r.state, r.state_reason, r.added"
)


def _recording(row: Row) -> Recording:
    form, file = RecordingForm(*row[4:16]), SampleFile(*row[16:23])
    values: Row = (*row[:4], form, file, row[23], RecordingState(row[24]), *row[25:])
    return Recording(*values)


def recordings_seen_by(
    tx: Tx, viewer_id: UUID, round_id: UUID, *, knows_reasons: bool, knows_agents: bool, knows_content: bool = True
) -> list[Recording]:
    """The round's recordings, replaced ones too, in order; without what this viewer may not know yet."""
    return [
        _recording(row)
        for row in tx.all(
            f"SELECT {SEEN} FROM recording r JOIN round rd ON rd.id = r.round_id "
            "LEFT JOIN sheet s ON s.recording_id = r.id AND s.assessor_id = $1 "
            "WHERE r.round_id = $2 ORDER BY r.number",
            viewer_id,
            round_id,
            knows_reasons,
            knows_agents,
            knows_content,
        )
    ]


def round_of_recording(tx: Tx, recording_id: UUID) -> UUID | None:
    row = tx.one("SELECT round_id FROM recording WHERE id = $1", recording_id)
    return row[0] if row else None


def insert_recording(tx: Tx, recording: Recording) -> None:
    form, file = recording.form, recording.file
    tx.run(
        "INSERT INTO recording VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, "
        "$18, $19, $20, $21, $22, $23, $24, $25, $26, $27)",
        recording.id,
        recording.round_id,
        recording.number,
        form.external_id,
        recording.brought_by,
        form.choosing_reason,
        form.channel,
        form.happened,
        form.zone,
        form.queue_skill,
        form.topic,
        form.subtopic,
        form.crm_id,
        form.taxpayer_kind,
        form.agent_number,
        form.agent_name,
        recording.agent_alias,
        file.file_name,
        file.codec,
        file.duration_ms,
        file.sha256,
        file.original_path,
        file.playable_path,
        file.body,
        str(recording.state),
        recording.state_reason,
        recording.added,
    )


def delete_recording(tx: Tx, recording_id: UUID) -> None:
    tx.run("DELETE FROM recording WHERE id = $1", recording_id)


def keep_state(tx: Tx, recording_id: UUID, state: RecordingState, reason: str) -> None:
    tx.run("UPDATE recording SET state = $2, state_reason = $3 WHERE id = $1", recording_id, str(state), reason)


def last_number(tx: Tx, round_id: UUID) -> int:
    row = tx.one("SELECT coalesce(max(number), 0) FROM recording WHERE round_id = $1", round_id)
    return int(row[0]) if row else 0


def aliases(tx: Tx, round_id: UUID) -> dict[str, str]:
    """Agent number → the alias it has in this round."""
    return {
        row[0]: row[1]
        for row in tx.all("SELECT DISTINCT agent_number, agent_alias FROM recording WHERE round_id = $1", round_id)
    }


def same_sample(tx: Tx, external_ids: Sequence[str], hashes: Sequence[str]) -> list[tuple[UUID, str, str]]:
    """(round, external id, sha256) of every recording anywhere with one of these ids or contents."""
    return [
        (row[0], row[1], row[2])
        for row in tx.all(
            "SELECT round_id, external_id, sha256 FROM recording WHERE state = 'in_round' "
            "AND (external_id = ANY($1) OR sha256 = ANY($2))",
            list(external_ids),
            list(hashes),
        )
    ]


def media_paths(tx: Tx, round_id: UUID) -> list[tuple[str, str]]:
    """(original, playable) of the round's sound files."""
    return [
        (row[0], row[1])
        for row in tx.all("SELECT original_path, playable_path FROM recording WHERE round_id = $1", round_id)
    ]


def media_of_purged_rounds(tx: Tx) -> list[str]:
    """Sound files that only rounds whose audio is purged name, originals and playable copies, each once."""
    return [
        row[0]
        for row in tx.all(
            "WITH media AS (SELECT r.original_path AS path, rd.audio_purged AS purged FROM recording r "
            "JOIN round rd ON rd.id = r.round_id UNION ALL SELECT r.playable_path, rd.audio_purged FROM recording r "
            "JOIN round rd ON rd.id = r.round_id) SELECT path FROM media WHERE path <> '' GROUP BY path "
            "HAVING count(*) = count(purged) ORDER BY path"
        )
    ]


def staff_and_ids(tx: Tx, round_id: UUID) -> frozenset[str]:
    """Ids and staff numbers of this round: masking leaves them as they are."""
    rows = tx.all(
        "SELECT external_id FROM recording WHERE round_id = $1 UNION SELECT crm_id FROM recording WHERE round_id = $1 "
        "UNION SELECT agent_number FROM recording WHERE round_id = $1 "
        "UNION SELECT p.staff_number FROM member m JOIN person p ON p.id = m.person_id WHERE m.round_id = $1",
        round_id,
    )
    return frozenset(row[0] for row in rows if row[0])


def profiles(tx: Tx) -> dict[str, str]:
    return {row[0]: row[1] for row in tx.all("SELECT name, mapping FROM manifest_profile ORDER BY name")}


def keep_profile(tx: Tx, name: str, mapping: str) -> None:
    tx.run(
        "INSERT INTO manifest_profile VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET mapping = excluded.mapping",
        name,
        mapping,
    )


def brought_by(tx: Tx, round_id: UUID) -> dict[UUID, UUID]:
    """Recordings in the round, in order → who brought each."""
    return {
        row[0]: row[1]
        for row in tx.all(
            "SELECT id, brought_by FROM recording WHERE round_id = $1 AND state = 'in_round' ORDER BY number", round_id
        )
    }


def number_of(tx: Tx, recording_id: UUID) -> int:
    row = tx.one("SELECT number FROM recording WHERE id = $1", recording_id)
    return int(row[0]) if row else 0


def all_media_paths(tx: Tx) -> list[tuple[str, str]]:
    """(original, playable) of every recording there is."""
    return [(row[0], row[1]) for row in tx.all("SELECT original_path, playable_path FROM recording")]
