"""The router: every page with its title, icon and roles; sign-in before anything else; the menu; then the page.

It knows: which pages there are and who finds them in the menu.
Shaped so because: this one file has two lives. Streamlit's server imports it and serves `app` with our routes and
headers in the same process; for every visit it is then run as a script, which is `main`.
It must not know: what stands on a page, or who may do what there (core/access.py).
"""

from pathlib import Path
from typing import NamedTuple

import streamlit as st
from starlette.middleware import Middleware
from streamlit.navigation.page import StreamlitPage

from core.codes import Role
from core.language import N_
from pages.parts import door, menu, session
from pages.parts.fallen import fallen
from web.house import house_at_start, opening_hours
from web.metrics import CountSockets
from web.middleware import Headers
from web.routes import routes


class Entry(NamedTuple):
    title: str
    icon: str
    roles: frozenset[Role]


FOLDER = Path(__file__).parent / "pages"
ICON = str(FOLDER / "parts" / "icon.png")
EVERYONE = frozenset(Role)
STAFF = EVERYONE - {Role.PROJECTOR}
PAGES = {
    "home": Entry(N_("Home"), ":material/home:", STAFF),
    "head": Entry(N_("Head of Section"), ":material/approval:", frozenset({Role.HEAD})),
    "supervisor": Entry(N_("Supervisor"), ":material/groups:", frozenset({Role.SUPERVISOR})),
    "assessor": Entry(N_("Scoring"), ":material/headphones:", frozenset({Role.ASSESSOR})),
    "projector": Entry(N_("Projector"), ":material/present_to_all:", frozenset({Role.PROJECTOR, Role.SUPERVISOR})),
    "trends": Entry(N_("Trends"), ":material/monitoring:", frozenset({Role.HEAD, Role.SUPERVISOR})),
    "archive": Entry(N_("Archive"), ":material/inventory_2:", STAFF - {Role.ADMINISTRATOR}),
    "admin": Entry(N_("Administration"), ":material/manage_accounts:", frozenset({Role.ADMINISTRATOR})),
    "account": Entry(N_("My account"), ":material/person:", EVERYONE),
}


def main() -> None:
    session.in_one_moment(show)


def show() -> None:
    me = session.signed_in()
    st.set_page_config(page_title="Selaras", page_icon=ICON, layout="wide")
    pages = {name: _page(name, entry) for name, entry in PAGES.items()}
    page = st.navigation(list(pages.values()), position="hidden")
    st.set_page_config(initial_sidebar_state="expanded" if me and page.url_path != "projector" else "collapsed")
    with session.routed({name: entry.roles for name, entry in PAGES.items()}):
        if me is None:
            door.sign_in()
        elif me.must_change_password:
            door.first_password(me)
        else:
            menu.draw(me, pages)
            page.run()


def _page(name: str, entry: Entry) -> StreamlitPage:
    file = FOLDER / f"{name}.py"
    return st.Page(file, title=session.t(entry.title), icon=entry.icon, default=name == "home")


if __name__ == "__main__":
    main()
else:
    # Until pages are named once, Streamlit runs any file of pages/ by its address, past this file and its sign-in.
    st.navigation([st.Page(main)], position="hidden")
    house = house_at_start()
    app = st.App(
        __file__,
        routes=routes(house),
        middleware=[Middleware(Headers), Middleware(CountSockets)],
        lifespan=opening_hours(house),
        on_script_error=fallen,
    )
    door.announce_set_up()
