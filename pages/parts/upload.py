"""Sending files: drag and drop or choose, several at once, each with its progress.

It knows: the limits in force, to say so before the first byte travels.
Shaped so because: the files go to their own route, straight to disk; the page gets what has arrived and waits.
"""

from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

import streamlit as st

from core.intake import MEGABYTE
from core.uploads import Upload, delete_uploaded, forget_uploads, room_for_files, waiting_uploads
from pages.parts.session import do, read, t

HERE = Path(__file__)
FEW = 5
SOUNDS = ".wav,.mp3,.ogg,.m4a,.mp4,.flac,.zip,.csv,.xlsx,.txt"
_upload = st.components.v2.component(
    "selaras_upload",
    html=HERE.with_suffix(".html").read_text("utf-8"),
    css=HERE.with_suffix(".css").read_text("utf-8"),
    js=HERE.with_suffix(".js").read_text("utf-8"),
)


def upload(round_id: UUID, key: str, kinds: str = SOUNDS) -> list[Upload]:
    """Everything this person has sent for the round and no verb has taken yet, in the order of arrival."""
    limits = read(room_for_files, round_id)
    most = limits.file_bytes // MEGABYTE
    words = {
        "invite": t("Drop files here, or choose them"),
        "limit": t("At most {most} MB each, {all} MB together", most=most, all=limits.import_bytes // MEGABYTE),
        "failed": t("The file did not arrive. Check the connection, then send it again."),
        "too_large": t(
            "{name} is larger than {most} MB. Choose a shorter recording or save it in a smaller format.",
            name="{name}",
            most=most,
        ),
    }
    data = {"round": str(round_id), "most_bytes": limits.file_bytes, "kinds": kinds, "words": words}
    _upload(key=key, data=data, on_arrived_change=lambda: None)
    waiting: list[Upload] = read(waiting_uploads, round_id)
    if waiting:
        _offer_to_discard(waiting, key)
    return waiting


def _offer_to_discard(waiting: list[Upload], key: str) -> None:
    """A wrong file would else lie in the way of the right one."""
    with st.container(horizontal=True):
        for file in waiting[:FEW]:
            label, place = t("Discard {name}", name=file.name), f"{key}.discard.{file.id}"
            st.button(label, key=place, icon=":material/close:", on_click=let_go, args=([file],))
        if len(waiting) > 1:
            label = t("Discard all {n} files", n=len(waiting))
            st.button(label, key=f"{key}.discard_all", icon=":material/delete_sweep:", on_click=let_go, args=(waiting,))


def let_go(uploads: Iterable[Upload]) -> None:
    """A verb has taken them, or the person does not want them: forget and delete."""
    gone = list(uploads)
    do(forget_uploads, gone)
    delete_uploaded(gone)
