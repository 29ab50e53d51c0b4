"""What a recording says about itself: codec, length, channels and rate, read from the bytes of its header.

It knows: the headers of WAV, OGG, WMA, AMR and AAC streams, also for codecs that nothing here can decode (MP4 and M4A
stand in core/mp4_header.py).
Shaped so because: a file's name proves nothing, and a refusal must name the codec; readers seek and read a few bytes,
never the whole file, and raise `struct.error` or `EOFError` where the file ends too early.
It must not know: file names, sentences for people, how sound is decoded or converted.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

WAV_CODECS = {
    0x0001: "PCM",
    0x0002: "MS ADPCM",
    0x0003: "PCM float",
    0x0006: "G.711 A-law",
    0x0007: "G.711 µ-law",
    0x000A: "WMA Voice",
    0x0010: "OKI ADPCM",
    0x0011: "IMA ADPCM",
    0x0014: "G.723 ADPCM",
    0x0022: "TrueSpeech",
    0x0031: "GSM 6.10",
    0x0038: "NMS ADPCM",
    0x0040: "G.721 ADPCM",
    0x0042: "G.723.1",
    0x0045: "G.726 ADPCM",
    0x0050: "MPEG Layer 2",
    0x0055: "MP3",
    0x0057: "AMR",
    0x0058: "AMR-WB",
    0x0064: "G.726 ADPCM",
    0x0065: "G.722",
    0x0083: "G.729",
    0x00FF: "AAC",
    0x0130: "ACELP",
    0x0133: "G.729",
    0x0134: "G.729",
    0x0160: "WMA 1",
    0x0161: "WMA 2",
    0x0162: "WMA Pro",
    0x0163: "WMA Lossless",
    0x028F: "G.722",
    0xA109: "Speex",
    0xA111: "G.723.1",
}
EXTENSIBLE = 0xFFFE
OGG_CODECS = {b"\x01vorbis": "Vorbis", b"OpusHead": "Opus", b"\x7fFLAC": "FLAC", b"Speex   ": "Speex"}
ASF_PROPERTIES = bytes.fromhex("A1DCAB8C47A9CF118EE400C00C205365")
ASF_STREAM = bytes.fromhex("9107DCB7B7A9CF118EE600C00C205365")
ASF_AUDIO = bytes.fromhex("409E69F84D5BCF11A8FD00805F5C442B")
AMR_FRAME_BYTES = {"AMR": (13, 14, 16, 18, 20, 21, 27, 32, 6), "AMR-WB": (18, 24, 33, 37, 41, 47, 51, 59, 61, 6)}
ADTS_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
MPEG_KILOBITS = {
    (1, 3): (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (1, 2): (0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (2, 3): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
MPEG_KILOBITS[2, 2] = MPEG_KILOBITS[2, 3]
MPEG_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
OGG_PAGE = 65_307
MOST_PARTS = 20_000


@dataclass(frozen=True)
class Header:
    """What the header tells; `seconds` is 0 where only a decoder can know."""

    codec: str
    channels: int
    sample_rate: int
    seconds: float = 0.0


def take(file: BinaryIO, layout: str) -> tuple[int, ...]:
    return struct.unpack(layout, file.read(struct.calcsize(layout)))


def size_of(file: BinaryIO) -> int:
    return file.seek(0, 2)


def _chunks(file: BinaryIO, end: int) -> Iterator[tuple[bytes, int]]:
    """The chunks of a RIFF file: kind and size; the file stands at the chunk's body."""
    place = 12
    for _ in range(MOST_PARTS):
        if place + 8 > end:
            return
        file.seek(place)
        kind = file.read(4)
        (size,) = take(file, "<I")
        yield kind, size
        place += 8 + size + size % 2


def wav_header(file: BinaryIO) -> Header:
    end = size_of(file)
    header, bytes_per_second = None, 0
    for kind, size in _chunks(file, end):
        if kind == b"fmt ":
            header, bytes_per_second = _wave_format(file, size)
        elif kind == b"data" and header:
            sound_bytes = min(size, end - file.tell())
            seconds = sound_bytes / bytes_per_second if bytes_per_second else 0.0
            return Header(header.codec, header.channels, header.sample_rate, seconds)
    raise EOFError("a WAV file needs the chunks fmt and data")


def _wave_format(file: BinaryIO, size: int) -> tuple[Header, int]:
    tag, channels, rate, bytes_per_second, _, bits = take(file, "<HHIIHH")
    if tag == EXTENSIBLE and size >= 40:
        file.seek(8, 1)
        (tag,) = take(file, "<H")
    codec = WAV_CODECS.get(tag, f"0x{tag:04X}")
    named = f"{codec} {bits} bit" if codec in ("PCM", "PCM float") else codec
    return Header(named, channels, rate), bytes_per_second


def ogg_header(file: BinaryIO) -> Header | None:
    """Codec of the first stream, or None if it is no sound; libsndfile knows the rest, but of Speex nothing."""
    file.seek(26)
    (segments,) = take(file, "<B")
    file.seek(27 + segments)
    packet = file.read(80)
    codec = next((codec for start, codec in OGG_CODECS.items() if packet.startswith(start)), None)
    if codec != "Speex":
        return Header(codec, 0, 0) if codec else None
    rate, channels = struct.unpack_from("<I8xI", packet, 36)
    end = size_of(file)
    file.seek(max(end - OGG_PAGE, 0))
    tail = file.read(OGG_PAGE)
    (samples,) = struct.unpack_from("<Q", tail, tail.rindex(b"OggS") + 6)
    return Header(codec, channels, rate, samples / rate if rate else 0.0)


def asf_header(file: BinaryIO) -> Header:
    end = size_of(file)
    file.seek(16)
    header_size, _ = take(file, "<QI2x")
    header, seconds, place = Header("WMA", 0, 0), 0.0, 30
    while place + 24 <= min(header_size, end):
        file.seek(place)
        kind = file.read(16)
        (size,) = take(file, "<Q")
        if size < 24:
            raise EOFError("an ASF object is too small")
        if kind == ASF_PROPERTIES:
            file.seek(place + 64)
            ticks, _, preroll = take(file, "<QQQ")
            seconds = max(ticks / 1e7 - preroll / 1000, 0.0)
        elif kind == ASF_STREAM and file.read(16) == ASF_AUDIO:
            file.seek(place + 78)
            header, _ = _wave_format(file, 16)
        place += size
    return Header(header.codec, header.channels, header.sample_rate, seconds)


def _count_frames(file: BinaryIO, start: int, frame_size: Callable[[bytes], int]) -> int:
    end, frames = size_of(file), 0
    while start < end:
        file.seek(start)
        size = frame_size(file.read(6))
        if size <= 0:
            break
        frames += 1
        start += size
    return frames


def amr_header(file: BinaryIO) -> Header:
    file.seek(0)
    wide = file.read(9) == b"#!AMR-WB\n"
    codec, start = ("AMR-WB", 9) if wide else ("AMR", 6)
    sizes = AMR_FRAME_BYTES[codec]

    def frame_size(head: bytes) -> int:
        mode = (head[0] >> 3) & 0x0F
        return sizes[mode] if mode < len(sizes) else 1

    return Header(codec, 1, 16000 if wide else 8000, _count_frames(file, start, frame_size) * 0.02)


def adts_header(file: BinaryIO, start: int) -> Header:
    file.seek(start)
    head = file.read(4)
    rate_index, channels = (head[2] >> 2) & 0x0F, (head[2] & 1) << 2 | head[3] >> 6
    rate = ADTS_RATES[rate_index] if rate_index < len(ADTS_RATES) else 0

    def frame_size(frame: bytes) -> int:
        is_frame = len(frame) == 6 and frame[0] == 0xFF and frame[1] & 0xF6 == 0xF0
        return (frame[3] & 3) << 11 | frame[4] << 3 | frame[5] >> 5 if is_frame else 0

    seconds = _count_frames(file, start, frame_size) * 1024 / rate if rate else 0.0
    return Header("AAC", channels, rate, seconds)


def is_mpeg_frame(head: bytes) -> bool:
    """MPEG layer 2 or 3; the first two bytes may also open a UTF-16 text, which then shows another layer code."""
    return len(head) > 3 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0 and (head[1] >> 1) & 3 in (1, 2)


def mpeg_header(file: BinaryIO, start: int) -> Header:
    """Counts the frames: with a variable bit rate and no index a decoder only guesses the length."""
    file.seek(start)
    first = file.read(4)
    version, layer = (first[1] >> 3) & 3, 4 - ((first[1] >> 1) & 3)
    generation, rate_index = (1 if version == 3 else 2), (first[2] >> 2) & 3
    if version not in MPEG_RATES or rate_index == 3:
        raise EOFError("not the head of an MPEG frame")
    rate = MPEG_RATES[version][rate_index]
    samples = 1152 if generation == 1 or layer == 2 else 576

    def frame_size(frame: bytes) -> int:
        if not is_mpeg_frame(frame) or frame[2] >> 4 == 15:
            return 0
        kilobits = MPEG_KILOBITS[generation, layer][frame[2] >> 4]
        return samples * kilobits * 125 // rate + (frame[2] >> 1 & 1)

    seconds = _count_frames(file, start, frame_size) * samples / rate
    channels = 1 if first[3] >> 6 == 3 else 2
    return Header("MP3" if layer == 3 else "MPEG Layer 2", channels, rate, seconds)
