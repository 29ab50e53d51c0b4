"""Scorecards in the store: the ready ones, imported ones, the one a round uses.

It knows: a card version is kept as its own text and never changes; withdrawing only takes it off the choice.
Shaped so because: a round points at one kept version, so what was scored on can always be read again.
It must not know: how a card's file is read (core/scorecard_file.py).
"""

from datetime import datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

from core.access import require, require_in_round
from core.audit import record
from core.codes import Action
from core.errors import Invalid, NotFound
from core.model import Person
from core.scorecard import Scorecard, Words
from core.scorecard_file import read_scorecard
from core.store import Tx, cards_sql
from core.store.cards_sql import KeptCard

READY_CARDS = Path(__file__).parent.parent / "data" / "scorecards"


def card_of(tx: Tx, card_id: UUID | None) -> Scorecard:
    """The card a round uses."""
    kept = cards_sql.card_by_id(tx, card_id) if card_id else None
    if kept is None:
        raise NotFound("No scorecard is chosen for this round yet.")
    return read_scorecard(kept.source)


def card_of_round(tx: Tx, round_id: UUID, *, by: Person, now: datetime) -> Scorecard:
    """The card of a round this person has a part in."""
    return card_of(tx, require_in_round(tx, Action.SEE_ROUND, by, now, round_id).round.card_id)


def cards_to_choose(tx: Tx) -> list[KeptCard]:
    return [card for card in cards_sql.cards(tx) if not card.is_withdrawn]


def cards_on_shelf(tx: Tx, *, by: Person, now: datetime) -> list[tuple[KeptCard, int]]:
    """Every card version, withdrawn ones too, and how many rounds use it."""
    require(tx, Action.MANAGE_SCORECARDS, by, now)
    return [(card, cards_sql.rounds_using(tx, card.id)) for card in cards_sql.cards(tx)]


def criterion_names(tx: Tx, *, by: Person, now: datetime) -> dict[tuple[str, str], Words]:
    """(card, criterion) → its words on the card's newest version; a card holds no secret."""
    names: dict[tuple[str, str], Words] = {}
    for kept in reversed(cards_sql.cards(tx)):
        names |= {(kept.code, criterion.code): criterion.label for criterion in read_scorecard(kept.source).criteria}
    return names


def bring_ready_cards(tx: Tx, now: datetime) -> None:
    """At start: keep each card of data/scorecards that the store does not hold in this version yet."""
    held = {(card.code, card.version) for card in cards_sql.cards(tx)}
    for path in sorted(READY_CARDS.glob("*.yaml")):
        card = read_scorecard(path.read_text(encoding="utf-8"))
        if (card.code, card.version) not in held:
            cards_sql.insert_card(tx, _kept(card, None, now))


def import_scorecard(tx: Tx, source: str, *, by: Person, now: datetime) -> UUID:
    """Keep a card version that somebody brought; refused when this version exists with other content."""
    permit = require(tx, Action.MANAGE_SCORECARDS, by, now)
    kept = _kept(read_scorecard(source), by.id, now)
    for other in cards_sql.cards(tx):
        if (other.code, other.version) == (kept.code, kept.version):
            raise Invalid(
                "Scorecard {code} version {version} is kept already. Give the changed card another version.",
                code=kept.code,
                version=kept.version,
            )
    cards_sql.insert_card(tx, kept)
    record(tx, permit, subject=f"{kept.code} {kept.version}", became=kept.sha256[:16])
    return kept.id


def withdraw_scorecard(tx: Tx, card_id: UUID, is_withdrawn: bool, *, by: Person, now: datetime) -> None:
    """Take a card off the choice for new rounds, or put it back; rounds that use it keep it."""
    permit = require(tx, Action.MANAGE_SCORECARDS, by, now)
    card = cards_sql.card_by_id(tx, card_id)
    if card is None:
        raise NotFound("There is no such scorecard.")
    cards_sql.withdraw_card(tx, card_id, is_withdrawn)
    state = {True: "withdrawn", False: "offered"}
    record(tx, permit, subject=f"{card.code} {card.version}", was=state[card.is_withdrawn], became=state[is_withdrawn])


def _kept(card: Scorecard, imported_by: UUID | None, now: datetime) -> KeptCard:
    digest = sha256(card.source.encode()).hexdigest()
    return KeptCard(
        uuid4(),
        card.code,
        card.version,
        card.title.say("id"),
        card.is_text,
        card.source,
        digest,
        False,
        imported_by,
        now,
    )
