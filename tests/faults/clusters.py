"""PostgreSQL servers of a test's own, to be killed, and a standby that can take over.

It knows: where the server's programs are, and that they do not run as root.
Shaped so because: what other tests use may not be killed under them.
It must not know: what is kept in them.
"""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

PATIENCE_S = 60
QUIET: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def _program(name: str) -> str:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    return str(found[-1]) if found else shutil.which(name) or name


def _account() -> dict[str, Any]:
    return {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


@dataclass
class Server:
    """One server, on this machine only."""

    folder: Path
    port: int = field(default_factory=_free_port)
    _process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Returns when it answers. What the killed one has left may keep it from starting for a moment."""
        options = ["-p", str(self.port), "-c", "listen_addresses=127.0.0.1", "-k", str(self.folder.parent)]
        end = time.monotonic() + PATIENCE_S
        while True:
            if self._process is None or self._process.poll() is not None:
                command = [_program("postgres"), "-D", str(self.folder), *options]
                self._process = subprocess.Popen(command, cwd="/", **QUIET, **_account())
            with suppress(psycopg.OperationalError):
                self.asked("SELECT 1")
                return
            assert time.monotonic() < end, "the server does not start"
            time.sleep(0.05)

    def kill(self) -> None:
        """As if the power failed: the server and all who work for it at once."""
        if self._process is None:
            return
        workers = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        pids = [int(pid) for pid in workers.read_text().split()] if workers.exists() else []
        self._process.kill()
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, 9)
        self._process.wait(PATIENCE_S)

    def asked(self, sql: str) -> Any:
        with psycopg.connect(self.url, autocommit=True, connect_timeout=5) as connection:
            row = connection.execute(sql.encode()).fetchone()
            return row[0] if row else None

    def does(self, sql: str) -> None:
        with psycopg.connect(self.url, autocommit=True, connect_timeout=5) as connection:
            connection.execute(sql.encode())


class Servers:
    """`with Servers() as servers: servers.new()`; in the end all are killed and deleted."""

    def __enter__(self) -> "Servers":
        self._folder = Path(tempfile.mkdtemp(prefix="selaras-servers-"))
        if _account():
            shutil.chown(self._folder, "postgres", "postgres")
        self._all: list[Server] = []
        return self

    def __exit__(self, *_: object) -> None:
        for server in self._all:
            server.kill()
        shutil.rmtree(self._folder)

    def new(self) -> Server:
        server = self._added()
        settings = ["--encoding=UTF8", "--locale=C", "--auth=trust", "--username=postgres", "--no-sync"]
        self._run("initdb", "-D", str(server.folder), *settings)
        server.start()
        return server

    def standby_of(self, primary: Server) -> Server:
        """From here on the primary acknowledges only what the standby has written down and shows."""
        standby = self._added()
        self._run("pg_basebackup", "-d", primary.url, "-D", str(standby.folder), "-R", "--checkpoint=fast", "--no-sync")
        standby.start()
        primary.does("ALTER SYSTEM SET synchronous_standby_names = '*'")
        primary.does("ALTER SYSTEM SET synchronous_commit = 'remote_apply'")
        primary.does("SELECT pg_reload_conf()")
        wait_until(lambda: primary.asked("SELECT sync_state FROM pg_stat_replication") == "sync")
        return standby

    def _added(self) -> Server:
        self._all.append(Server(self._folder / f"server-{len(self._all)}"))
        return self._all[-1]

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [_program(program), *arguments], cwd="/", capture_output=True, timeout=60, check=False, **_account()
        )
        assert done.returncode == 0, done.stderr.decode()


def wait_until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end, "it never came to be"
        time.sleep(0.05)
