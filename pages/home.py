"""Home: what waits for the person who has just signed in, whatever their roles.

It answers "what must I do now?" for all nine steps and leads to the page where it is done.
"""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.choices import today_at_office
from core.codes import Relation
from core.desk import Desk, DeskRound, waiting_for
from core.follow_ups import PlannedFor, follow_ups_to_do
from core.issued import IssuedReport, issued_reports
from core.labels import ACTION_LABELS, STAGE_LABELS
from pages.parts.archive_follow_ups import summary
from pages.parts.round_state import show_clock, waits_for
from pages.parts.session import enter, may_open, read, t

me = enter("home")

PAGES = {
    Relation.HEAD: "head",
    Relation.SUPERVISOR: "supervisor",
    Relation.ASSESSOR: "assessor",
    Relation.EXPERT: "assessor",
    Relation.OBSERVER: "archive",
    Relation.PROJECTOR: "projector",
}


def waiting_round(entry: DeskRound) -> None:
    with st.container(border=True, key=f"home.waiting.{entry.round.id}"):
        text, way = st.columns([3, 1], vertical_alignment="center")
        with text:
            st.markdown(f"#### {entry.round.title}")
            _state(entry)
            st.markdown(_missing(entry))
        page = PAGES[entry.opens_as]
        if entry.next_act and may_open(page):
            label = t(ACTION_LABELS[entry.next_act])
            with way:
                go = st.button(
                    label,
                    type="primary",
                    width="stretch",
                    icon=":material/arrow_forward:",
                    key=f"home.go.{entry.round.id}",
                )
            if go:
                st.switch_page(f"pages/{page}.py", query_params={"round": str(entry.round.id)})


def running_round(entry: DeskRound) -> None:
    with st.container(border=True, key=f"home.running.{entry.round.id}"):
        text, way = st.columns([3, 1], vertical_alignment="center")
        with text:
            st.markdown(f"**{entry.round.title}**")
            _state(entry)
            st.caption(_missing(entry))
        page = PAGES[entry.opens_as]
        if may_open(page):
            _way(way, page, t("Open the round"), round=str(entry.round.id))


def _way(place: DeltaGenerator, page: str, label: str, **address: str) -> None:
    with place.container(horizontal_alignment="right"):
        file = f"pages/{page}.py"
        st.page_link(file, label=label, icon=":material/arrow_forward:", query_params=address)


def _state(entry: DeskRound) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(t(STAGE_LABELS[entry.round.stage]), icon=":material/flag:", color="blue")
        if entry.turn and not entry.next_act:
            waits_for(entry.turn, {entry.opens_as}, entry.round.stage)
        if entry.clock:
            show_clock(entry.clock)


def _missing(entry: DeskRound) -> str:
    """One line: the first thing, and how many more."""
    first, more = t(entry.missing[0]) if entry.missing else "", len(entry.missing) - 1
    return first if more < 1 else f"{first} {t.count('And {n} more.', 'And {n} more.', more)}"


def to_do(one: PlannedFor) -> None:
    with st.container(border=True, key=f"home.follow_up.{one.follow_up.id}"):
        text, way = st.columns([3, 1], vertical_alignment="center")
        with text:
            summary(one)
        _way(way, "archive", t("Open the follow-up"), show="follow-up")


def latest_report(report: IssuedReport) -> None:
    with st.container(border=True, key="home.report"):
        text, way = st.columns([3, 1], vertical_alignment="center")
        text.markdown(f"**{report.number}** · {report.title}")
        text.caption(t("Approved on {day}.", day=report.dated))
        _way(way, "archive", t("Read the report"), round=str(report.round_id))


def empty_desk() -> None:
    st.info(t("No round waits for you. When you are given a part in one, it appears here."), icon=":material/inbox:")
    if may_open("head"):
        st.page_link("pages/head.py", label=t("Assign a round"), icon=":material/add_task:")


st.title(t("Welcome, {name}", name=me.name))
st.caption(t.full_date(read(today_at_office)))
desk: Desk = read(waiting_for)
reports: list[IssuedReport] = read(issued_reports)
follow_ups: list[PlannedFor] = read(follow_ups_to_do)

if desk.waiting:
    st.subheader(t("Waiting for you"))
    for entry in desk.waiting:
        waiting_round(entry)
else:
    empty_desk()
if follow_ups:
    st.subheader(t("Follow-up"))
    for follow_up in follow_ups:
        to_do(follow_up)
if desk.running:
    st.subheader(t("Running"))
    for entry in desk.running:
        running_round(entry)
if reports:
    st.subheader(t("Latest report"))
    latest_report(reports[0])
if may_open("admin"):
    st.subheader(t("Administration"))
    st.page_link("pages/admin.py", label=t("People, scorecards, calendar, settings"), icon=":material/manage_accounts:")
