"""The calendar: which days are off in a year, by which decree, and what this office added or lifted itself.

It knows: every change carries the number of its decree; a year counts as confirmed only when somebody confirms it.
Shaped so because: deadlines are promised by this calendar, so it must be checked against the decree once a year.
"""

from datetime import date

import streamlit as st

from core.choices import today_at_office
from core.labels import DAY_LABELS
from core.office import (
    add_calendar_day,
    calendar_days,
    calendar_in_force,
    change_setting,
    forget_calendar_day,
    lift_calendar_day,
)
from core.workdays import CalendarDay, DayKind, WorkCalendar
from pages.parts.session import act, do, read, recall, remember, say, t

KINDS_OFF = (DayKind.EXTRA, DayKind.NATIONAL_HOLIDAY, DayKind.JOINT_LEAVE)
TABLE_HEIGHT = 480


def show() -> None:
    calendar: WorkCalendar = read(calendar_in_force)
    today = read(today_at_office)
    years = sorted(calendar.years | {today.year, today.year + 1})
    picked = st.segmented_control(
        t("Year"), years, default=today.year, format_func=str, key="admin.year", required=True
    )
    year = picked or today.year
    _confirmation(calendar, year)
    days, changes = st.columns([3, 2], gap="medium")
    with days:
        _days(calendar, year)
    with changes:
        _changes(year, today)


def _confirmation(calendar: WorkCalendar, year: int) -> None:
    if not calendar.has_year(year):
        st.warning(t("The calendar has no holidays for {year}. Add the days of its decree.", year=str(year)))
        return
    if year in calendar.confirmed_years:
        st.success(
            t("The days of {year} are confirmed against the decree.", year=str(year)), icon=":material/verified:"
        )
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.warning(
            t(
                "Nobody has confirmed {year} against its decree yet. Deadlines in it carry a warning until then.",
                year=str(year),
            ),
            width="stretch",
        )
        years = ", ".join(str(one) for one in sorted({*calendar.confirmed_years, year}))
        confirmed = act(t("The year is confirmed."), change_setting, "confirmed_years", years)
        st.button(t("Confirm {year}", year=str(year)), key=f"admin.confirm.{year}", on_click=confirmed, width="content")


def _days(calendar: WorkCalendar, year: int) -> None:
    rows = [
        {
            t("Date"): t.full_date(day.day),
            t("Day off"): day.name,
            t("Kind"): t(DAY_LABELS[day.kind]),
        }
        for day in calendar.of_year(year)
    ]
    if rows:
        st.dataframe(rows, hide_index=True, height=TABLE_HEIGHT, key="admin.days")
        st.caption(t.count("{n} named day", "{n} named days", len(rows)))
    for decree in dict.fromkeys(day.decree for day in calendar.of_year(year) if day.decree):
        st.caption(f":material/gavel: {decree}")


def _changes(year: int, today: date) -> None:
    own = [day for day in read(calendar_days) if day.day.year == year]
    st.markdown(f"##### {t('Changes by this office')}")
    if not own:
        st.caption(t("This office has added or lifted no day of this year."))
    for day in own:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                f"**{t.date(day.day)}** · {day.name} · {t(DAY_LABELS[day.kind])}  \n:small[{day.decree}]",
                width="stretch",
            )
            back = act(t("The calendar holds again as shipped."), forget_calendar_day, day.day)
            st.button(t("Take back"), key=f"admin.forget.{day.day}", on_click=back, width="content")
    with st.container(horizontal=True):
        with st.popover(t("Add a day off"), icon=":material/event_busy:"):
            _add(today)
        with st.popover(t("Lift a day off"), icon=":material/event_available:"):
            _lift(today)


def _add(today: date) -> None:
    edition = recall("admin.day_added", 0)
    with st.form(f"admin.add_day.{edition}", border=False):
        day = st.date_input(t("Date"), today, format="DD/MM/YYYY", key=f"admin.add_date.{edition}")
        name = st.text_input(t("Name of the day"), key=f"admin.add_name.{edition}")
        kind = st.selectbox(
            t("Kind"), KINDS_OFF, format_func=lambda one: t(DAY_LABELS[one]), key=f"admin.add_kind.{edition}.{t.code}"
        )
        decree = st.text_input(t("Number of the decree"), key=f"admin.add_decree.{edition}")
        if st.form_submit_button(t("Add a day off"), type="primary", key="admin.add_day_button"):
            with say(t("The day is added. Deadlines that are running stay as they are.")):
                do(add_calendar_day, CalendarDay(day, name, kind, decree))
                remember("admin.day_added", edition + 1)


def _lift(today: date) -> None:
    edition = recall("admin.day_lifted", 0)
    with st.form(f"admin.lift_day.{edition}", border=False):
        day = st.date_input(t("Date"), today, format="DD/MM/YYYY", key=f"admin.lift_date.{edition}")
        decree = st.text_input(t("Number of the decree"), key=f"admin.lift_decree.{edition}")
        if st.form_submit_button(t("Lift a day off"), type="primary", key="admin.lift_day_button"):
            with say(t("The day is an ordinary day again. Deadlines that are running stay as they are.")):
                do(lift_calendar_day, day, decree)
                remember("admin.day_lifted", edition + 1)
