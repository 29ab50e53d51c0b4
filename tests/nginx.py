"""The office's nginx, as deploy/nginx.conf sets it up, before processes of a test.

It knows: what of that file must differ here: ports, the certificate (made for the test), where the log goes.
Shaped so because: the file that offices copy is the one that is tested.
It must not know: what stands behind it.
"""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
WITHIN_S = 10
AROUND = """
daemon off;
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/selaras.conf;
}}
"""


@dataclass(frozen=True)
class Nginx:
    url: str
    log: Path

    def who_answered(self, path: str) -> int:
        """The port of the process that answered this path last; the log may follow an answer by a moment."""
        until = time.monotonic() + WITHIN_S
        while time.monotonic() < until:
            lines = [line.split() for line in self.log.read_text().splitlines()]
            ports = [int(words[-2].rpartition(":")[2]) for words in lines if words[3] == path]
            if ports:
                return ports[-1]
        raise AssertionError(f"nobody was asked for {path}")


def installed_nginx() -> str | None:
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def nginx_before(ports: Sequence[int], folder: Path) -> Iterator[Nginx]:
    """Running before the processes on these ports."""
    program, port = installed_nginx(), free_port()
    assert program
    _make_certificate(folder)
    (folder / "selaras.conf").write_text(_changed((ROOT / "deploy/nginx.conf").read_text(), ports, port, folder))
    # Who starts nginx as root has workers that may not look into root's own folders.
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder, user=user))
    command = [program, "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log"), "-p", str(folder)]
    with (folder / "said.txt").open("wb") as said, subprocess.Popen(command, stdout=said, stderr=said) as process:
        try:
            _wait_for(port, process, folder)
            yield Nginx(f"https://127.0.0.1:{port}", folder / "access.log")
        finally:
            process.terminate()


def _make_certificate(folder: Path) -> None:
    names = ["-keyout", f"{folder}/privkey.pem", "-out", f"{folder}/fullchain.pem", "-subj", "/CN=127.0.0.1"]
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    subprocess.run(["openssl", "req", "-x509", *curve, "-days", "2", *names], check=True, capture_output=True)


def _changed(text: str, ports: Sequence[int], port: int, folder: Path) -> str:
    lines = re.findall(r"^    (?:# )?server 127\.0\.0\.1:\d+ (.*)$\n", text, re.MULTILINE)
    assert len(lines) == 4 and len(set(lines)) == 1
    text = re.sub(r"^    (# )?server 127\.0\.0\.1:\d+ .*$\n", "", text, flags=re.MULTILINE)
    changes = {
        "    keepalive 16;": "\n".join(f"    server 127.0.0.1:{one} {lines[0]}" for one in ports)
        + "\n    keepalive 16;",
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "listen 443 ": f"listen 127.0.0.1:{port} ",
        "/etc/ssl/selaras": str(folder),
        "/var/log/nginx/selaras.log": f"{folder}/access.log",
    }
    for before, after in changes.items():
        assert before in text
        text = text.replace(before, after)
    return text


def _wait_for(port: int, process: subprocess.Popen[bytes], folder: Path) -> None:
    until = time.monotonic() + WITHIN_S
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError(f"nginx did not start:\n{(folder / 'said.txt').read_text()}")
