"""The three appointments of a round: shown, put into calendars, asked for in a form, moved.

It knows: how date, hours and place of an appointment are asked for, in the office's time.
Shaped so because: the plan of step 2 and a later change of the dates ask for the same three lines.
It must not know: which dates are possible (core/plan_checks.py) or proposed (core/choices.py).
"""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from core.access import allowed
from core.choices import days_that_do_not_fit, schedule_to_begin_with
from core.codes import Action
from core.facts import Progress
from core.labels import ACTION_LABELS, APPOINTMENT_LABELS
from core.model import Appointment
from core.rounds import reschedule
from core.schedule_file import schedule_ics
from pages.parts.session import do, language, read, recall, remember, say, t


def show_schedule(progress: Progress) -> None:
    """The dates side by side, what does not fit, the file for calendars, and the way to other dates."""
    for appointment, column in zip(progress.appointments, st.columns(3), strict=False):
        with column.container(border=True):
            starts, ends = (moment.astimezone(ZoneInfo(t.zone)) for moment in (appointment.starts, appointment.ends))
            st.markdown(f"**{t(APPOINTMENT_LABELS[appointment.kind])}**")
            st.markdown(t.full_date(starts.date()))
            hours = f"{t.clock(starts).split()[0]} – {t.clock(ends)}"
            st.caption(f":material/schedule: {hours}  \n:material/place: {appointment.place}")
    if not progress.appointments:
        return
    warn_about(progress, progress.appointments)
    with st.container(horizontal=True):
        st.download_button(
            t("Put into my calendar (.ics)"),
            read(schedule_ics, progress.round.id, language()),
            file_name="kalibrasi.ics",
            mime="text/calendar",
            icon=":material/event:",
            on_click="ignore",
            key="schedule.ics",
        )
        if allowed(Action.RESCHEDULE, progress.relations, progress.round.stage):
            _reschedule(progress)


def warn_about(progress: Progress, appointments: Sequence[Appointment]) -> None:
    """Said, not refused: an office may have its reasons."""
    days = {a.kind: a.starts.astimezone(ZoneInfo(t.zone)).date() for a in appointments}
    for kind, is_late in read(days_that_do_not_fit, progress.round.id, days).items():
        what = {"what": t(APPOINTMENT_LABELS[kind]), "day": t.full_date(days[kind])}
        late = t("{what}: {day} lies after the deadline of this round.", **what)
        off = t("{what}: {day} is not a working day.", **what)
        st.warning(late if is_late else off, icon=":material/event_busy:")


def ask_for_appointments(key: str, begin_with: Sequence[Appointment]) -> list[Appointment]:
    """Inside a form: three lines of date, from, until, place."""
    return [_line(f"{key}.{appointment.kind}", appointment) for appointment in begin_with]


def _line(key: str, begin: Appointment) -> Appointment:
    zone = ZoneInfo(t.zone)
    starts, ends = begin.starts.astimezone(zone), begin.ends.astimezone(zone)
    st.markdown(f"**{t(APPOINTMENT_LABELS[begin.kind])}**")
    date_, from_, until, place = st.columns([3, 2, 2, 4])
    day = date_.date_input(t("Date"), starts.date(), format="DD/MM/YYYY", key=f"{key}.day") or starts.date()
    opens = from_.time_input(t("From"), starts.time(), key=f"{key}.from")
    closes = until.time_input(t("Until"), ends.time(), key=f"{key}.until")
    where = place.text_input(t("Place"), begin.place, key=f"{key}.place")
    begins = datetime.combine(day, opens or starts.time(), zone)
    return Appointment(begin.kind, begins, datetime.combine(day, closes or ends.time(), zone), where)


def _reschedule(progress: Progress) -> None:
    label, edition = t(ACTION_LABELS[Action.RESCHEDULE]), recall("schedule.edition", 0)
    key = f"schedule.{edition}"
    with st.popover(label, icon=":material/edit_calendar:", key=f"{key}.open"), st.form(f"{key}.form", border=False):
        planned = ask_for_appointments(key, read(schedule_to_begin_with, progress.round.id))
        if st.form_submit_button(label, type="primary", key=f"{key}.save"):
            with say(t("The schedule is changed.")):
                do(reschedule, progress.round.id, planned)
                remember("schedule.edition", edition + 1)
