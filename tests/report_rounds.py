"""Rounds large enough to fill a report: many assessors, many recordings, real comments, made with the verbs.

It knows: how careful assessors differ (a fixed seed), and what a meeting makes of it: settled, ruled, open, dissent.
Shaped so because: a report is only proven on material that looks like an office's own.
It must not know: what a report says of it.
"""

from datetime import timedelta
from functools import cache
from pathlib import Path
from random import Random
from uuid import uuid4

import yaml

from core.cards import cards_to_choose
from core.cells import Cell
from core.codes import Cause, FollowUpKind, Role, Stage
from core.consensus import leave_cell_open, record_dissent, rule_cell, settle_cell
from core.discussion import change_after_value, confirm_result, mark_present, meeting, reveal_scores
from core.follow_ups import add_follow_up
from core.model import Note, Person, RecordingForm, SampleFile
from core.report_texts import OPENING_TEXTS, SECTIONS
from core.rounds import accept_assignment, assign_round, begin_sampling, begin_scoring, plan_round
from core.samples import Sample, bring_recordings, recordings_of
from core.scorecard import Answer, Criterion, Scorecard
from core.scoring import lock_sheet
from core.signoff import save_report, submit_report
from core.store import people_sql
from tests.round_at import Office, appointments, new_office

NAMES = ("Anindya Saraswati", "Fajar Nugraha", "Maharani Kusuma", "Yudha Pamungkas", "Sekar Wulan Prameswari")
NAMES += ("Damar Wicaksana", "Intan Permata", "Galuh Ramadhan")
TOPICS = (("PPh", "PPh final UMKM"), ("EFIN", "Lupa EFIN"), ("Coretax", "Lupa kata sandi"), ("PPN", "SPT Masa nihil"))
REASON = "Layanan dengan verifikasi data, sehingga cara mencocokkan identitas dan batas jawaban perlu disamakan."
CAUSES = tuple(cause for cause in Cause if cause is not Cause.SLIP)

FINDINGS = {
    "basis": (
        "1. Peraturan Menteri Keuangan Nomor 184/PMK.01/2010 tentang Organisasi dan Tata Kerja Kementerian "
        "Keuangan\n2. SOP LIP30-0006 tentang Tata Cara Pelaksanaan Kalibrasi Penilaian Agen"
    ),
    "findings": "Perbedaan terbesar terdapat pada ketepatan informasi dan penggalian kebutuhan.",
    "conclusions": (
        "1. Penilaian pada butir salam dan penutup sudah selaras.\n"
        "2. Butir penggalian kebutuhan memerlukan penegasan standar; penafsiran yang disepakati berlaku sejak "
        "laporan ini ditatausahakan."
    ),
}


@cache
def written(card_code: str) -> dict[str, dict[str, object]]:
    """The demo's comments, interpretations and reasons per criterion."""
    file = Path(__file__).parent.parent / "data" / "demo" / "comments.yaml"
    texts: dict[str, dict[str, object]] = yaml.safe_load(file.read_text(encoding="utf-8"))[card_code]
    return texts


def large_round(assessors: int, recordings: int, seed: int = 7) -> Office:
    """A round of KP-TEL that awaits approval."""
    random, office = Random(seed), new_office()
    people = [_assessor(office, n) for n in range(assessors)]
    _prepare(office, people, recordings)
    card = office.card()
    for n, recording in enumerate(office.ask(recordings_of, office.supervisor, office.round_id)):
        truth = {c.code: _heard(random, c, 0.8) for c in card.criteria}
        for person in people:
            given = {c.code: _note(random, c, truth[c.code], n) for c in card.criteria}
            office.do(lock_sheet, person, office.round_id, recording.id, given)
    office.do(reveal_scores, office.supervisor, office.round_id)
    _discuss(random, office, people, card)
    sections = {name: OPENING_TEXTS.get(name) or FINDINGS[name] for name in SECTIONS}
    office.do(save_report, office.supervisor, office.round_id, sections, office.version())
    office.do(submit_report, office.supervisor, office.round_id)
    assert office.stage() is Stage.AWAITING_APPROVAL
    return office


def _assessor(office: Office, n: int) -> Person:
    name = NAMES[n] if n < len(NAMES) else f"Penilai Nomor {n + 1}"
    number = f"{n + 10:018d}"
    person = Person(
        uuid4(), f"qa{n}", name, number, "Quality Assessor", frozenset({Role.ASSESSOR}), "id", False, True, None
    )
    office.store.write(lambda tx: people_sql.insert_person(tx, person, "", office.now))
    return person


def _prepare(office: Office, people: list[Person], recordings: int) -> None:
    briefing = "Samakan cara menilai penggalian kebutuhan dan verifikasi identitas; perhatikan batas kesalahan fatal."
    office.round_id = office.do(
        assign_round, office.head, "Kalibrasi Februari 2026", "Februari 2026", office.supervisor.id, briefing
    )
    office.do(accept_assignment, office.supervisor, office.round_id)
    card = next(c for c in office.store.read(cards_to_choose) if c.code == "KP-TEL")
    plan = (office.round_id, card.id, [p.id for p in people], [], appointments(), office.version())
    office.do(plan_round, office.supervisor, *plan)
    office.do(begin_sampling, office.supervisor, office.round_id)
    for n in range(max(recordings, len(people))):
        office.do(bring_recordings, people[n % len(people)], office.round_id, [_sample(office, n)])
    office.do(begin_scoring, office.supervisor, office.round_id)


def _sample(office: Office, n: int) -> Sample:
    topic, subtopic = TOPICS[n % len(TOPICS)]
    form = RecordingForm(
        external_id=f"2026020309053300112000{n:08d}",
        choosing_reason=REASON if n % 2 else "Percakapan singkat.",
        channel="telepon_masuk",
        happened=office.now - timedelta(days=20 - n, hours=n),
        topic=topic,
        subtopic=subtopic,
        agent_number=f"{n:09d}",
        agent_name="Galih Prakoso",
    )
    sound = SampleFile(f"{n}.wav", "PCM", 61_000 + 37_000 * n, f"{n:064d}", f"{n}.wav", f"{n}.wav")
    return Sample(form, sound)


def _heard(random: Random, criterion: Criterion, quality: float) -> Answer:
    """Mostly the best, sometimes less, rarely the worst."""
    values = criterion.scale.values
    place = min(int(random.expovariate(quality * 2.2)), len(values) - 1)
    if criterion.fatal_values and values[place] in criterion.fatal_values and random.random() < 0.85:
        place = 0
    return Answer(values[place])


def _note(random: Random, criterion: Criterion, truth: Answer, n: int) -> Note:
    values, answer = criterion.scale.values, truth
    if random.random() < 0.22:
        place = values.index(truth.value or 0) + random.choice((-1, 1, 1))
        answer = Answer(values[min(max(place, 0), len(values) - 1)])
    if criterion.na_allowed and criterion.code in ("E1", "E2", "A2") and random.random() < 0.08:
        answer = Answer(is_na=True)
    texts = written("KP-TEL")[criterion.code]
    comments = texts["comments"]
    assert isinstance(comments, list)
    owed = answer.is_na or answer.value != values[0]
    comment = str(texts.get("na") or "Tidak terjadi.") if answer.is_na else str(random.choice(comments))
    return Note(answer, comment if owed else "", (n * 7 + 12) * 1000 if owed else None)


def _discuss(random: Random, office: Office, people: list[Person], card: Scorecard) -> None:
    cells = [c for c in office.ask(meeting, office.supervisor, office.round_id).cells if c.must_be_discussed]
    for n, cell in enumerate(cells):
        _close(random, office, people, cell, n)
    present = {person.id for person in people}
    day = (office.now + timedelta(days=30)).date()
    action = (
        FollowUpKind.TRAINING,
        "Penyegaran cara menggali kebutuhan bagi seluruh Quality Assessor",
        "Laksmi Hartono",
        day,
    )
    office.do(add_follow_up, office.supervisor, office.round_id, *action)
    office.do(mark_present, office.supervisor, office.round_id, present)
    for person in people:
        office.do(confirm_result, person, office.round_id)


def _close(random: Random, office: Office, people: list[Person], cell: Cell, n: int) -> None:
    texts, place = written("KP-TEL")[cell.criterion.code], (office.round_id, cell.recording_id, cell.criterion.code)
    answers = [note.answer for note in cell.first.values()]
    agreed = max(set(answers), key=lambda answer: (answers.count(answer), answer.value or 0))
    interpretations = texts["interpretations"]
    assert isinstance(interpretations, list)
    reason, cause = str(texts["reason"]), CAUSES[n % len(CAUSES)]
    dissenter = next(p for p in people if cell.first[p.id].answer != agreed)
    if n == 3:
        office.do(leave_cell_open, office.supervisor, *place, "Bukti terdengar tidak jelas bagi sebagian.", cause)
        return
    verb = rule_cell if n == 5 else settle_cell
    office.do(verb, office.supervisor, *place, agreed, reason, str(random.choice(interpretations)), cause)
    if n % 3 == 0:
        office.do(change_after_value, dissenter, *place, agreed)
    if n == 4:
        office.do(record_dissent, dissenter, *place, "Menurut saya penelepon sudah menyebutkan datanya sendiri.")
