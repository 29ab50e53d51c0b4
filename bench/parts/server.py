"""The program as a server of its own on one core; whoever measures sits on another.

It knows: how the server is started, on which core, and how much of that core it has used so far.
Shaped so because: on a shared core the clients' work would be counted as the server's.
It must not know: what is measured.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SERVER_CORE, CLIENT_CORE = 0, 1
START_WITHIN_S = 90


@dataclass(frozen=True)
class Server:
    port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cpu_seconds(self) -> float:
        """User and system time of the process, from the kernel."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def share_of_a_core(self, seconds: float) -> float:
        """Per cent of one core used over the next seconds."""
        before, begun = self.cpu_seconds(), time.monotonic()
        time.sleep(seconds)
        return 100 * (self.cpu_seconds() - before) / (time.monotonic() - begun)


@cache
def can_pin() -> bool:
    """Whether a process may choose its core here; asked before this one has chosen its own."""
    return hasattr(os, "sched_setaffinity") and {SERVER_CORE, CLIENT_CORE} <= os.sched_getaffinity(0)


def print_cores() -> None:
    cores = f"server on core {SERVER_CORE}, browsers and pages by protocol on core {CLIENT_CORE}"
    print(cores if can_pin() else "NOT PINNED: this machine does not let a process choose its core; figures are worse")


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """A server in this process's environment, told in this folder; what is started from now on stays off its core."""
    folder.mkdir()
    pins = can_pin()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    if pins:
        command = ["taskset", "-c", str(SERVER_CORE), *command]
        os.sched_setaffinity(0, {CLIENT_CORE})
    with (folder / "server.txt").open("wb") as output:
        own = {**os.environ, "SELARAS_DATA": str(folder)}
        process = subprocess.Popen(command, cwd=ROOT, env=own, stdout=output, stderr=subprocess.STDOUT)
    server = Server(port, process)
    try:
        _wait_until_healthy(server, folder)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait_until_healthy(server: Server, folder: Path) -> None:
    until = time.monotonic() + START_WITHIN_S
    while time.monotonic() < until and server.process.poll() is None:
        try:
            with urllib.request.urlopen(f"{server.url}/_stcore/health", timeout=2) as answer:
                if answer.read() == b"ok":
                    return
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"The server did not start:\n{(folder / 'server.txt').read_text('utf-8', 'replace')}")
