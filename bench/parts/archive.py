"""An office with years of archived rounds, each another: what the trends page draws.

It knows: forty assessors, eight of them a week; how far apart they were, who is stricter, what was agreed and done.
Shaped so because: a page of rounds that are all alike is drawn too quickly: nothing is smoothed, tested or named. What
an archived round adds is kept by the program's own queries; only its figures are drawn by lot.
It must not know: the page, servers, clocks of a measurement.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import numpy as np

from bench.parts.scene import signed_in
from core.codes import FollowUpKind, Role, Stage
from core.outcomes import FollowUp, Interpretation
from core.roll_up import difference_sums
from core.store import Tx, follow_ups_sql, roll_up_sql, signoff_sql
from core.trend_series import MILLION, ArchivedRound
from tests.round_at import new_office, round_at

PEOPLE, TEAM, RECORDINGS, CRITERIA = 40, 8, 10, 20
CHANNELS = ("telepon_masuk", "chat", "surel")
LAST = date(2026, 11, 20)


def filled_archive(url: str, rounds: int) -> str:
    """A store with so many rounds, a week apart; the head's sign-in."""
    office, rng = new_office(url), np.random.default_rng(20261123)
    people = [office.hire(f"penilai_{n:02}", f"Penilai Nomor {n:02}", Role.ASSESSOR).id for n in range(PEOPLE)]
    strict, usual = dict(zip(people, rng.normal(0, 3, PEOPLE), strict=True)), _usual_round()
    for n in range(rounds):
        team = {people[place]: strict[people[place]] for place in rng.permutation(PEOPLE)[:TEAM]}
        told = _another(usual, rng, team, n, LAST - timedelta(days=7 * (rounds - 1 - n)))
        office.store.write(lambda tx, r=told, number=n: _keep(tx, r, number))
    token = signed_in(office, office.head)
    office.store.close()
    return token


def _usual_round() -> ArchivedRound:
    office = round_at(Stage.ARCHIVED)
    (found,) = office.store.read(lambda tx: roll_up_sql.latest_rounds(tx, "", 1))
    office.store.close()
    return found


def _another(
    usual: ArchivedRound, rng: np.random.Generator, team: dict[UUID, float], n: int, approved: date
) -> ArchivedRound:
    first, label = usual.figures.criteria[0], next(iter(usual.labels.values()))
    codes = [f"C{place}" for place in range(1, CRITERIA + 1)]
    apart = rng.gamma(4, 4 * (1.2 - 0.4 * n / 200), (CRITERIA, RECORDINGS)) * np.linspace(0.3, 1.7, CRITERIA)[:, None]
    shares = 1 - apart.mean(axis=0) / 100
    criteria = tuple(
        replace(
            first, code=code, agreement=1 - float(own.mean()) / 100,
            by_recording=tuple(map(float, own / CRITERIA / RECORDINGS)),
        )
        for code, own in zip(codes, apart, strict=True)
    )  # fmt: skip
    agreed = replace(
        usual.figures.agreement, value=float(shares.mean()), low=float(shares.min()), high=float(shares.max())
    )
    figures = replace(
        usual.figures, recordings=RECORDINGS, assessors=TEAM, agreement=agreed, shows_index=True, criteria=criteria,
        decision_flips=int(rng.integers(0, 4)), agreement_by_recording=tuple(map(float, shares)),
    )  # fmt: skip
    quality = rng.normal(82, 6, RECORDINGS)
    totals = {
        row + 1: {who: round(float(call + leaning + rng.normal(0, 4)) * MILLION) for who, leaning in team.items()}
        for row, call in enumerate(quality)
    }
    details = replace(
        usual.details, scored=approved - timedelta(days=10), channels=tuple(rng.choice(CHANNELS, RECORDINGS).tolist()),
        disputes={code: tuple(map(float, own)) for code, own in zip(codes, apart, strict=True)},
    )  # fmt: skip
    return replace(
        usual, id=uuid4(), title=f"Kalibrasi pekan {n + 1}", period=f"Pekan {n + 1}", approved=approved,
        card_version="1.1" if n % 100 < 50 else "1.2", labels=dict.fromkeys(codes, label), figures=figures,
        totals=totals, details=details, days_used=int(rng.integers(5, 13)),
    )  # fmt: skip


def _keep(tx: Tx, told: ArchivedRound, n: int) -> None:
    """With an interpretation from each round, and an action from every second."""
    moment = datetime.combine(told.approved, datetime.min.time(), UTC)
    roll_up_sql.keep_round(tx, told, moment)
    roll_up_sql.keep_differences(tx, told, difference_sums(told.totals, told.expert))
    code, text = f"C{n % CRITERIA + 1}", f"Salam pembuka pekan {n + 1} dinilai dari kalimat pertama."
    agreed = Interpretation(uuid4(), told.card_code, code, text, told.id, told.title, "", told.approved, None, None)
    signoff_sql.insert_interpretation(tx, agreed, uuid4())
    if n % 2:
        due = told.approved + timedelta(days=14)
        done = moment + timedelta(days=7)
        follow_ups_sql.insert_follow_up(
            tx,
            FollowUp(uuid4(), told.id, FollowUpKind.TRAINING, text, "Penyelia", None, due, done, "Selesai.", code),
        )
