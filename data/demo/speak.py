"""Speaks the demo's dialogues into audio files and writes their manifest: `python data/demo/speak.py`.

It knows: dialogues.yaml beside it, how a contact centre's recorder lays out a call (agent left, caller right, 8 kHz,
telephone band), the codecs the import must cope with, and the manifest's headers.
Shaped so because: the audio is committed, so this runs by hand only when a dialogue changes; it needs espeak-ng and sox
from the system, which the program itself does not.
It must not know: the program. It imports nothing from core.
"""

import csv
import io
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import soundfile as sf
import yaml

Samples = npt.NDArray[np.float64]

HERE = Path(__file__).parent
RATE = 8000
PEAK = 0.6
PAUSE_SECONDS = (0.3, 0.7)
SEED = 300006
CONTAINER = {"FLAC": "FLAC", "VORBIS": "OGG", "MPEG_LAYER_III": "MP3"}
LOSSY = ("VORBIS", "MPEG_LAYER_III")

# The Indonesian voice reads these as words or in English; the ear expects them spelled or in the office's way.
PRONOUNCED = {
    "Coretax": "kor teks",
    "e-Filing": "i failing",
    "billing": "biling",
    "invalid": "infalid",
    "EFIN": "e fin",
    "OTP": "o te pe",
    "KTP": "ka te pe",
    "KPP": "ka pe pe",
    "PKP": "pe ka pe",
    "PMK": "pe em ka",
    "PPh": "pe pe ha",
    "PPN": "pe pe en",
    "DPP": "de pe pe",
    "KUP": "ka u pe",
    "server": "serfer",
}

# Header of the manifest → key of the dialogue. The measured length comes beside these.
COLUMNS = {
    "id_rekaman": "id",
    "nama_berkas": "file",
    "nip_pendek_agen": "agent_nip",
    "nama_agen": "agent",
    "kanal": "channel",
    "waktu_mulai": "start",
    "zona": "zone",
    "durasi_detik": "seconds",
    "antrean_skill": "queue",
    "topik": "topic",
    "subtopik": "subtopic",
    "id_layanan_crm": "crm",
    "jenis_wp": "taxpayer",
    "keterangan_pemilihan": "reason",
}


@dataclass(frozen=True)
class Voice:
    """One of the synthesiser's voices at a speed (words a minute) and a pitch (0–99)."""

    name: str
    speed: int
    pitch: int

    def say(self, text: str) -> Samples:
        """The sentence as 8 kHz samples in the telephone band, at an even level, without silence around it."""
        for written, spoken in PRONOUNCED.items():
            text = text.replace(written, spoken)
        speech = _run(["espeak-ng", "-v", self.name, "-s", str(self.speed), "-p", str(self.pitch), "--stdout", text])
        narrow = _run(["sox", "-D", "-t", "wav", "-", "-r", str(RATE), "-t", "wav", "-", "sinc", "250-3500"], speech)
        samples, _ = sf.read(io.BytesIO(narrow), dtype="float64")
        audible = np.flatnonzero(np.abs(samples) > 0.01 * np.abs(samples).max())
        samples = samples[audible[0] : audible[-1] + 1]
        return np.asarray(samples * (PEAK / np.abs(samples).max()))


def _run(command: list[str], given: bytes | None = None) -> bytes:
    return subprocess.run(command, input=given, capture_output=True, check=True).stdout


def conversation(dialogue: dict[str, Any], rng: np.random.Generator) -> Samples:
    """The dialogue as stereo samples: turns in sequence, agent left, caller right, holds as silence."""
    voices = {who: Voice(*settings) for who, settings in dialogue["voice"].items()}
    spoken: list[tuple[int, int, Samples]] = []
    at = int(0.4 * RATE)
    for who, what in dialogue["turns"]:
        if who == "hold":
            at += int(what * RATE)
        elif who == "interrupt":
            # The pause after the interrupted turn goes as well, else the overlap would be shorter than written.
            at = spoken[-1][0] + len(spoken[-1][2]) - int(what * RATE)
        else:
            speech = voices[who].say(what)
            spoken.append((at, 0 if who == "agent" else 1, speech))
            at += len(speech) + int(rng.uniform(*PAUSE_SECONDS) * RATE)
    stereo = np.zeros((at, 2))
    for start, side, speech in spoken:
        stereo[start : start + len(speech), side] += speech
    return np.asarray(stereo + dialogue["noise"] * rng.standard_normal(stereo.shape))


def write(dialogue: dict[str, Any], stereo: Samples) -> Path:
    """Write the file in the dialogue's codec; a mono codec gets both sides mixed, as a recorder would."""
    path = HERE / str(dialogue["file"])
    samples = stereo if dialogue["channels"] == 2 else np.clip(stereo.sum(axis=1), -0.95, 0.95)
    codec = dialogue["codec"]
    subtype = "PCM_16" if codec == "FLAC" else codec
    squeeze = 0.8 if codec in LOSSY else None
    sf.write(path, samples, RATE, format=CONTAINER.get(codec, "WAV"), subtype=subtype, compression_level=squeeze)
    return path


def main() -> None:
    dialogues = yaml.safe_load((HERE / "dialogues.yaml").read_text(encoding="utf-8"))
    rng = np.random.default_rng(SEED)
    with (HERE / "manifest.csv").open("w", encoding="utf-8", newline="") as manifest:
        rows = csv.writer(manifest, lineterminator="\n")
        rows.writerow(COLUMNS)
        for dialogue in dialogues:
            path = write(dialogue, conversation(dialogue, rng))
            seconds = sf.info(path).duration
            row = {**dialogue, "seconds": round(seconds)}
            rows.writerow(row[key] for key in COLUMNS.values())
            print(f"{path.name:28} {seconds:5.1f} s {path.stat().st_size / 1000:5.0f} kB")


if __name__ == "__main__":
    main()
