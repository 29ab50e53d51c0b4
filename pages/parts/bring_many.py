"""Import of many samples: files or a ZIP, a list, its columns, a preview, then all or nothing.

It knows: the order: files, list, columns, preview, import.
Shaped so because: sites name their columns differently; the guess is shown, can be corrected and kept as a profile.
It must not know: how a list is read (core/manifest.py) or a file converted (core/media.py).
"""

from collections.abc import Mapping, Sequence

import streamlit as st

from core.errors import SelarasError, Unavailable
from core.intake import Parcel, parcel_of, rows_in, samples_from
from core.manifest import ManifestRow
from core.manifest_fields import FIELDS, guess_mapping
from core.model import Round
from core.samples import bring_recordings, mapping_profiles, save_mapping_profile
from core.scorecard import Scorecard
from pages.parts.session import do, language, read, recall, remember, say, show_problem, t
from pages.parts.upload import Upload, let_go

PREVIEW_ROWS = 50


def show(round_: Round, card: Scorecard, files: Sequence[Upload]) -> None:
    parcel = _parcel(files)
    if parcel is None:
        return
    mapping = _columns(round_, parcel)
    rows, problems = rows_in(parcel, mapping, language().zone)
    _preview(rows)
    if problems:
        lines = [t("Nothing can be brought in yet. Correct this first:"), *(f"- {t(problem)}" for problem in problems)]
        st.error("\n".join(lines))
    label = t.count("Import {n} recording", "Import {n} recordings", len(rows))
    if st.button(label, type="primary", icon=":material/upload:", key="assessor.import_all", disabled=bool(problems)):
        _bring(round_, card, parcel, mapping, files)


def _preview(rows: Sequence[ManifestRow]) -> None:
    shown = [
        {
            t("Recording id"): row.form.external_id,
            t("File name"): row.file_name,
            t("Topic"): row.form.topic,
            t("Reason for choosing it"): row.form.choosing_reason,
        }
        for row in rows[:PREVIEW_ROWS]
    ]
    st.dataframe(shown, hide_index=True, key="assessor.preview")


def _parcel(files: Sequence[Upload]) -> Parcel | None:
    """What was uploaded, looked through once; None when it cannot be used, and the page says why."""
    place = f"assessor.parcel.{'.'.join(file.id.hex for file in files)}"
    if recall(place) is None:
        try:
            remember(place, read(parcel_of, {file.name: file.at_hand() for file in files}))
        except Unavailable as problem:
            show_problem(problem)
            return None
        except SelarasError as problem:
            remember(place, problem)
    found: Parcel | SelarasError = recall(place)
    if isinstance(found, SelarasError):
        show_problem(found)
        return None
    return found


def _columns(round_: Round, parcel: Parcel) -> dict[str, str]:
    profiles: dict[str, dict[str, str]] = read(mapping_profiles, round_.id)
    with st.expander(t("Columns of the list"), icon=":material/view_column:"):
        chosen = st.selectbox(
            t("Profile"), list(profiles), index=None, placeholder=t("Guessed from the headings"), key="assessor.profile"
        )
        start = profiles[chosen] if chosen else guess_mapping(parcel.table.headers)
        mapping = {}
        for field, column in zip(FIELDS, [c for _ in FIELDS for c in st.columns(3)], strict=False):
            headers = list(parcel.table.headers)
            known = start.get(field.name)
            picked = column.selectbox(
                t(field.label), headers, index=headers.index(known) if known in headers else None,
                placeholder="–", key=f"assessor.column.{field.name}.{chosen}",
            )  # fmt: skip
            if picked:
                mapping[field.name] = picked
        _profile(round_, mapping)
    return mapping


def _profile(round_: Round, mapping: Mapping[str, str]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input(t("Name of the profile"), key="assessor.profile_name", width=280)
        if st.button(t("Save as profile"), key="assessor.save_profile", icon=":material/save:"):
            with say(t("Profile saved")):
                do(save_mapping_profile, round_.id, name, mapping)


def _bring(round_: Round, card: Scorecard, parcel: Parcel, mapping: Mapping[str, str], files: Sequence[Upload]) -> None:
    bar = st.progress(0.0, t("Reading the files"))
    with say(t("Recordings brought")):
        samples = samples_from(round_.id, parcel, mapping, language().zone, card.is_text, bar.progress)
        for warning in do(bring_recordings, round_.id, samples):
            st.toast(t(warning), icon=":material/info:")
        let_go(files)
