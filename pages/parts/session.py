"""One person's visit: who it is, what they may open, and the only ways from a page into the core.

It knows: Streamlit's session, the sign-in library, the open store. No other file touches any of them.
Shaped so because: the sign-in is read anew from the store in every run and in every act, so that its end acts at once;
a page hands over a verb and its arguments and never sees a transaction, a clock or a token.
It must not know: what a page shows, or who may do what (core/access.py).
"""

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import streamlit as st
from streamlit_authenticator.controllers import AuthenticationController
from streamlit_authenticator.models import AuthenticationModel
from streamlit_authenticator.views import Authenticate

from core import own_account, people, signins
from core.codes import Role
from core.errors import NotAllowed, SelarasError, Unavailable
from core.language import LANGUAGES, Language, Message
from core.model import Person
from core.settings import language_of
from core.store import Tx
from web.asking import COOKIE
from web.house import the_house as house

DOUBLE_CLICK = timedelta(seconds=2)
_pages: ContextVar[Mapping[str, frozenset[Role]] | None] = ContextVar("pages", default=None)
_here: ContextVar["_Visit | None"] = ContextVar("here", default=None)
_moment: ContextVar[Tx | None] = ContextVar("moment", default=None)


@dataclass
class _Visit:
    """What this browser tab knows between two runs; nothing here outlives it, nothing here is the truth."""

    token: str = ""
    ticket: str = ""
    person: Person | None = None
    roles: frozenset[Role] = frozenset()
    idle_minutes: int = 0
    language: Language | None = None
    farewell: Message | None = None
    news: list[str] = field(default_factory=list)
    refused: SelarasError | None = None
    last_act: tuple[Any, datetime, Any] | None = None
    remembered: dict[str, Any] = field(default_factory=dict)


def now() -> datetime:
    return datetime.now(UTC)


def in_one_moment(draw: Callable[[], None]) -> None:
    """What `draw` reads, until it writes, is read of one moment of the store, and nothing of it twice."""

    def at(tx: Tx) -> None:
        mark = _moment.set(tx)
        try:
            draw()
        finally:
            _moment.reset(mark)

    draw() if _moment.get() else house().store.read(at)


def _ask(query: Callable[[Tx], Any]) -> Any:
    tx = _moment.get()
    return query(tx) if tx else house().store.read(query)


def _write(verb: Callable[[Tx], Any], once: UUID | None = None) -> Any:
    """What is read from here on is read of the moment after it."""
    _moment.set(None)
    return house().store.write(verb, once)


def visit() -> _Visit:
    """Looked up once per thread, which serves one visit: Streamlit may end a run wherever its session is asked."""
    here = _here.get()
    if here is None:
        here = st.session_state.setdefault("selaras", _Visit())
        _here.set(here)
    return here


class _Accounts(AuthenticationModel):  # type: ignore[misc]
    """The library's accounts, asked of our store one at a time."""

    def check_credentials(self, username: str, password: str) -> bool:
        ticket, person = signins.sign_in(house().store, username, password, str(st.context.ip_address), now())
        begin(ticket, person)
        self.credentials["usernames"][username] = {"name": person.name, "roles": sorted(person.roles)}
        return True


class _NoCookie:
    """The library's own cookie is readable by scripts and outlives a sign-out; ours goes by web/routes.py."""

    def get_cookie(self) -> None:
        return None

    def set_cookie(self) -> None:
        return None


class _Form(Authenticate):  # type: ignore[misc]
    def __init__(self) -> None:
        self.attrs, self.path, self.cookie_controller = {"login_sleep_time": 0}, None, _NoCookie()
        self.authentication_controller = AuthenticationController({"usernames": {}}, auto_hash=False)
        self.authentication_controller.authentication_model = _Accounts({"usernames": {}}, auto_hash=False)


def sign_in_form(fields: dict[str, str]) -> None:
    """The library's form; on success the visit has begun, on failure it raises our error."""
    _Form().login(fields=fields, key="sign_in.form")


def begin(ticket: str, person: Person) -> None:
    """A fresh sign-in: the browser gets the ticket, which /auth/set changes for the cookie."""
    _moment.set(None)
    visit().token, visit().ticket, visit().person = signins.token_of(ticket), ticket, person
    visit().farewell = None


def signed_in() -> Person | None:
    """The person of this run, by this visit's token or the browser's cookie; None when there is no living sign-in."""
    here, token = visit(), visit().token or cookie()
    if not token:
        return None
    try:
        _ask(lambda tx: _look_up(tx, here, token))
    except signins.SignedOut as ended:
        forget(ended.message if here.token else None)
        return None
    here.token = token
    return here.person


def _look_up(tx: Tx, here: _Visit, token: str) -> None:
    here.person = person = signins.whose(tx, token, now())
    here.language = language_of(tx, person.language)
    here.roles = people.roles_today(tx, by=person, now=now())
    here.idle_minutes = signins.idle_minutes(tx, by=person, now=now())


def cookie() -> str:
    """The cookie as it was when this tab connected; AppTest has no browser and gives something else."""
    found = st.context.cookies.get(COOKIE, "")
    return found if isinstance(found, str) else ""


def nobody_yet() -> bool:
    return _ask(people.nobody_yet)


def set_up(code: str, new: people.NewPerson, password: str) -> None:
    """The first administrator; only who reads the server's console knows the code."""
    if not secrets.compare_digest(code.strip().lower().encode(), house().set_up_code.encode()):
        raise NotAllowed("The set-up code is wrong. It stands on the server's console since the program started.")
    _write(lambda tx: people.set_up(tx, new, password, now()))


def forget(farewell: Message | None = None) -> None:
    """Nothing of this person stays in the tab; what was to last stands in the store."""
    spoken = visit().language
    st.session_state.clear()
    _here.set(None)
    visit().farewell, visit().language = farewell, spoken


def sign_out() -> None:
    token, by = visit().token, visit().person
    if by:
        _write(lambda tx: signins.sign_out(tx, token, by=by, now=now()))
    forget()


@contextmanager
def routed(pages: Mapping[str, frozenset[Role]]) -> Iterator[None]:
    """app.py runs its page inside this; a page run without it came past app.py."""
    mark = _pages.set(pages)
    try:
        yield
    finally:
        _pages.reset(mark)


def may_open(page: str) -> bool:
    pages = _pages.get() or {}
    return bool(pages.get(page, frozenset()) & visit().roles)


def enter(page: str) -> Person:
    """The first statement of every page: its person, or nothing of the page is shown."""
    if _pages.get() is None:
        _back_to_the_router()
    me = visit().person
    if me is None or me.must_change_password:
        st.stop()
    if not may_open(page):
        st.error(t("This page is not among yours. Choose one from the menu on the left."))
        st.stop()
    # The place is always there: what comes and goes above a live part would move it from where the browser knows it.
    with st.empty():
        if refused := visit().refused:
            visit().refused = None
            show_problem(refused)
    while visit().news:
        st.toast(visit().news.pop(0), icon=":material/check_circle:")
    return me


def _back_to_the_router() -> None:
    """Streamlit ran a page by itself, past app.py: naming any page stops it from doing so, and the run begins anew."""
    if "selaras_astray" not in st.session_state:
        st.session_state.selaras_astray = True
        st.navigation([st.Page(_back_to_the_router, title="Selaras")], position="hidden")
        st.rerun()
    st.stop()


class _Spoken:
    """`t("Locked by {name}", name=…)`, `t.date(…)`, `t.count(…)`: the language of whoever looks at the page."""

    def __call__(self, text: str | Message, **params: object) -> str:
        return language()(text, **params)

    def __getattr__(self, name: str) -> Any:
        return getattr(language(), name)


t = _Spoken()


def language() -> Language:
    """The person's; before sign-in the one chosen there, else English for an English browser, else Indonesian."""
    chosen = visit().language
    if chosen is None:
        locale = st.context.locale
        is_english = isinstance(locale, str) and locale.startswith("en")
        code = "en" if is_english else "id"
        try:
            visit().language = chosen = _ask(lambda tx: language_of(tx, code))
        except Unavailable:
            return Language(code)
    return chosen


def speak(code: str) -> None:
    """Switch the language, for good when somebody is signed in."""
    if code in LANGUAGES:
        visit().language = Language(code, language().zone)
        if visit().person:
            do(own_account.change_own_language, code)


def read(query: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """What `query(tx, *args, by=…, now=…)` returns for the person who is signed in at this moment."""
    token, moment = visit().token, now()
    with _while_signed_in():
        return _ask(lambda tx: query(tx, *args, by=signins.whose(tx, token, moment), now=moment, **kwargs))


def do(verb: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """One act in one transaction; the second click of a double click gets the first one's result."""
    act, (token, moment, before) = (verb, args, kwargs), (visit().token, now(), visit().last_act)
    if before and before[0] == act and moment - before[1] < DOUBLE_CLICK:
        return before[2]
    with _while_signed_in():
        try:
            result = _write(
                lambda tx: verb(tx, *args, by=signins.whose(tx, token, moment), now=moment, **kwargs), once=uuid4()
            )
        except signins.WrongPassword:
            # Read here: the store's own thread knows nothing of this visit.
            me = visit().person
            _write(lambda tx: signins.count_wrong_password(tx, by=me, now=moment))
            raise
    visit().last_act = (act, now(), result)
    return result


@contextmanager
def _while_signed_in() -> Iterator[None]:
    try:
        yield
    except signins.SignedOut as ended:
        forget(ended.message)
        st.rerun()


@contextmanager
def say(done: str = "") -> Iterator[None]:
    """Round one act: our errors become a message here, success a toast on the page drawn anew; all else crashes."""
    try:
        yield
    except SelarasError as problem:
        show_problem(problem)
    else:
        visit().news += [done] if done else []
        st.rerun()


def change_password(old: str, new: str) -> None:
    do(own_account.change_own_password, read(own_account.new_password, old, new), visit().token)


def act(done: str, verb: Callable[..., Any], *args: Any, **kwargs: Any) -> Callable[[], None]:
    """The same for a button without input: `st.button(…, on_click=act(t("Scores revealed"), reveal_scores, id))`."""

    def clicked() -> None:
        try:
            do(verb, *args, **kwargs)
        except SelarasError as problem:
            visit().refused = problem
        else:
            if done:
                st.toast(done, icon=":material/check_circle:")

    return clicked


def show_problem(problem: SelarasError) -> None:
    parts = [*getattr(problem, "reasons", ()), *getattr(problem, "problems", ())]
    st.error("\n".join([t(problem.message), *(f"- {t(part)}" for part in parts)]), icon=":material/error:")


def remember(key: str, value: Any) -> None:
    """Small things of one page in this tab: `remember("assessor.recording", id)`."""
    visit().remembered[key] = value


def recall(key: str, default: Any = None) -> Any:
    return visit().remembered.get(key, default)
