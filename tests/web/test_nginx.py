"""deploy/nginx.conf before stand-ins for two and four processes: everyone keeps a place while there is one."""

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest

from tests.nginx import Nginx, nginx_before

pytestmark = pytest.mark.usefixtures("nginx_is_here")


class StandIn(ThreadingHTTPServer):
    """Answers with its port and with the headers that reached it; a POST is taken and left without an answer."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.posts = 0

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def die(self) -> None:
        self.shutdown()
        self.server_close()


class _Answer(BaseHTTPRequestHandler):
    server: StandIn

    def do_GET(self) -> None:
        said = json.dumps({"port": self.server.port, **{name.lower(): value for name, value in self.headers.items()}})
        self.send_response(200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said.encode())

    def do_POST(self) -> None:
        self.server.posts += 1

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@contextmanager
def standing_in(many: int, folder: Path) -> Iterator[tuple[Nginx, Sequence[StandIn]]]:
    servers = [StandIn() for _ in range(many)]
    with ExitStack() as stack:
        for server in servers:
            Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
            stack.callback(server.die)
        yield stack.enter_context(nginx_before([server.port for server in servers], folder)), servers


def browser(nginx: Nginx) -> httpx.Client:
    return httpx.Client(base_url=nginx.url, verify=False)


def port_of(client: httpx.Client) -> int:
    return int(client.get("/").json()["port"])


@pytest.mark.parametrize("many", [2, 4])
def test_everyone_keeps_a_place_until_its_process_is_gone(many: int, tmp_path: Path) -> None:
    with standing_in(many, tmp_path) as (nginx, servers):
        people = [browser(nginx) for _ in range(24)]
        places = [port_of(person) for person in people]
        assert set(places) == {server.port for server in servers}
        assert [port_of(person) for person in people] == places
        gone = servers[0]
        gone.die()
        later = [port_of(person) for person in people]
        assert gone.port not in later
        assert all(now == before for now, before in zip(later, places, strict=True) if before != gone.port)
        people[0].get("/where/am/i")
        assert nginx.who_answered("/where/am/i") == later[0]
        for person in people:
            person.close()


def test_what_a_browser_claims_to_be_is_overwritten_and_the_place_tells_nothing(tmp_path: Path) -> None:
    with standing_in(2, tmp_path) as (nginx, _), browser(nginx) as person:
        answer = person.get("/", headers={"X-Forwarded-For": "10.9.8.7", "Forwarded": "for=10.9.8.7"})
        heard = answer.json()
        assert (heard["x-forwarded-for"], heard["x-forwarded-proto"]) == ("127.0.0.1", "https")
        assert "forwarded" not in heard and f"https://{heard['host']}" == nginx.url
        given = answer.headers["set-cookie"]
        assert all(word in given for word in ("selaras_place=", "HttpOnly", "Secure", "SameSite=Strict"))
        assert "set-cookie" not in person.get("/").headers
        assert "10.9.8.7" not in nginx.log.read_text() and "?" not in nginx.log.read_text()


def test_what_was_sent_to_be_done_is_never_sent_to_a_second_process(tmp_path: Path) -> None:
    with standing_in(2, tmp_path) as (nginx, servers), browser(nginx) as person:
        assert person.post("/", content=b"once").status_code == 502
        assert sum(server.posts for server in servers) == 1
