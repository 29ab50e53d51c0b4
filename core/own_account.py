"""What a person changes of the own account: password and language.

It knows: the old password is asked again, and other sign-ins end with a new one.
Shaped so because: these are the only verbs on people that everybody has.
It must not know: the accounts of others (core/people.py).
"""

from dataclasses import dataclass, field
from datetime import datetime

from core import passwords, signins
from core.access import require
from core.audit import record
from core.codes import Action
from core.errors import Invalid
from core.language import LANGUAGES
from core.model import Person
from core.store import Tx, people_sql


@dataclass(frozen=True)
class NewPassword:
    """The old password compared and the new one hashed; equal when the same was typed, as by a double click."""

    old: str = field(repr=False)
    new: str = field(repr=False)
    given: signins.PasswordGiven = field(compare=False)
    kept_hash: str = field(repr=False, compare=False)


def new_password(tx: Tx, old: str, new: str, *, by: Person, now: datetime) -> NewPassword:
    """What takes its time, done while reading; a wrong old password is told by the act, which counts it."""
    given = signins.password_given(tx, old, by=by, now=now)
    if not given.fits:
        return NewPassword(old, new, given, "")
    accepted = passwords.accepted(new, by.username)
    if accepted == passwords.normal(old):
        raise Invalid("The new password is the old one. Choose another.")
    return NewPassword(old, new, given, passwords.hashed(accepted))


def change_own_password(tx: Tx, new: NewPassword, token: str, *, by: Person, now: datetime) -> None:
    """The old one was asked again; every other sign-in of the person ends, the one with `token` stays."""
    permit = require(tx, Action.CHANGE_OWN_ACCOUNT, by, now)
    signins.require_password(tx, new.given, by=by, now=now)
    people_sql.keep_password(tx, by.id, new.kept_hash, must_change=False)
    signins.sign_out_everywhere(tx, permit, by.id, except_token=token)
    record(tx, permit, subject=by.username, became="own password")


def change_own_language(tx: Tx, language: str, *, by: Person, now: datetime) -> None:
    permit = require(tx, Action.CHANGE_OWN_ACCOUNT, by, now)
    if language not in LANGUAGES:
        raise Invalid("{value} is not a language of this program.", value=language)
    people_sql.keep_language(tx, by.id, language)
    record(tx, permit, subject=by.username, was=by.language, became=language)
