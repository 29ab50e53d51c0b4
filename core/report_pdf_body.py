"""Parts A, B, D and E of the report, its head and its signature block.

It knows: the form “Laporan” of an official report: what stands in which part, in which order.
Shaped so because: what people wrote and what was recorded stand side by side; part C is computed and stands in
core/report_pdf_results.py.
It must not know: how figures are computed, the store.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.labels import APPOINTMENT_LABELS, RECORDING_STATE_LABELS
from core.language import Language, Message, time_mark
from core.report_pdf_page import BODY, INDENT, MM, SMALL, Page
from core.report_pdf_table import Column, fitted, table
from core.report_texts import SECTIONS
from core.round_report import Approval, Participant, ReportRecording, RoundReport
from core.workdays import CalendarDay

CHANNELS_NAMED = str.maketrans("_", " ")


def head(page: Page, report: RoundReport, approval: Approval | None) -> None:
    t = page.t
    page.letterhead(report.office.organisation, report.office.address)
    page.line_of(t("REPORT"), 13, "B")
    page.line_of(t("RESULT OF THE CALIBRATION OF AGENT ASSESSMENT"), 12, "B")
    page.line_of(t("PERIOD {period}", period=report.period.upper()), 12, "B")
    page.gap(1.5)
    page.line_of(t("NUMBER {number}", number=approval.number) if approval else t("DRAFT – not numbered yet"), BODY)
    if t.code != "id":
        page.gap(1)
        page.line_of(t("Unsigned translation. The Indonesian report prevails."), SMALL, "I")
    page.gap(3)


def introduction(page: Page, report: RoundReport) -> None:
    page.heading(page.t("A. Introduction"))
    for name in ("general", "purpose", "scope", "basis"):
        _written(page, report, name)
    page.prose(page.t("Procedure followed: {procedure}.", procedure=report.office.procedure))


def activities(page: Page, report: RoundReport, approval: Approval | None) -> None:
    t = page.t
    page.heading(t("B. Activities"))
    page.subheading(t("B.1 Time, place and schedule"))
    page.prose(t("Briefing by the Head of Section: {briefing}", briefing=report.briefing))
    _schedule(page, report)
    for sentence in clock_sentences(report, approval, t):
        page.prose(sentence)
    page.subheading(t("B.2 Participants"))
    _participants(page, report)
    page.subheading(t("B.3 Recordings"))
    _recordings(page, report)
    _written(page, report, "procedure")
    page.prose(
        t(
            "Scored on card {code} version {version}, {title}: {criteria} criteria, pass mark {mark}, tolerance of "
            "totals {tolerance} points.",
            code=report.card.code,
            version=report.card.version,
            title=report.card.title.say(t.code),
            criteria=len(report.card.criteria),
            mark=report.pass_mark,
            tolerance=report.card.tolerance.total_points,
        )
    )


def conclusions(page: Page, report: RoundReport) -> None:
    page.heading(page.t("D. Conclusions and suggestions"))
    page.prose(report.sections.get("conclusions", "") or page.t("(not written yet)"))


def closing(page: Page, report: RoundReport) -> None:
    # A signature never stands alone on a page: the closing words go with it.
    page.keep(88)
    page.heading(page.t("E. Closing"))
    page.prose(report.sections.get("closing", "") or page.t("(not written yet)"))


def signature(page: Page, report: RoundReport, approval: Approval | None) -> None:
    """Place, date, office, and that it was approved here; never a drawn signature."""
    t, width, height = page.t, 74.0, BODY * MM * 1.4
    page.gap(6)
    x, y = page.w - page.r_margin - width, page.get_y()
    job = (approval.job_title if approval else report.head.job_title) or t("Head of Section")
    acting = f"{approval.acting_as} " if approval and approval.acting_as else ""
    name = approval.name if approval else report.head.name
    number = approval.staff_number if approval else report.head.staff_number
    day = t.date(approval.dated) if approval else t("(date given on approval)")
    lines = [f"{report.office.place}, {day}", *_office_title(page, f"{acting}{job}", width)]
    for n, line in enumerate(lines):
        page.at(x, y + (n + 1) * height, line, BODY)
    y += len(lines) * height + 9
    if approval and t.code == "id":
        page.at(x, y, t("Approved electronically in the application"), SMALL, colour="#6B7280")
    y += 10
    page.at(x, y, name, BODY, "B")
    if number:
        page.at(x, y + height, t("Staff number {number}", number=number), BODY)
    page.set_y(y + 2 * height)


def _office_title(page: Page, title: str, width: float) -> list[str]:
    page.set_font("Body", "", BODY)
    lines = page.multi_cell(width, 1, f"{title},", align="L", dry_run=True, output="LINES")
    return list(lines) if isinstance(lines, list) else [title]


def _written(page: Page, report: RoundReport, name: str) -> None:
    page.subheading(page.t(SECTIONS[name]))
    page.prose(report.sections.get(name, "") or page.t("(not written yet)"))


def _schedule(page: Page, report: RoundReport) -> None:
    t = page.t
    columns = [Column(t("Activity"), 42, is_bold=True), Column(t("Day and date"), 48), Column(t("Time"), 36)]
    columns = fitted([*columns, Column(t("Place"), 40)], page.epw - INDENT)
    rows = [[t(APPOINTMENT_LABELS[a.kind]), *_when(a.starts, a.ends, t), a.place or "–"] for a in report.appointments]
    table(page, columns, rows)


def _when(starts: datetime, ends: datetime, t: Language) -> tuple[str, str]:
    first, last = (moment.astimezone(ZoneInfo(t.zone)).date() for moment in (starts, ends))
    days = t.full_date(first) if first == last else f"{t.date(first)} – {t.date(last)}"
    return days, f"{t.clock(starts).rsplit(' ', 1)[0]} – {t.clock(ends)}"


def clock_sentences(report: RoundReport, approval: Approval | None, t: Language) -> list[str]:
    clock = report.clock
    if clock.received is None or clock.deadline is None:
        return []
    sentence = t(
        "The assignment was received on {received}; the deadline of {days} working days is {deadline}.",
        received=t.full_date(clock.received.astimezone(ZoneInfo(report.office.zone)).date()),
        days=clock.working_days,
        deadline=t.full_date(clock.deadline),
    )
    sentences = [sentence]
    if clock.passes_over:
        days = "; ".join(_named_day(day, t) for day in clock.passes_over)
        sentences.append(t("Not counted besides weekends: {days}.", days=days))
    if approval:
        sentences.append(_in_time(approval.dated, clock.deadline, t))
    return sentences


def _named_day(day: CalendarDay, t: Language) -> str:
    return f"{t.date(day.day)} ({day.name})"


def _in_time(approved: date, deadline: date, t: Language) -> str:
    if approved <= deadline:
        return t("The report was approved on {day}, in time.", day=t.full_date(approved))
    return t("The report was approved on {day}, after the deadline.", day=t.full_date(approved))


def _participants(page: Page, report: RoundReport) -> None:
    t = page.t
    columns = [Column(t("No."), 9, "R"), Column(t("Name"), 52, is_bold=True), Column(t("Part"), 44)]
    columns = fitted([*columns, Column(t("Attendance at the discussion"), 60)], page.epw - INDENT)
    people = [(report.head.name, t("Head of Section"), "–"), (report.supervisor.name, t("Supervisor"), "–")]
    people += [(a.name, t("Quality Assessor {n}", n=a.number), _attendance(a, t)) for a in report.assessors]
    experts = [report.expert] if report.expert else []
    people += [(e.name, t("Expert"), _attendance(e, t)) for e in experts]
    people += [(o.name, t("Observer"), t("present") if o.is_present else "–") for o in report.observers]
    table(page, columns, [[str(n), *person] for n, person in enumerate(people, start=1)])


def _attendance(assessor: Participant, t: Language) -> str:
    if assessor.excused_reason:
        return t("excused: {reason}", reason=assessor.excused_reason)
    if not assessor.is_present:
        return t("not present")
    return t("present, confirmed the result") if assessor.has_confirmed else t("present")


def _recordings(page: Page, report: RoundReport) -> None:
    t = page.t
    columns = [Column(t("No."), 9, is_bold=True), Column(t("Call"), 39), Column(t("Length"), 14, "R")]
    columns += [Column(t("Agent"), 15), Column(t("Topic"), 30), Column(t("Reason for choosing it"), 44)]
    columns = fitted([*columns, Column(t("Brought by"), 15)], page.epw - INDENT)
    table(page, columns, [_recording_row(recording, t) for recording in report.recordings], 8)
    for gone in report.left_out:
        state = Message(next(text for code, text in RECORDING_STATE_LABELS.items() if code == gone.state))
        page.note(t("R{n}: {state}. {reason}", n=gone.number, state=state, reason=gone.reason))


def _recording_row(recording: ReportRecording, t: Language) -> list[str]:
    when = t.moment(recording.happened) if recording.happened else "–"
    channel = recording.channel.translate(CHANNELS_NAMED)
    return [
        recording.label,
        f"{when}\n{channel}" if channel else when,
        time_mark(recording.duration_ms) if recording.duration_ms else "–",
        recording.agent_alias,
        " – ".join(filter(None, (recording.topic, recording.subtopic))) or "–",
        recording.choosing_reason or "–",
        f"QA {recording.brought_by}",
    ]
