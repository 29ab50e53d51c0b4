"""What an MP4 or M4A recording says about itself: the codec, length, channels and rate of its first sound track.

It knows: the boxes of the MP4 family as far as the sound track's description.
Shaped so because: nothing else in the house reads M4A, which browsers play well and telephones record; box after box is
passed over by seeking, so that a long recording costs no memory.
It must not know: file names, sentences for people, other kinds of files.
"""

from collections.abc import Iterator
from typing import BinaryIO

from core.sound_headers import MOST_PARTS, Header, size_of, take

MP4_CODECS = {
    b"alac": "ALAC",
    b"samr": "AMR",
    b"sawb": "AMR-WB",
    b"ac-3": "AC-3",
    b"ec-3": "E-AC-3",
    b"Opus": "Opus",
    b"fLaC": "FLAC",
    b".mp3": "MP3",
    b"enca": "DRM",
    b"drms": "DRM",
}
MP4_OBJECT_TYPES = {0x40: "AAC", 0x66: "AAC", 0x67: "AAC", 0x68: "AAC", 0x69: "MP3", 0x6B: "MP3"}


def _boxes(file: BinaryIO, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """The boxes of an MP4 file between two places: kind, where the body starts and ends."""
    for _ in range(MOST_PARTS):
        if start + 8 > end:
            return
        file.seek(start)
        (size,) = take(file, ">I")
        kind = file.read(4)
        body = start + 8
        if size == 1:
            (size,) = take(file, ">Q")
            body = start + 16
        stop = end if size == 0 else start + size
        if stop > end or stop < body:
            raise EOFError("an MP4 box reaches beyond the end")
        yield kind, body, stop
        start = stop


def _box(file: BinaryIO, start: int, end: int, *path: bytes) -> tuple[int, int]:
    """Where the first box along this path of kinds lies."""
    for kind in path:
        start, end = next(((body, stop) for found, body, stop in _boxes(file, start, end) if found == kind), (0, 0))
        if not end:
            raise EOFError("an MP4 box is missing")
    return start, end


def mp4_header(file: BinaryIO) -> Header | None:
    """The first sound track, or None where the file has none (a video without sound, a picture)."""
    end = size_of(file)
    top = {kind: (body, stop) for kind, body, stop in _boxes(file, 0, end)}
    if b"moov" not in top:
        raise EOFError("an MP4 file needs the box moov")
    for kind, body, stop in list(_boxes(file, *top[b"moov"])):
        if kind == b"trak":
            media = _box(file, body, stop, b"mdia")
            file.seek(_box(file, *media, b"hdlr")[0] + 8)
            if file.read(4) == b"soun":
                return _sound_track(file, media)
    return None


def _sound_track(file: BinaryIO, media: tuple[int, int]) -> Header:
    file.seek(_box(file, *media, b"mdhd")[0])
    (version,) = take(file, ">B3x")
    _, _, scale, length = take(file, ">QQIQ" if version else ">IIII")
    entry = _box(file, *media, b"minf", b"stbl", b"stsd")[0] + 8
    file.seek(entry)
    (entry_size,) = take(file, ">I")
    kind = file.read(4)
    file.seek(entry + 24)
    channels, _, rate = take(file, ">HH4xI")
    file.seek(entry)
    codec = _mp4a_codec(file.read(min(entry_size, 4096))) if kind == b"mp4a" else MP4_CODECS.get(kind)
    seconds = length / scale if scale else 0.0
    return Header(codec or kind.decode("latin-1").strip(), channels, rate >> 16, seconds)


def _mp4a_codec(entry: bytes) -> str:
    """The object type inside the elementary stream descriptor tells AAC from MP3."""
    descriptor = entry.find(b"esds")
    config = entry.find(b"\x04", descriptor + 13) if descriptor >= 0 else -1
    while 0 <= config < len(entry) - 2:
        length_byte = config + 1
        while length_byte < len(entry) - 2 and entry[length_byte] & 0x80:
            length_byte += 1
        if entry[length_byte + 1] in MP4_OBJECT_TYPES:
            return MP4_OBJECT_TYPES[entry[length_byte + 1]]
        config = entry.find(b"\x04", config + 1)
    return "AAC"
