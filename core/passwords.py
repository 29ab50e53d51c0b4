"""Passwords: what is accepted, how it is kept, how it is compared.

It knows: bcrypt (72 bytes at most), one normal form for a password typed on any keyboard, random first passwords.
Shaped so because: an unknown name must cost as much time as a known one, so a comparison always runs at full cost; a
random first password needs no slow hash, so that an import of thirty people does not hold up the store's writer.
It must not know: whose password it is, sign-ins, the store.
"""

import secrets
import unicodedata

import bcrypt

from core.errors import Invalid

SHORTEST, MOST_BYTES = 12, 72
SLOW, QUICK = 12, 5
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
# The hash of nobody's password: comparing with it takes as long as with a real one.
NOBODY = "$2b$12$da4hLK.jh3u2J1vVWGbCFuDHg4Wr0gr5sSYfSLWD/07vPSb7cFbpG"


def normal(password: str) -> str:
    """The same bytes for the same characters, however they were typed; blanks at the ends do not count."""
    return unicodedata.normalize("NFKC", password).strip()


def accepted(password: str, username: str) -> str:
    """The password in its normal form, or a refusal that names every fault."""
    given = normal(password)
    if len(given) < SHORTEST or len(set(given)) < 5:
        raise Invalid("Choose a password of at least {n} characters, not the same few over and over.", n=SHORTEST)
    if len(given.encode()) > MOST_BYTES:
        raise Invalid("The password is too long. Choose one of at most {n} characters.", n=MOST_BYTES)
    if username and username.lower() in given.lower():
        raise Invalid("The password must not contain the username.")
    return given


def hashed(password: str) -> str:
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(SLOW)).decode()


def temporary() -> tuple[str, str]:
    """A random first password (about 79 bits) and its hash."""
    groups = ["".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4)]
    password = "-".join(groups)
    return password, bcrypt.hashpw(password.encode(), bcrypt.gensalt(QUICK)).decode()


def fits(password: str, kept: str | None) -> bool:
    """Whether this is the password kept as that hash; takes equally long for every name, known or not."""
    given = normal(password).encode()[:MOST_BYTES]
    if kept is None or not kept.startswith(f"$2b${SLOW:02}$"):
        bcrypt.checkpw(given, NOBODY.encode())
    return kept is not None and len(normal(password).encode()) <= MOST_BYTES and bcrypt.checkpw(given, kept.encode())
