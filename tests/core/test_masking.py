"""Personal numbers leave free text before it is kept; ids, staff numbers, amounts, dates and times stay."""

import pytest

from core.masking import KIND_LABELS, MARKERS, mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("NPWP 01.234.567.8-901.000 belum aktif", "NPWP [NPWP] belum aktif"),
        ("NPWP 71.234.567.8-901.000", "NPWP [NPWP]"),
        ("NPWP: 012345678901000.", "NPWP: [NPWP]."),
        ("npwp 01 234 567 8 901 000", "npwp [NPWP]"),
        ("NPWP 012345678 901000", "NPWP [NPWP]"),
        ("NPWP012345678901000", "NPWP[NPWP]"),
        ("NPWP16 wajib pajak 0012345678901000", "NPWP16 wajib pajak [NPWP]"),
        ("NPWP 3171234567890123", "NPWP [NPWP]"),
        ("012.345.678.9-012.000", "[NPWP]"),
        ("NIK 3171234567890123", "NIK [NIK]"),
        ("NIK-nya 3171 2345 6789 0123 ya", "NIK-nya [NIK] ya"),
        ("nik 317123-456789-0123", "nik [NIK]"),
        ("NIK: 317123.41.01.90.0123", "NIK: [NIK]"),
        ("NIK3171234567890123", "NIK[NIK]"),
        ("NITKU 0012345678901000000001", "NITKU [NITKU]"),
        ("NITKU 0012345678901000-000001", "NITKU [NITKU]"),
        ("EFIN 1234567890", "EFIN [EFIN]"),
        ("EFIN-nya adalah 123 456 7890", "EFIN-nya adalah [EFIN]"),
        ("1234567890 itu EFIN penelepon", "[EFIN] itu EFIN penelepon"),
        ("NTPN 0A1B2C3D4E5F6G7H", "NTPN [NTPN]"),
        ("NTPN-nya a4f2b6u1g5pq7k2m", "NTPN-nya [NTPN]"),
        ("NTPN 0123456789012345", "NTPN [NTPN]"),
        ("bukti A4F2B6U1G5PQ7K2M sudah ada", "bukti [NTPN] sudah ada"),
        ("hubungi 081234567890 besok", "hubungi [telepon] besok"),
        ("HP 0812-3456-7890 15 menit", "HP [telepon] 15 menit"),
        ("HP081234567890", "HP[telepon]"),
        ("0812 34 56 78 90", "[telepon]"),
        ("0812-34567-890", "[telepon]"),
        ("+62 812 3456 7890", "[telepon]"),
        ("(+62)812-3456-7890", "[telepon]"),
        ("6281234567890", "[telepon]"),
        ("WA 812 3456 7890", "WA [telepon]"),
        ("kantor (021) 5250208 atau 021-525-0208", "kantor [telepon] atau [telepon]"),
        ("+62 21 5250208", "[telepon]"),
        ("surel budi.s@contoh.co.id, terima kasih", "surel [surel], terima kasih"),
        ("EFIN saya: budi@contoh.id 1234567890", "EFIN saya: [surel] 1234567890"),
        ("NIK 3171234567890123/081234567890", "NIK [NIK]/[telepon]"),
    ],
)
def test_personal_numbers_are_masked_in_every_usual_form(text: str, masked: str) -> None:
    assert mask(text).text == masked


@pytest.mark.parametrize(
    "text",
    [
        "Agen menyapa dengan baik.",
        "NIP 060012345 dan 817931234, juga 081234567",
        "NIP 196809261993101001 atau 19680926 199310 1 001",
        "Rp1.500.000.000.000.000 dan Rp 1.234.567,00 dan Rp500000 serta IDR 12.000.000.000.000",
        "1.234.567.890.123 atau 250 juta atau 1.500.000 rupiah, 1,5 miliar",
        "denda 1.000.000, 10.000.000 dan 100.000.000.000.000",
        "24/11/2014, 24-11-2014, 24.11.14, 2014-11-24 pukul 08.12.33 atau 08:12",
        "pada 1:23, 12.34 dan 00:03:05 agen diam",
        "tahun pajak 2021 2022 2023 2024 dan 2019-2020-2021-2022",
        "Kring Pajak 1500200",
        "id 202411221234567890123456789012 dan 12345678901234567",
        "nomor layanan 1234567890",
        "KODE BUTIR KOMUNIKASIEFEKTIF LAYANANCRM202401",
        "bobot 15, nilai 85,50, SP-1 2024",
        "PMK 184/PMK.01/2010 Pasal 34",
    ],
)
def test_amounts_dates_times_and_staff_numbers_survive(text: str) -> None:
    kept = mask(text)
    assert (kept.text, kept.found) == (text, ())


def test_values_of_the_round_survive_where_they_stand_alone() -> None:
    text = "Rekaman 3171234567890123, agen 081234567890; NIK 3171234567890124"
    kept = mask(text, keep=["3171234567890123", " 081234567890 ", "", "R1"])
    assert kept.text == "Rekaman 3171234567890123, agen 081234567890; NIK [NIK]"


def test_a_kept_value_does_not_save_a_longer_number_that_begins_with_it() -> None:
    assert mask("NPWP 012345678.901.000", keep=["012345678"]).text == "NPWP [NPWP]"
    assert mask("crm-0812 crm-081234567890", keep=["CRM-081234567890"]).text == "crm-0812 crm-081234567890"


def test_the_person_is_told_how_many_of_which_kind() -> None:
    found = mask("NIK 3171234567890123, HP 081234567890 atau 081298765432").found
    assert [(kind.kind, kind.count, kind.marker) for kind in found] == [("nik", 1, "[NIK]"), ("phone", 2, "[telepon]")]
    assert found[1].label == KIND_LABELS["phone"]
    assert set(MARKERS) == set(KIND_LABELS)


def test_masking_twice_changes_nothing_more() -> None:
    once = mask("NIK 3171234567890123, EFIN 1234567890, a@b.id, 021-5250208").text
    assert (mask(once).text, mask(once).found) == (once, ())


def test_a_long_comment_is_masked_quickly() -> None:
    assert mask("a" * 4000 + " 1" * 4000 + "-" * 4000).found == ()
