"""Sound files: what they contain, whether a browser plays them, and how they become playable.

It knows: which codecs browsers play, what libsndfile converts, and that a system ffmpeg may convert the rest.
Shaped so because: the codec is read from the content, never from the name; files are streamed in blocks, so that a
recording of any length costs the same memory; the original is never touched.
It must not know: rounds, rights, the store, where recordings are kept.
"""

import hashlib
import shutil
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import soundfile as sf

from core.errors import Invalid
from core.mp4_header import mp4_header
from core.sound_headers import (
    Header,
    adts_header,
    amr_header,
    asf_header,
    is_mpeg_frame,
    mpeg_header,
    ogg_header,
    wav_header,
)

MEDIA_TYPES = {
    "WAV": "audio/wav",
    "MP3": "audio/mpeg",
    "OGG": "audio/ogg",
    "M4A": "audio/mp4",
    "AAC": "audio/aac",
    "FLAC": "audio/flac",
}
PLAYABLE = {
    "WAV": {"PCM 8 bit", "PCM 16 bit", "PCM 24 bit", "G.711 A-law", "G.711 µ-law"},
    "MP3": {"MP3"},
    "OGG": {"Vorbis", "Opus", "FLAC"},
    "M4A": {"AAC", "MP3"},
    "AAC": {"AAC"},
    "FLAC": {"FLAC"},
}
OTHER_SOUND = {b"FORM": "AIFF", b".snd": "AU", b"caff": "CAF", b"RF64": "RF64", b"riff": "W64"}
OTHER_FILES = {
    b"\x1a\x45\xdf\xa3": "WebM/Matroska",
    b".RMF": "RealAudio",
    b"%PDF": "PDF",
    b"PK\x03\x04": "ZIP",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
}
ASF_START = bytes.fromhex("3026B2758E66CF11A6D900AA0062CE6C")
BLOCK = 1 << 16
FFMPEG_SECONDS = 600


@dataclass(frozen=True)
class Sound:
    """What a sound file's content says; `seconds` is above zero."""

    codec: str
    container: str
    seconds: float
    channels: int
    sample_rate: int
    playable: bool

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES.get(self.container, "application/octet-stream")


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def probe(path: Path, name: str = "") -> Sound:
    """Reads what the file is from its content; `name` is how the person knows the file."""
    name = name or path.name
    if path.stat().st_size == 0:
        raise Invalid("The file {name} is empty. Export the recording again and choose the new file.", name=name)
    try:
        with path.open("rb") as file:
            container, header = _read_header(file, name)
        header = _checked_by_decoder(path, container, header)
    except (struct.error, EOFError, IndexError, sf.LibsndfileError) as error:
        raise Invalid(
            "The file {name} is damaged or cut off: its sound cannot be read. Export the recording again.", name=name
        ) from error
    if header.seconds <= 0 and container == "M4A":
        raise Invalid(
            "The file {name} does not state its length: it is empty or was saved in fragments. Save it again as WAV, "
            "MP3 or ordinary M4A.",
            name=name,
        )
    if header.seconds <= 0:
        raise Invalid(
            "The file {name} contains no sound: its length is zero. Export the recording again.",
            name=name,
        )
    playable = header.codec in PLAYABLE.get(container, ())
    return Sound(header.codec, container, header.seconds, header.channels, header.sample_rate, playable)


def _read_header(file: BinaryIO, name: str) -> tuple[str, Header]:
    """The container and what its header says; decided by the first bytes, after any ID3 tag."""
    start = _after_id3(file)
    file.seek(start)
    head = file.read(4096)
    if not head:
        raise EOFError("nothing after the tag")
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "WAV", wav_header(file)
    if head[:4] == b"OggS":
        return "OGG", _sound_track(ogg_header(file), name)
    if head[:4] == b"fLaC":
        return "FLAC", Header("FLAC", 0, 0)
    if head[4:8] == b"ftyp":
        return "M4A", _sound_track(mp4_header(file), name)
    if head[:16] == ASF_START:
        return "WMA", asf_header(file)
    if head[:5] == b"#!AMR":
        return "AMR", amr_header(file)
    if head[:4] in OTHER_SOUND:
        return OTHER_SOUND[head[:4]], Header("", 0, 0)
    if is_mpeg_frame(head):
        return "MP3", mpeg_header(file, start)
    if head[:1] == b"\xff" and head[1:2] and head[1] & 0xF6 == 0xF0:
        return "AAC", adts_header(file, start)
    raise _not_sound(head, name)


def _after_id3(file: BinaryIO) -> int:
    head = file.read(10)
    if len(head) < 10 or head[:3] != b"ID3":
        return 0
    size = head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]
    return 10 + size


def _sound_track(header: Header | None, name: str) -> Header:
    if header is None:
        raise Invalid("The file {name} has no sound track. Choose a WAV, MP3, OGG, M4A or FLAC file.", name=name)
    if header.codec == "DRM":
        raise Invalid(
            "The recording in {name} is locked by copy protection and cannot be played. Export it without protection.",
            name=name,
        )
    return header


def _not_sound(head: bytes, name: str) -> Invalid:
    kind = OTHER_FILES.get(head[:4]) or OTHER_FILES.get(head[:3])
    if kind:
        return Invalid(
            "The file {name} is a {kind} file. Choose a WAV, MP3, OGG, M4A or FLAC file.", name=name, kind=kind
        )
    if _is_text(head):
        return Invalid("The file {name} contains text, not sound. Choose a WAV, MP3, OGG, M4A or FLAC file.", name=name)
    return Invalid(
        "The file {name} is not a sound file that is known here. Choose a WAV, MP3, OGG, M4A or FLAC file.", name=name
    )


def _is_text(head: bytes) -> bool:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return True
    return all(byte >= 32 or byte in b"\t\r\n\f" for byte in head)


def _checked_by_decoder(path: Path, container: str, header: Header) -> Header:
    """libsndfile counts and opens what it knows; of the rest the header alone must tell."""
    if container in ("M4A", "WMA", "AMR", "AAC"):
        return header
    try:
        with sf.SoundFile(path) as sound:
            sound.read(1024)
            codec = header.codec or f"{container} {sound.subtype_info}"
            counted = header.seconds if container == "MP3" else 0.0
            seconds = max(counted, sound.frames / sound.samplerate)
            return Header(codec, sound.channels, sound.samplerate, seconds)
    except sf.LibsndfileError:
        if header.seconds and header.codec not in PLAYABLE["WAV"]:
            return header
        raise


def make_playable(original: Path, target_folder: Path, name: str = "") -> Path:
    """The file a browser plays: the original where it can, else a PCM copy made once in the folder."""
    name = name or original.name
    sound = probe(original, name)
    if sound.playable:
        return original
    target_folder.mkdir(parents=True, exist_ok=True)
    target = target_folder / f"{original.name}.playable.wav"
    part = target.with_suffix(".part")
    try:
        if not (_convert_by_libsndfile(original, part) or _convert_by_ffmpeg(original, part)):
            raise Invalid(
                "The recording in {name} is coded as {codec}, which browsers do not play and which cannot be "
                "converted here. Export it as WAV (PCM or G.711), MP3 or FLAC, or ask the administrator to install "
                "ffmpeg.",
                name=name,
                codec=sound.codec,
            )
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return target


def _convert_by_libsndfile(original: Path, part: Path) -> bool:
    try:
        source = sf.SoundFile(original)
    except sf.LibsndfileError:
        return False
    with source, sf.SoundFile(part, "w", source.samplerate, source.channels, "PCM_16", format="WAV") as copy:
        while len(block := source.read(BLOCK, dtype="float32")):
            copy.write(block)
        return int(copy.frames) > 0


def _convert_by_ffmpeg(original: Path, part: Path) -> bool:
    """An ffmpeg of the system, told to read no other file and to wait for nobody."""
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None:
        return False
    command = [ffmpeg, "-nostdin", "-v", "error", "-protocol_whitelist", "file", "-i", f"file:{original}"]
    command += ["-vn", "-map", "0:a:0", "-c:a", "pcm_s16le", "-f", "wav", "-y", f"file:{part}"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=FFMPEG_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0 and part.exists() and part.stat().st_size > 44
