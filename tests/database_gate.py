"""A gate between the program and PostgreSQL, through which an answer can get lost as on a bad line.

It knows: a message of PostgreSQL's protocol that commits, and that after it the answer and the connection go astray.
Shaped so because: only a real connection that breaks at that very moment shows what the program makes of it.
It must not know: what is asked or answered.
"""

import socket
import threading
from contextlib import suppress


class Gate:
    """`with Gate(host, port) as gate: open_store(gate.leading_to(url))`."""

    def __init__(self, host: str, port: int) -> None:
        self.loses_the_next_commit = False
        self._server = (host, port)
        self._door = socket.create_server(("127.0.0.1", 0))
        self._lines: list[socket.socket] = []

    def __enter__(self) -> "Gate":
        threading.Thread(target=self._receive, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shut()

    def leading_to(self, url: str) -> str:
        return f"{url}?host=127.0.0.1&port={self._door.getsockname()[1]}&sslmode=disable&gssencmode=disable"

    def shut(self) -> None:
        """From now on nobody gets through, and who is inside is cut off."""
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        for line in self._lines:
            _cut(line)

    def _receive(self) -> None:
        while True:
            try:
                client, _ = self._door.accept()
            except OSError:
                return
            server = socket.create_connection(self._server)
            self._lines += [client, server]
            threading.Thread(target=self._ask, args=(client, server), daemon=True).start()
            threading.Thread(target=_pass_on, args=(server, client), daemon=True).start()

    def _ask(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while said := client.recv(65_536):
                if self.loses_the_next_commit and b"COMMIT" in said:
                    self.loses_the_next_commit = False
                    client.shutdown(socket.SHUT_RDWR)
                    server.sendall(said)
                    return
                server.sendall(said)
        _cut(server)


def _pass_on(server: socket.socket, client: socket.socket) -> None:
    with suppress(OSError):
        while answered := server.recv(65_536):
            client.sendall(answered)
    _cut(client)


def _cut(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
    line.close()
