"""The one family of errors, each a sentence for people.

It knows: a sentence (English source text, see core/language.py) and what to put into it.
Shaped so because: pages catch `SelarasError` at their edge and show it in the person's language; anything else crashes
loudly and is logged.
It must not know: languages, pages, the store.
"""

from collections.abc import Sequence

from core.language import Message


class SelarasError(Exception):
    """What happened and what to do, as a translatable sentence; nothing was changed."""

    def __init__(self, text: str, **params: object) -> None:
        self.message = Message(text, params)
        super().__init__(self.message.english())


class NotAllowed(SelarasError):
    """This person may not do this here and now."""


class NotFound(SelarasError):
    """No such thing, or not one this person may know of: both answer alike."""


class StepNotReady(SelarasError):
    """The round cannot move on yet; `reasons` says all that is missing."""

    def __init__(self, text: str, reasons: Sequence[Message] = (), **params: object) -> None:
        super().__init__(text, **params)
        self.reasons = tuple(reasons)


class SomeoneWasFirst(SelarasError):
    """Another person changed the round meanwhile; the sentence says who and what."""


class Invalid(SelarasError):
    """What was given cannot be used; `problems` lists every fault found, not only the first."""

    def __init__(self, text: str, problems: Sequence[Message] = (), **params: object) -> None:
        super().__init__(text, **params)
        self.problems = tuple(problems)


class Unavailable(SelarasError):
    """The store cannot do it at this moment; the same act may succeed later."""


def require_text(label: str, given: str) -> str:
    """`given` without blanks around it, or Invalid naming the field by its label."""
    if not given.strip():
        raise Invalid("Fill in: {field}.", field=Message(label))
    return given.strip()
