"""What this office calls aligned, usual and far apart.

It knows: the two settings that say so, and that the higher one comes first whichever way they were typed.
Shaped so because: the settings are read by every small program, the gates bring the statistics' libraries with them.
It must not know: what is shown behind a gate (core/certainty.py), or who changes a setting (core/office.py).
"""

from core.certainty import Gates
from core.settings import number
from core.store import Tx


def house_gates(tx: Tx) -> Gates:
    usual, aligned = sorted(number(tx, name) / 100 for name in ("usual_from", "aligned_from"))
    return Gates(aligned_from=aligned, usual_from=usual)
