-- The house: people, cards, rounds, recordings, scores, what was agreed, reports, and the audit of it all.
CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE person (
    id UUID PRIMARY KEY,
    username TEXT NOT NULL,
    name TEXT NOT NULL,
    staff_number TEXT NOT NULL,
    job_title TEXT NOT NULL,
    roles TEXT NOT NULL,
    language TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    must_change_password BOOLEAN NOT NULL,
    is_active BOOLEAN NOT NULL,
    shows_round UUID,
    created TIMESTAMPTZ NOT NULL
);

CREATE TABLE sign_in (
    token_hash TEXT PRIMARY KEY,
    person_id UUID NOT NULL,
    started TIMESTAMPTZ NOT NULL,
    last_seen TIMESTAMPTZ NOT NULL,
    expires TIMESTAMPTZ NOT NULL,
    revoked TIMESTAMPTZ
);

CREATE TABLE sign_in_failure (
    who TEXT PRIMARY KEY,
    failures INTEGER NOT NULL,
    last_failed TIMESTAMPTZ NOT NULL,
    blocked_until TIMESTAMPTZ
);

CREATE TABLE substitute (
    id UUID PRIMARY KEY,
    head_id UUID NOT NULL,
    person_id UUID NOT NULL,
    kind TEXT NOT NULL,
    first_day DATE NOT NULL,
    last_day DATE NOT NULL,
    ended TIMESTAMPTZ
);

CREATE TABLE calendar_day (
    day DATE PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    decree TEXT NOT NULL,
    recorded_by UUID NOT NULL,
    recorded TIMESTAMPTZ NOT NULL
);

CREATE TABLE scorecard (
    id UUID PRIMARY KEY,
    code TEXT NOT NULL,
    version TEXT NOT NULL,
    title TEXT NOT NULL,
    is_text BOOLEAN NOT NULL,
    source TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    is_withdrawn BOOLEAN NOT NULL,
    imported_by UUID,
    imported TIMESTAMPTZ NOT NULL
);

CREATE TABLE round (
    id UUID PRIMARY KEY,
    title TEXT NOT NULL,
    period TEXT NOT NULL,
    stage TEXT NOT NULL,
    version BIGINT NOT NULL,
    head_id UUID NOT NULL,
    supervisor_id UUID NOT NULL,
    card_id UUID,
    briefing TEXT NOT NULL,
    assigned TIMESTAMPTZ NOT NULL,
    accepted TIMESTAMPTZ,
    deadline DATE,
    calendar_version TEXT NOT NULL,
    revealed TIMESTAMPTZ,
    pointed_recording UUID,
    pointed_criterion TEXT,
    names_shown BOOLEAN NOT NULL,
    handed_over TIMESTAMPTZ,
    approved TIMESTAMPTZ,
    archived TIMESTAMPTZ,
    stage_reason TEXT NOT NULL,
    audio_purged TIMESTAMPTZ
);

CREATE TABLE appointment (
    round_id UUID NOT NULL,
    kind TEXT NOT NULL,
    starts TIMESTAMPTZ NOT NULL,
    ends TIMESTAMPTZ NOT NULL,
    place TEXT NOT NULL,
    PRIMARY KEY (round_id, kind)
);

CREATE TABLE member (
    round_id UUID NOT NULL,
    person_id UUID NOT NULL,
    kind TEXT NOT NULL,
    number INTEGER NOT NULL,
    excused TIMESTAMPTZ,
    excused_reason TEXT NOT NULL,
    present TIMESTAMPTZ,
    confirmed TIMESTAMPTZ,
    PRIMARY KEY (round_id, person_id)
);

CREATE TABLE recording (
    id UUID PRIMARY KEY,
    round_id UUID NOT NULL,
    number INTEGER NOT NULL,
    external_id TEXT NOT NULL,
    brought_by UUID NOT NULL,
    choosing_reason TEXT NOT NULL,
    channel TEXT NOT NULL,
    happened TIMESTAMPTZ,
    zone TEXT NOT NULL,
    queue_skill TEXT NOT NULL,
    topic TEXT NOT NULL,
    subtopic TEXT NOT NULL,
    crm_id TEXT NOT NULL,
    taxpayer_kind TEXT NOT NULL,
    agent_number TEXT NOT NULL,
    agent_name TEXT NOT NULL,
    agent_alias TEXT NOT NULL,
    file_name TEXT NOT NULL,
    codec TEXT NOT NULL,
    duration_ms BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    original_path TEXT NOT NULL,
    playable_path TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    state_reason TEXT NOT NULL,
    added TIMESTAMPTZ NOT NULL
);

CREATE TABLE sheet (
    recording_id UUID NOT NULL,
    assessor_id UUID NOT NULL,
    round_id UUID NOT NULL,
    locked TIMESTAMPTZ,
    flag TEXT NOT NULL,
    reopened_reason TEXT NOT NULL,
    PRIMARY KEY (recording_id, assessor_id)
);

CREATE TABLE draft (
    recording_id UUID NOT NULL,
    assessor_id UUID NOT NULL,
    answers TEXT NOT NULL,
    saved TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (recording_id, assessor_id)
);

CREATE TABLE score (
    recording_id UUID NOT NULL,
    assessor_id UUID NOT NULL,
    criterion TEXT NOT NULL,
    phase TEXT NOT NULL,
    round_id UUID NOT NULL,
    value INTEGER,
    is_na BOOLEAN NOT NULL,
    comment TEXT NOT NULL,
    mark_ms BIGINT,
    quote TEXT NOT NULL,
    scored TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (recording_id, assessor_id, criterion, phase)
);

CREATE TABLE consensus (
    recording_id UUID NOT NULL,
    criterion TEXT NOT NULL,
    round_id UUID NOT NULL,
    state TEXT NOT NULL,
    value INTEGER,
    is_na BOOLEAN NOT NULL,
    reason TEXT NOT NULL,
    interpretation TEXT NOT NULL,
    cause TEXT NOT NULL,
    strength TEXT NOT NULL,
    recorded TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (recording_id, criterion)
);

CREATE TABLE dissent (
    recording_id UUID NOT NULL,
    criterion TEXT NOT NULL,
    assessor_id UUID NOT NULL,
    round_id UUID NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (recording_id, criterion, assessor_id)
);

CREATE TABLE ruling (
    recording_id UUID NOT NULL,
    criterion TEXT NOT NULL,
    round_id UUID NOT NULL,
    value INTEGER,
    is_na BOOLEAN NOT NULL,
    reason TEXT NOT NULL,
    ruled_by UUID NOT NULL,
    ruled TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (recording_id, criterion)
);

CREATE TABLE interpretation (
    id UUID PRIMARY KEY,
    card_code TEXT NOT NULL,
    criterion TEXT NOT NULL,
    text TEXT NOT NULL,
    round_id UUID NOT NULL,
    recording_id UUID NOT NULL,
    effective_from DATE NOT NULL,
    replaced_by UUID,
    replaced_on DATE
);

CREATE TABLE follow_up (
    id UUID PRIMARY KEY,
    round_id UUID NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    owner TEXT NOT NULL,
    due DATE,
    finished TIMESTAMPTZ
);

CREATE TABLE report (
    round_id UUID PRIMARY KEY,
    sections TEXT NOT NULL,
    number TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    dated DATE,
    approved_by UUID,
    acting_as TEXT NOT NULL,
    data_hash TEXT NOT NULL,
    file_hash TEXT NOT NULL,
    frozen TEXT NOT NULL,
    saved TIMESTAMPTZ NOT NULL
);

CREATE TABLE document (
    round_id UUID PRIMARY KEY,
    content BYTEA NOT NULL
);

CREATE TABLE manifest_profile (
    name TEXT PRIMARY KEY,
    mapping TEXT NOT NULL
);

CREATE TABLE audit (
    id UUID PRIMARY KEY,
    happened TIMESTAMPTZ NOT NULL,
    person_id UUID,
    person_name TEXT NOT NULL,
    acting_as TEXT NOT NULL,
    action TEXT NOT NULL,
    round_id UUID,
    subject TEXT NOT NULL,
    was TEXT NOT NULL,
    became TEXT NOT NULL,
    reason TEXT NOT NULL
);
