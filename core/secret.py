"""What is made of the installation's secret: marks that nobody without it can make or guess.

It knows: each purpose has marks of its own, and that all processes on one database must hold the same secret.
Shaped so because: a mark can be checked by whichever process is asked, so nothing need be kept or handed over; the
database keeps a mark of the secret itself, so a process that holds another one is refused before it serves anybody.
It must not know: where the secret comes from (core/settings.py), what a mark is given for.

    python -m core.secret    takes the secret given here for this database from now on; all sign-ins end
"""

import hmac
import sys
from hashlib import sha256

from core.errors import Invalid, SelarasError
from core.passwords import LETTERS
from core.settings import secret, store_url
from core.store import Store, Tx, open_store, settings_sql

KEPT_AS = "secret_mark"


def mark(purpose: str, text: str = "") -> str:
    """64 hexadecimal digits."""
    return hmac.new(secret(), f"{purpose}\0{text}".encode(), sha256).hexdigest()


def is_mark(given: str, purpose: str, text: str) -> bool:
    return hmac.compare_digest(given.encode(), mark(purpose, text).encode())


def code(purpose: str) -> str:
    """The same in every process with this secret, to be typed: "a2hf-szbp-zxyp-ere3"."""
    letters = "".join(LETTERS[byte % len(LETTERS)] for byte in bytes.fromhex(mark(purpose))[:16])
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


def require_the_secret_of(store: Store) -> None:
    """A database is served with one secret, the first one it was served with."""
    kept = store.write(_mark_kept) if store.is_shared else None
    if kept and kept != mark(KEPT_AS):
        raise Invalid(
            "This database is served with another secret than the one found here, so nobody could sign in on both. "
            "Give every process the same SELARAS_SECRET or SELARAS_SECRET_FILE. To change the secret for good, stop "
            "them all and run: python -m core.secret"
        )


def _mark_kept(tx: Tx) -> str:
    kept = settings_sql.value_of(tx, KEPT_AS)
    if kept is None:
        settings_sql.keep_value(tx, KEPT_AS, mark(KEPT_AS))
    return kept or mark(KEPT_AS)


def main() -> int:
    try:
        store = open_store(store_url())
        store.write(lambda tx: settings_sql.keep_value(tx, KEPT_AS, mark(KEPT_AS)))
        store.close()
    except SelarasError as refusal:
        print(refusal, file=sys.stderr)
        return 2
    print("From now on this database is served with the secret given here. Everyone signs in anew.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
