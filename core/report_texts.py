"""The sections of the report that people write: their order, titles and opening texts.

It knows: parts A to E of the Laporan Hasil Pelaksanaan Kalibrasi; tables and charts are computed.
Shaped so because: the draft, the workflow and the PDF must name and order the same sections; the texts are Indonesian
for everybody, since the report is (core/language.py).
It must not know: numbers (core/report.py), drawing (core/report_pdf.py).
"""

from uuid import UUID

from core.language import N_
from core.store import Tx, signoff_sql

SECTIONS = {
    "general": N_("A.1 General"),
    "purpose": N_("A.2 Purpose and aim"),
    "scope": N_("A.3 Scope"),
    "basis": N_("A.4 Basis"),
    "procedure": N_("B.4 Procedure"),
    "findings": N_("C. Findings"),
    "conclusions": N_("D. Conclusions and suggestions"),
    "closing": N_("E. Closing"),
}

OPENING_TEXTS = {
    "general": (
        "Kalibrasi merupakan proses yang dilakukan untuk mengurangi variasi dalam cara Quality Assessor melakukan "
        "penilaian. Kalibrasi ini merupakan tindak lanjut penugasan Kepala Seksi Penjaminan Kualitas Layanan."
    ),
    "purpose": (
        "Maksud kalibrasi adalah menyamakan cara menilai antar-Quality Assessor. Tujuannya memberikan konsistensi "
        "dalam penjelasan standar serta meningkatkan objektivitas dan kewajaran dalam penilaian terhadap Agen."
    ),
    "scope": (
        "Kalibrasi meliputi penilaian mandiri seluruh rekaman percakapan Agen yang menjadi sampel putaran ini dan "
        "pembahasan bersama atas hasil penilaian tersebut."
    ),
    "procedure": (
        "Setiap Quality Assessor mendengarkan dan menilai seluruh rekaman secara mandiri dan tertutup. Setelah semua "
        "nilai terkunci, nilai dibuka bersama dan dibahas menurut besarnya perbedaan. Kesepakatan nilai dan penafsiran "
        "dicatat per butir; nilai awal tetap tersimpan."
    ),
    "closing": (
        "Demikian laporan ini disusun untuk digunakan sebagai acuan Quality Assessor dalam penilaian kualitas Agen."
    ),
}


def empty_sections(tx: Tx, round_id: UUID) -> tuple[str, ...]:
    """Titles of sections that have no text yet; all of them while there is no draft."""
    report = signoff_sql.report_of(tx, round_id)
    written = report.sections if report else {}
    return tuple(title for name, title in SECTIONS.items() if not written.get(name, "").strip())
