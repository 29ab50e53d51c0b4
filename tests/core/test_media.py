"""Which sound files are taken, how they are made playable, and what the person is told of the others."""

import hashlib
import math
import shutil
import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from core.errors import Invalid
from core.media import MEDIA_TYPES, make_playable, probe, sha256_of

DATA = Path(__file__).parent.parent / "data"
TONE = np.column_stack([0.3 * np.sin(2 * math.pi * hertz * np.arange(16_000) / 8000) for hertz in (440, 300)])


def sound(folder: Path, name: str, subtype: str, container: str = "WAV", channels: int = 2) -> Path:
    path = folder / name
    sf.write(path, TONE if channels == 2 else TONE[:, 0], 8000, subtype, format=container)
    return path


def wav_bytes(tag: int, data: bytes, bytes_per_second: int = 1000) -> bytes:
    fmt = struct.pack("<HHIIHH", tag, 1, 8000, bytes_per_second, 1, 8)
    body = b"WAVEfmt " + struct.pack("<I", len(fmt)) + fmt + b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def refusal(path: Path, name: str = "") -> str:
    with pytest.raises(Invalid) as caught:
        probe(path, name)
    return str(caught.value)


@pytest.mark.parametrize(
    ("container", "subtype", "codec"),
    [
        ("WAV", "PCM_U8", "PCM 8 bit"),
        ("WAV", "PCM_16", "PCM 16 bit"),
        ("WAV", "PCM_24", "PCM 24 bit"),
        ("WAVEX", "PCM_16", "PCM 16 bit"),
        ("WAV", "ULAW", "G.711 µ-law"),
        ("WAV", "ALAW", "G.711 A-law"),
        ("FLAC", "PCM_16", "FLAC"),
        ("OGG", "VORBIS", "Vorbis"),
        ("OGG", "OPUS", "Opus"),
        ("MP3", "MPEG_LAYER_III", "MP3"),
    ],
)
def test_what_browsers_play_stays_as_it_is(tmp_path: Path, container: str, subtype: str, codec: str) -> None:
    path = sound(tmp_path, "recording", subtype, container)
    found = probe(path)
    assert (found.codec, found.channels, found.sample_rate, found.playable) == (codec, 2, 8000, True)
    assert found.container == ("WAV" if container == "WAVEX" else container)
    assert found.seconds == pytest.approx(2, abs=0.3)
    assert found.media_type == MEDIA_TYPES[found.container]
    assert make_playable(path, tmp_path / "playable") == path
    assert not (tmp_path / "playable").exists()


@pytest.mark.parametrize(
    ("container", "subtype", "codec", "channels"),
    [
        ("WAV", "GSM610", "GSM 6.10", 1),
        ("WAV", "IMA_ADPCM", "IMA ADPCM", 2),
        ("WAV", "MS_ADPCM", "MS ADPCM", 2),
        ("WAV", "G721_32", "G.721 ADPCM", 1),
        ("WAV", "FLOAT", "PCM float 32 bit", 2),
        ("AIFF", "PCM_16", "AIFF Signed 16 bit PCM", 2),
        ("AU", "ULAW", "AU U-Law", 2),
    ],
)
def test_what_browsers_cannot_play_is_converted_once_and_the_original_is_kept(
    tmp_path: Path, container: str, subtype: str, codec: str, channels: int
) -> None:
    path = sound(tmp_path, "recording.wav", subtype, container, channels)
    before = sha256_of(path)
    found = probe(path)
    assert (found.codec, found.playable) == (codec, False)
    made = make_playable(path, tmp_path / "playable")
    played = probe(made)
    assert (played.codec, played.playable, played.channels) == ("PCM 16 bit", True, channels)
    assert played.seconds == pytest.approx(2, abs=0.1)
    assert float(np.abs(sf.read(made)[0]).max()) == pytest.approx(0.3, abs=0.05)
    assert sha256_of(path) == before
    assert [file.name for file in (tmp_path / "playable").iterdir()] == ["recording.wav.playable.wav"]


def test_the_content_decides_not_the_name(tmp_path: Path) -> None:
    assert probe(sound(tmp_path, "recording.wav", "MPEG_LAYER_III", "MP3")).codec == "MP3"
    assert probe(sound(tmp_path, "recording.mp3", "ULAW")).codec == "G.711 µ-law"


def test_m4a_is_read_from_its_boxes(tmp_path: Path) -> None:
    found = probe(DATA / "tone.m4a")
    assert (found.codec, found.container, found.channels, found.sample_rate) == ("AAC", "M4A", 2, 8000)
    assert found.seconds == pytest.approx(1.5, abs=0.2)
    assert found.playable
    assert found.media_type == "audio/mp4"


def test_an_mp3_with_a_picture_before_the_sound_is_read(tmp_path: Path) -> None:
    plain = sound(tmp_path, "plain.mp3", "MPEG_LAYER_III", "MP3").read_bytes()
    picture = b"\xff\xfb" * 40_000
    size = len(picture)
    tag = b"ID3\x03\x00\x00" + bytes([size >> 21 & 127, size >> 14 & 127, size >> 7 & 127, size & 127]) + picture
    path = tmp_path / "tagged.mp3"
    path.write_bytes(tag + plain)
    assert probe(path).seconds == pytest.approx(probe(tmp_path / "plain.mp3").seconds)


@pytest.mark.parametrize(
    ("tag", "codec"),
    [(0x0083, "G.729"), (0x0065, "G.722"), (0x0042, "G.723.1"), (0x0045, "G.726 ADPCM"), (0x7777, "0x7777")],
)
def test_a_codec_that_nothing_converts_is_named_in_the_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tag: int, codec: str
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    path = tmp_path / "recording.wav"
    path.write_bytes(wav_bytes(tag, b"\x55" * 2500))
    assert (probe(path).codec, probe(path).seconds) == (codec, 2.5)
    with pytest.raises(Invalid) as caught:
        make_playable(path, tmp_path / "playable", "call 7.wav")
    assert codec in str(caught.value)
    assert "call 7.wav" in str(caught.value)
    assert list((tmp_path / "playable").iterdir()) == []


def test_wma_speex_and_amr_are_recognised_and_refused_by_name_without_a_converter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    amr = tmp_path / "voice.amr"
    amr.write_bytes(b"#!AMR\n" + (b"\x3c" + bytes(31)) * 50)
    assert probe(amr).seconds == pytest.approx(1.0)
    for path, codec in ((DATA / "tone.wma", "WMA 2"), (DATA / "tone.spx", "Speex"), (amr, "AMR")):
        found = probe(path)
        assert (found.codec, found.playable, found.channels) == (codec, False, 1)
        assert 0.4 < found.seconds < 1.1
        with pytest.raises(Invalid, match=f"coded as {codec},"):
            make_playable(path, tmp_path / "playable")


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="LOUD: no ffmpeg here, so its conversion stays unproven")
def test_a_system_ffmpeg_converts_what_libsndfile_cannot(tmp_path: Path) -> None:
    made = probe(make_playable(DATA / "tone.wma", tmp_path))
    assert (made.codec, made.playable) == ("PCM 16 bit", True)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "stored-under-another-name"
    path.touch()
    assert refusal(path, "call.wav") == (
        "The file call.wav is empty. Export the recording again and choose the new file."
    )


@pytest.mark.parametrize("content", [b"Selamat pagi, Kring Pajak", "Selamat pagi".encode("utf-16")])
def test_a_text_named_wav_is_refused_as_text(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "call.wav"
    path.write_bytes(content)
    assert refusal(path).startswith("The file call.wav contains text, not sound.")


@pytest.mark.parametrize(
    ("content", "kind"), [(b"%PDF-1.7\n\x00", "PDF"), (b"PK\x03\x04\x00\x00", "ZIP"), (b"\x1a\x45\xdf\xa3", "WebM")]
)
def test_another_kind_of_file_is_refused_by_its_kind(tmp_path: Path, content: bytes, kind: str) -> None:
    path = tmp_path / "call.mp3"
    path.write_bytes(content)
    assert kind in refusal(path)


def test_unknown_bytes_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "call.mp3"
    path.write_bytes(bytes(range(256)))
    assert "is not a sound file that is known here" in refusal(path)


@pytest.mark.parametrize("kept", [6, 12, 20, 30, 40])
def test_a_wav_cut_off_in_its_header_is_refused(tmp_path: Path, kept: int) -> None:
    whole = sound(tmp_path, "whole.wav", "PCM_16").read_bytes()
    path = tmp_path / "call.wav"
    path.write_bytes(whole[:kept])
    assert "call.wav" in refusal(path)


@pytest.mark.parametrize("name", ["tone.m4a", "tone.wma", "tone.spx"])
@pytest.mark.parametrize("kept", [17, 60, 700])
def test_any_other_cut_off_file_is_refused_or_shorter_but_never_crashes(tmp_path: Path, name: str, kept: int) -> None:
    path = tmp_path / name
    path.write_bytes((DATA / name).read_bytes()[:kept])
    try:
        assert probe(path).seconds > 0
    except Invalid as refused:
        assert name in str(refused)


def test_an_m4a_cut_off_in_its_sound_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "call.m4a"
    path.write_bytes((DATA / "tone.m4a").read_bytes()[:1500])
    assert "damaged or cut off" in refusal(path)


def test_a_recording_of_zero_length_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    sf.write(path, np.zeros((0, 1)), 8000, "PCM_16")
    assert "its length is zero" in refusal(path)


def test_an_m4a_without_a_length_is_refused(tmp_path: Path) -> None:
    content = bytearray((DATA / "tone.m4a").read_bytes())
    place = content.find(b"mdhd") + 20
    content[place : place + 4] = bytes(4)
    path = tmp_path / "call.m4a"
    path.write_bytes(content)
    assert "does not state its length" in refusal(path)


def test_a_film_without_sound_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "call.m4a"
    path.write_bytes((DATA / "tone.m4a").read_bytes().replace(b"soun", b"vide"))
    assert "has no sound track" in refusal(path)


def test_a_copy_protected_m4a_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "call.m4a"
    path.write_bytes((DATA / "tone.m4a").read_bytes().replace(b"mp4a", b"drms"))
    assert "copy protection" in refusal(path)


def test_the_hash_is_that_of_the_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "call.bin"
    path.write_bytes(b"abc" * 1_000_000)
    assert sha256_of(path) == hashlib.sha256(b"abc" * 1_000_000).hexdigest()
