"""What the demo is made of: the dialogues, texts, people, phrases and plans under data/demo, read once.

It knows: how a dialogue and its sound become a sample to bring.
Shaped so because: every word and number of the demo stands in data/demo, so changing the demo changes no code.
It must not know: the store, rights, in which order things happen, what a dialogue is worth (core/demo_truth.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import yaml

from core.intake import keep_sound, keep_text
from core.model import RecordingForm
from core.samples import Sample

MATERIAL = Path(__file__).parent.parent / "data" / "demo"


@dataclass(frozen=True)
class Plan:
    """One round of rounds.yaml."""

    title: str
    card: str
    supervisor: str
    assessors: tuple[str, ...]
    samples: tuple[int, ...]
    regime: float
    events: tuple[str, ...]
    expert: str = ""
    """Who scores outside the panel, in a round that has an expert."""


@cache
def material(name: str) -> Any:
    return yaml.safe_load((MATERIAL / f"{name}.yaml").read_text(encoding="utf-8"))


def plans() -> list[Plan]:
    return [plan(row) for row in material("rounds")["archived"]]


def plan(row: Mapping[str, Any]) -> Plan:
    assessors, samples, events = (tuple(row[name]) for name in ("assessors", "samples", "events"))
    named = row["title"], row["card"], row["supervisor"]
    return Plan(*named, assessors, samples, row["regime"], events, row.get("expert", ""))


def phrases(name: str) -> Sequence[str]:
    found: Sequence[str] = material("comments")["phrases"][name]
    return found


def one_of(choices: Sequence[str], turn: int) -> str:
    return choices[turn % len(choices)]


@cache
def dialogue(number: int) -> Mapping[str, Any]:
    """The telephone call or written conversation whose file begins with this number."""
    return next(d for d in material("dialogues") + material("texts") if int(d["file"][:2]) == number)


def sample(round_id: UUID, number: int, day: date) -> Sample:
    """The dialogue as if recorded on that day at its own hour, its file kept for this round."""
    said = dialogue(number)
    hour = datetime.fromisoformat(said["start"]).time()
    happened = datetime.combine(day, hour, ZoneInfo(said["zone"]))
    form = RecordingForm(
        external_id=f"{happened:%Y%m%d%H%M%S}{said['id'][14:]}",
        choosing_reason=said["reason"],
        channel=said["channel"],
        happened=happened,
        zone=said["zone"],
        queue_skill=said["queue"],
        topic=said["topic"],
        subtopic=said["subtopic"],
        crm_id=said["crm"],
        taxpayer_kind=said["taxpayer"],
        agent_number=said["agent_nip"],
        agent_name=said["agent"],
    )
    if "messages" in said:
        return Sample(form, keep_text(said["file"], _written(said)))
    return Sample(form, keep_sound(round_id, MATERIAL / said["file"], said["file"]))


def _written(said: Mapping[str, Any]) -> str:
    names = {"agent": "Agen", "caller": "Wajib Pajak"}
    subject = [f"Perihal: {said['subject']}"] if "subject" in said else []
    return "\n\n".join([*subject, *(f"[{at[11:16]}] {names[who]}: {text}" for who, at, text in said["messages"])])
