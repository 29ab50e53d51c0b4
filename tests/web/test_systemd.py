"""deploy/selaras.service: systemd takes it, and gives a stop the time that the program may need."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from web import stopping

UNIT = Path(__file__).parents[2] / "deploy" / "selaras.service"


def test_systemd_waits_longer_than_a_stop_may_take() -> None:
    found = re.search(r"^TimeoutStopSec=(\d+)$", UNIT.read_text(), re.MULTILINE)
    parts = (stopping.WRITES_END_WITHIN_S, stopping.ANSWERS_LEAVE_WITHIN_S, stopping.REQUESTS_END_WITHIN_S)
    assert found and int(found[1]) >= sum(parts) + 10


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    here = tmp_path / UNIT.name
    here.write_text(UNIT.read_text().replace("/opt/selaras/.venv/bin/streamlit", shutil.which("true") or ""))
    said = subprocess.run(["systemd-analyze", "verify", here], capture_output=True, text=True, check=False)
    assert (said.returncode, said.stderr) == (0, "")
