"""The fourteen fields of a manifest and the headings by which the sites' lists call them.

It knows: each field's name in the program, its heading in the standard list, its label, and other usual headings.
Shaped so because: sites differ in headings only, so a guess by heading is right nearly always; the person sees it,
corrects it and keeps it as a profile.
It must not know: rows, values, files.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.language import N_


@dataclass(frozen=True)
class Field:
    """`name` as in RecordingForm, `header` as in the standard list; commas divide the other headings in `also`."""

    name: str
    header: str
    label: str
    also: str
    required: bool = False


FIELDS = (
    Field(
        "external_id",
        "id_rekaman",
        N_("Recording id"),
        "id, recording id, call id, contact id, no rekaman, nomor rekaman, kode rekaman, inum",
        required=True,
    ),
    Field(
        "file_name",
        "nama_berkas",
        N_("File name"),
        "berkas, file, file name, nama file, audio, berkas rekaman, file rekaman, nama berkas rekaman",
        required=True,
    ),
    Field(
        "agent_number",
        "nip_pendek_agen",
        N_("Agent's short staff number"),
        "nip pendek, nip, nip agen, nip agent, agent id, agent number, staff number",
    ),
    Field("agent_name", "nama_agen", N_("Agent's name"), "agen, agent, agent name, nama agent, nama petugas, petugas"),
    Field("channel", "kanal", N_("Channel"), "channel, saluran, media"),
    Field(
        "happened",
        "waktu_mulai",
        N_("Start of the conversation"),
        "mulai, waktu, tanggal, tanggal waktu, waktu rekaman, tanggal rekaman, start, start time, date time",
    ),
    Field("zone", "zona", N_("Time zone"), "zona waktu, time zone, zone, tz"),
    Field(
        "seconds",
        "durasi_detik",
        N_("Length in seconds"),
        "durasi, lama, lama detik, duration, duration seconds, duration sec, length, length seconds, talk time",
    ),
    Field(
        "queue_skill",
        "antrean_skill",
        N_("Queue or skill"),
        "antrean, antrian, antrian skill, skill, queue, queue skill, vdn, split skill",
    ),
    Field("topic", "topik", N_("Topic"), "topic, kategori, category"),
    Field("subtopic", "subtopik", N_("Subtopic"), "sub topik, sub topic, sub kategori, sub category"),
    Field(
        "crm_id",
        "id_layanan_crm",
        N_("Service id in the CRM"),
        "id layanan, crm, crm id, id crm, tiket, ticket, no tiket, nomor tiket, ticket id, case id",
    ),
    Field(
        "taxpayer_kind", "jenis_wp", N_("Kind of taxpayer"), "jenis wajib pajak, taxpayer type, kind of taxpayer, wp"
    ),
    Field(
        "choosing_reason",
        "keterangan_pemilihan",
        N_("Reason for choosing it"),
        "alasan, alasan pemilihan, alasan dipilih, keterangan, reason, choosing reason, reason for choosing",
        required=True,
    ),
)


def guess_mapping(headers: Sequence[str]) -> dict[str, str]:
    """Field name → heading; exact headings go first, so that a synonym takes nothing from its owner."""
    free = {_letters(header): header for header in headers if header}
    mapping: dict[str, str] = {}
    for field in FIELDS:
        _take_first(free, mapping, field, (field.header, field.name))
    for field in FIELDS:
        _take_first(free, mapping, field, field.also.split(","))
    return mapping


def _take_first(free: dict[str, str], mapping: dict[str, str], field: Field, names: Sequence[str]) -> None:
    known = next((_letters(name) for name in names if _letters(name) in free), None)
    if known and field.name not in mapping:
        mapping[field.name] = free.pop(known)


def _letters(text: str) -> str:
    """Case, spaces, dots and underscores do not tell headings apart."""
    return re.sub(r"[^a-z0-9]", "", text.casefold())
