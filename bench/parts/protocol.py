"""Pages without a browser: what a browser says to the server, said over the same two sockets.

It knows: Streamlit's messages (BackMsg, ForwardMsg) and live.js: the whole page is asked for once, then every tick of
the round's push socket asks for each live part again, as its own fragment, and what comes back is read.
Shaped so because: thirty real browsers would need a machine each; for the server these are the same thirty pages: the
same sign-in, the same queries, the same bytes, compressed the same way. Only nobody draws them.
It must not know: what stands on a page.
"""

import asyncio
import json
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

from streamlit.components.v2.bidi_component.constants import EVENT_DELIM
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.state.session_state import STREAMLIT_INTERNAL_KEY_PREFIX
from websockets.asyncio.client import ClientConnection, connect
from websockets.sync.client import connect as connect_plainly

QUIET_S = 0.4


class Seat(NamedTuple):
    """Who opens which page of which round."""

    page: str
    round_id: UUID
    token: str


@dataclass
class _Part:
    fragment: str
    asked: int


@dataclass
class _Client:
    """One page: the application's socket, the push socket, and the live parts that were drawn so far."""

    address: str
    seat: Seat
    parts: dict[str, _Part] = field(default_factory=dict)
    page_hash: str = ""
    kept: set[str] = field(default_factory=set)
    is_running: bool = True
    heard: float = field(default_factory=time.monotonic)
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    version: int = 0

    async def live(self) -> None:
        origin = f"http://{self.address}"
        said = {"Cookie": f"selaras={self.seat.token}"}
        stream = connect(
            f"ws://{self.address}/_stcore/stream", origin=origin, additional_headers=said,
            subprotocols=["streamlit"], open_timeout=60, max_size=None,
        )  # fmt: skip
        push = connect(f"ws://{self.address}/live/{self.seat.round_id}", origin=origin, additional_headers=said)
        async with stream as application, push as line:
            await self._ask(application)
            await asyncio.gather(self._read(application), self._follow(application, line))

    async def _read(self, application: ClientConnection) -> None:
        async for frame in application:
            message = ForwardMsg.FromString(frame if isinstance(frame, bytes) else frame.encode())
            self.heard = time.monotonic()
            if message.metadata.cacheable and message.hash:
                self.kept.add(message.hash)
            match message.WhichOneof("type"):
                case "new_session":
                    self.page_hash, self.is_running = message.new_session.page_script_hash, True
                case "script_finished":
                    self.is_running = False
                    self.ready.set()
                case "delta":
                    self._note_part(message)

    def _note_part(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        component = element.bidi_component
        if element.WhichOneof("type") == "bidi_component" and component.component_name.endswith("selaras_live"):
            drawn = json.loads(component.json)["version"]
            self.parts[component.id] = _Part(message.delta.fragment_id, drawn)

    async def _follow(self, application: ClientConnection, line: ClientConnection) -> None:
        """As live.js does: each part that shows an older version asks for itself."""
        async for told in line:
            self.version = int(told)
            await self.ready.wait()
            for name, part in list(self.parts.items()):
                if self.version > part.asked:
                    part.asked = self.version
                    await self._ask(application, name, part)

    async def _ask(self, application: ClientConnection, name: str = "", part: _Part | None = None) -> None:
        back = _asking(self.address, self.seat.page, self.page_hash, self.kept)
        state = back.rerun_script
        state.query_string = f"round={self.seat.round_id}"
        if part:
            state.fragment_id = part.fragment
            trigger = state.widget_states.widgets.add()
            trigger.id = f"{STREAMLIT_INTERNAL_KEY_PREFIX}_{name}{EVENT_DELIM}events"
            trigger.json_trigger_value = json.dumps([{"event": "moved", "value": self.version}])
        self.is_running, self.heard = True, time.monotonic()
        await application.send(back.SerializeToString())


class Tab:
    """One page without live parts, asked for again and again; every answer is read to its end."""

    def __init__(self, url: str, page: str, token: str) -> None:
        self._address, self._page, self._page_hash = url.removeprefix("http://"), page, ""
        self._kept: set[str] = set()
        self._boxes: set[str] = set()
        self.charts = 0
        self._socket = connect_plainly(
            f"ws://{self._address}/_stcore/stream", origin=url, additional_headers={"Cookie": f"selaras={token}"},
            subprotocols=["streamlit"], open_timeout=60, max_size=None,
        )  # fmt: skip

    def run(self, chosen: Mapping[str, str] = MappingProxyType({})) -> float:
        """Milliseconds from the ask to the end of the script's run; `chosen`: key of a select box → its value."""
        back = _asking(self._address, self._page, self._page_hash, self._kept)
        for key, value in chosen.items():
            box = back.rerun_script.widget_states.widgets.add()
            box.id, box.string_value = next(own for own in self._boxes if f"-{key}" in own), value
        begun = time.perf_counter()
        self._socket.send(back.SerializeToString())
        while self._read() != ForwardMsg.FINISHED_SUCCESSFULLY:
            pass
        return 1000 * (time.perf_counter() - begun)

    def leave(self) -> None:
        self._socket.close()

    def _read(self) -> int | None:
        """How the run has ended, once it has."""
        message = ForwardMsg.FromString(self._socket.recv(timeout=60, decode=False))
        if message.metadata.cacheable and message.hash:
            self._kept.add(message.hash)
        match message.WhichOneof("type"):
            case "navigation":
                self._page_hash = message.navigation.page_script_hash
            case "script_finished":
                return message.script_finished
            case "delta":
                element = message.delta.new_element
                self.charts += element.WhichOneof("type") == "plotly_chart"
                if element.WhichOneof("type") == "selectbox":
                    self._boxes.add(element.selectbox.id)
        return None


def _asking(address: str, page: str, page_hash: str, kept: Iterable[str]) -> BackMsg:
    """What a browser sends for a run of the page's script."""
    back = BackMsg()
    state = back.rerun_script
    state.page_script_hash, state.page_name = page_hash, "" if page_hash else page
    state.cached_message_hashes.extend(kept)
    state.context_info.timezone, state.context_info.locale = "Asia/Jakarta", "id-ID"
    state.context_info.url = f"http://{address}/{page}"
    state.context_info.color_scheme = "light"
    return back


class Crowd:
    """Any number of such pages, in a thread of their own."""

    def __init__(self, url: str) -> None:
        self._address = url.removeprefix("http://")
        self._clients: list[_Client] = []
        self._tasks: list[Future[None]] = []
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()

    def sit_down(self, seats: Sequence[Seat], within_s: float = 60) -> None:
        """Open these pages too, and wait until each has drawn its page and found its live parts."""
        for seat in seats:
            client = _Client(self._address, seat)
            self._clients.append(client)
            self._tasks.append(asyncio.run_coroutine_threadsafe(client.live(), self._loop))
        until = time.monotonic() + within_s
        while not (self.is_quiet() and all(client.parts for client in self._clients)):
            self._raise_what_failed()
            if time.monotonic() > until:
                raise SystemExit(
                    f"{sum(not c.parts for c in self._clients)} of the pages by protocol drew no live part."
                )
            time.sleep(0.05)

    def __len__(self) -> int:
        return len(self._clients)

    def is_quiet(self) -> bool:
        """Nobody waits for a run, and nothing has been heard for a moment."""
        now = time.monotonic()
        return all(not client.is_running and now - client.heard > QUIET_S for client in self._clients)

    def leave(self) -> None:
        for task in self._tasks:
            task.cancel()
        self._clients, self._tasks = [], []

    def _raise_what_failed(self) -> None:
        for task in self._tasks:
            if task.done() and not task.cancelled():
                task.result()
                raise SystemExit("The server has hung up on a page by protocol.")
