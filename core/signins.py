"""Who is signed in: checking a password, the token that a browser keeps, its end, and the brake on guessing.

It knows: the store keeps only a mark of a token; failures count per name and address, per name, per address. A page
may not hold the token, so it gets a ticket from which only this program makes the token, once.
Shaped so because: bcrypt takes a fifth of a second, so a password is compared before the writing transaction begins and
never holds up the store's one writer; a token is looked up anew in every run, so revoking and deactivating act at once.
It must not know: cookies, forms, pages; what the person may then do (core/access.py).
"""

import logging
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from core import passwords
from core.access import Permit
from core.codes import Role
from core.errors import NotAllowed, SelarasError
from core.language import N_
from core.model import Person
from core.outcomes import AuditRow
from core.secret import mark
from core.settings import number
from core.store import Store, Tx, audit_sql, people_sql
from core.store import signins_sql as sql

WORKDAY = timedelta(hours=12)
MEMORY = timedelta(minutes=30)
HAND_OVER = timedelta(seconds=30)
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)
FREE_TRIES_TOGETHER, FREE_TRIES_NAME, FREE_TRIES_ADDRESS = 5, 20, 40
logger = logging.getLogger(__name__)


class SignedOut(SelarasError):
    """There is no sign-in, or no longer; the sentence says why."""


class WrongPassword(NotAllowed):
    """The password given again is wrong. Whoever rolls the act back counts it: `count_wrong_password`."""


@dataclass(frozen=True)
class PasswordGiven:
    """Whether a person gave the right password, and which one was right then."""

    person_id: UUID
    fits: bool
    kept_hash: str | None = field(repr=False)


@dataclass(frozen=True)
class _Attempt:
    person: Person | None
    kept_hash: str | None


def username_of(text: str) -> str:
    """The one form of a username: as typed, without capitals and blanks at the ends."""
    return passwords.normal(text).lower()


def sign_in(store: Store, username: str, password: str, address: str, now: datetime) -> tuple[str, Person]:
    """A new ticket and whose it is, or NotAllowed: wrong, unknown and deactivated all read alike."""
    name = username_of(username)
    attempt = store.read(lambda tx: _attempt(tx, name, address, now))
    if passwords.fits(password, attempt.kept_hash) and attempt.person:
        person, ticket = attempt.person, secrets.token_urlsafe(32)
        store.write(lambda tx: _start(tx, token_of(ticket), person, name, now))
        return ticket, person
    store.write(lambda tx: _count_failure(tx, _brakes(name, address), attempt.person, now))
    logger.info("A sign-in failed")
    raise NotAllowed("The username or the password is wrong. After several failures you will have to wait.")


def token_of(ticket: str) -> str:
    return mark("token", ticket)


def hand_over(tx: Tx, ticket: str, now: datetime) -> str | None:
    """The token for the browser that brings the ticket: once, and soon after the sign-in."""
    token = token_of(ticket)
    return token if sql.hand_over(tx, kept_form(token), now, now - HAND_OVER) else None


def whose(tx: Tx, token: str, now: datetime) -> Person:
    """The person behind a token, as the store knows them now; SignedOut when it has ended."""
    found = sql.sign_in_of(tx, kept_form(token))
    person = people_sql.person_by_id(tx, found[0]) if found else None
    if found is None or person is None or not person.is_active or found[2] <= now:
        raise SignedOut(N_("Your sign-in has ended. Please sign in again."))
    minutes = idle_minutes(tx, by=person, now=now)
    if minutes and now - found[1] > timedelta(minutes=minutes):
        raise SignedOut(
            N_("You were signed out after {minutes} minutes without input. Your saved drafts are kept."),
            minutes=minutes,
        )
    return person


def idle_minutes(tx: Tx, *, by: Person, now: datetime) -> int:
    """Minutes without input that end this person's sign-in; 0 for a projector, which nobody touches."""
    return 0 if by.roles == {Role.PROJECTOR} else number(tx, "idle_minutes")


def keep_alive(tx: Tx, token: str, now: datetime) -> None:
    """There was input, or audio is playing: the idle time begins anew. A sign-in that has ended stays ended."""
    whose(tx, token, now)
    sql.keep_seen(tx, kept_form(token), now)


def sign_out(tx: Tx, token: str, *, by: Person, now: datetime) -> None:
    sql.revoke(tx, kept_form(token), now)
    _record(tx, "sign_out", by, now)


def sign_out_everywhere(tx: Tx, permit: Permit, person_id: UUID, except_token: str = "") -> None:
    """Ends every sign-in of a person, except the one from which the person acts."""
    sql.revoke_all_of(tx, person_id, permit.now, kept_form(except_token) if except_token else "")


def password_given(tx: Tx, password: str, *, by: Person, now: datetime) -> PasswordGiven:
    """The password given again before a weighty act, compared while reading: the writer waits for no bcrypt."""
    _refuse_while_blocked(tx, [f"again:{by.id}"], now)
    kept = people_sql.password_of(tx, by.id)
    return PasswordGiven(by.id, passwords.fits(password, kept), kept)


def require_password(tx: Tx, given: PasswordGiven, *, by: Person, now: datetime) -> None:
    """In the act itself: WrongPassword unless what was given is still the password of this person."""
    _refuse_while_blocked(tx, [f"again:{by.id}"], now)
    if not given.fits or given.person_id != by.id or given.kept_hash != people_sql.password_of(tx, by.id):
        raise WrongPassword(N_("The password is wrong. Nothing was changed."))


def count_wrong_password(tx: Tx, *, by: Person, now: datetime) -> None:
    _count_failure(tx, {f"again:{by.id}": FREE_TRIES_TOGETHER}, by, now)


def forget_failures(tx: Tx, permit: Permit, person: Person) -> None:
    """Unlocks: nobody waits any more for this person's sake."""
    sql.forget_failures(tx, f"name:{person.username}", f"both:{person.username}@")
    sql.forget_failures(tx, f"again:{person.id}", f"again:{person.id}")


def forget_what_is_over(tx: Tx, now: datetime) -> None:
    """Housekeeping: sign-ins and failures that no longer matter."""
    sql.forget_sign_ins_before(tx, now - WORKDAY)
    sql.forget_failures_before(tx, now - MEMORY)


def kept_form(token: str) -> str:
    """What the store keeps of a token: it cannot be turned back, and a new secret key ends every sign-in."""
    return mark("sign-in", token)


def _brakes(name: str, address: str) -> dict[str, int]:
    """What failures are counted under, with the number of tries that cost no waiting."""
    return {
        f"both:{name}@{address}": FREE_TRIES_TOGETHER,
        f"name:{name}": FREE_TRIES_NAME,
        f"address:{address}": FREE_TRIES_ADDRESS,
    }


def _attempt(tx: Tx, name: str, address: str, now: datetime) -> _Attempt:
    _refuse_while_blocked(tx, list(_brakes(name, address)), now)
    person = people_sql.person_by_username(tx, name)
    if person is None or not person.is_active:
        return _Attempt(None, None)
    return _Attempt(person, people_sql.password_of(tx, person.id))


def _refuse_while_blocked(tx: Tx, brakes: list[str], now: datetime) -> None:
    found = [failures for brake in brakes if (failures := sql.failures_of(tx, brake))]
    # What lies farther ahead than any wait was written by a clock that was wrong.
    until = max((blocked for _, _, blocked in found if blocked and blocked - now <= LONGEST_WAIT), default=now)
    if until > now:
        raise NotAllowed(
            "Too many failed attempts. Wait {seconds} seconds, then try again.",
            seconds=-(-(until - now) // timedelta(seconds=1)),
        )


def _count_failure(tx: Tx, brakes: dict[str, int], person: Person | None, now: datetime) -> None:
    """Beyond the free tries each failure doubles the wait, up to fifteen minutes; half an hour forgets."""
    for brake, free in brakes.items():
        before = sql.failures_of(tx, brake)
        failures = 1 + (before[0] if before and now - before[1] < MEMORY else 0)
        beyond = failures - free
        wait = min(FIRST_WAIT * 2 ** min(beyond, 10), LONGEST_WAIT) if beyond >= 0 else None
        sql.keep_failure(tx, brake, failures, now, now + wait if wait else None)
    _record(tx, "sign_in_failed", person, now)


def _start(tx: Tx, token: str, person: Person, name: str, now: datetime) -> None:
    lasts = timedelta(hours=number(tx, "projector_hours")) if person.roles == {Role.PROJECTOR} else WORKDAY
    sql.insert_sign_in(tx, kept_form(token), person.id, now, now + lasts)
    sql.forget_failures(tx, f"name:{name}", f"both:{name}@")
    _record(tx, "sign_in", person, now)


def _record(tx: Tx, action: str, person: Person | None, now: datetime) -> None:
    """A name that is nobody's is not written down: it may be a password typed into the wrong field."""
    who = person.name if person else ""
    audit_sql.append(
        tx, AuditRow(tx.next_row_id(), now, who, "", action, None, "", "", "", ""), person.id if person else None
    )
