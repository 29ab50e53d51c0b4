"""Files on their way in: streamed to disk under the recordings folder, kept until a verb takes them or they lapse.

It knows: whose upload it is, for which round, and the limits.
Shaped so because: Streamlit's own upload holds a file in memory; a sound file of 200 MB must not.
It must not know: what is in the file (core/media.py) or what becomes of it (core/samples.py).
"""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID


@dataclass(frozen=True)
class Upload:
    person_id: UUID
    round_id: UUID
    name: str
    path: Path
    size: int
