"""How fast the room follows: saved answer to changed projector, a page's own click, and what idle pages cost.

It knows: the three promises, each with its bar, and the scenes they are measured in.
Shaped so because: projector, facilitator and two assessors are real browsers; the other assessors are the same pages by
protocol, since thirty browsers would measure this machine and not the server.
It must not know: how a browser or a socket is spoken to (bench/parts).

    python -m bench.live                 all of it, about five minutes
    python -m bench.live --replicas 2    on PostgreSQL, with so many processes: who answers sits at the first,
                                         the projector at the last
    python -m bench.live --quick         a smoke run, its figures say little
"""

import argparse
import os
import secrets
import signal
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from bench.parts import browsers
from bench.parts.browsers import opened, waited_for
from bench.parts.engines import with_both_engines
from bench.parts.figures import Figure, print_machine
from bench.parts.protocol import Crowd, Seat
from bench.parts.scene import CRITERION, Scene, filled
from bench.parts.server import Server, print_cores, serving
from tests.engines import drop_databases, new_database, url_of

MANY = 30
OVER_AFTER_S = 400
PROJECTOR_BAR_MS, IDLE_BAR_PERCENT, CLICK_BAR_MS = 500, 5, 400
FIGURE = ".st-key-projector-track"
AFTER = f"[class*='-assessor-after-R1-{CRITERION}']"
VALUE = f"[class*='-assessor-R1-{CRITERION}-value']"


@dataclass(frozen=True)
class Extent:
    samples: int
    series_s: float
    idle_s: float
    pause_s: float


FULL = Extent(samples=40, series_s=90, idle_s=20, pause_s=0.4)
QUICK = Extent(samples=5, series_s=20, idle_s=3, pause_s=0.2)


def measure(extent: Extent, replicas: int) -> Iterator[Figure]:
    """Each figure as soon as it is known."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name, ExitStack() as stack:
        folder = Path(name)
        os.environ.update(_environment(folder, stack, replicas))
        scenes = filled(os.environ["STORE_URL"], MANY)
        servers = [stack.enter_context(serving(folder / f"process {n}")) for n in range(max(replicas, 1))]
        print(f"the large round: {MANY} assessors, {MANY} recordings, each scored by all")
        if not replicas:
            yield from idle(servers[0], scenes["many"], extent)
        running = stack.enter_context(browsers.browser())
        print(f"browsers: chromium {running.version}")
        yield own_click(servers[0], running, scenes["scoring"], extent)
        yield projector(servers, running, scenes["two"], extent)
        yield projector(servers, running, scenes["many"], extent)


def _environment(folder: Path, stack: ExitStack, replicas: int) -> dict[str, str]:
    """What the servers share with each other and with this process, which fills the store."""
    if replicas:
        stack.callback(drop_databases)
    return {
        "STORE_URL": url_of(new_database()) if replicas else f"duckdb:///{folder}/selaras.duckdb",
        "SELARAS_RECORDINGS": str(folder / "recordings"),
        "SELARAS_SECRET": secrets.token_hex(32),
    }


def idle(server: Server, scene: Scene, extent: Extent) -> Iterator[Figure]:
    """The server's share of a core while that many pages are open on push and nothing happens."""
    seats = [Seat("projector", scene.round_id, scene.projector), Seat("supervisor", scene.round_id, scene.supervisor)]
    seats += [Seat("assessor", scene.round_id, token) for token in scene.assessors]
    crowd = Crowd(server.url)
    for many in (1, 30, 60):
        crowd.sit_down([seats[n % len(seats)] for n in range(len(crowd), many)], within_s=120)
        share = server.share_of_a_core(extent.idle_s)
        yield Figure(f"server at rest, pages open on push: {many}", "%", [share], IDLE_BAR_PERCENT)
    crowd.leave()


def own_click(server: Server, running: Browser, scene: Scene, extent: Extent) -> Figure:
    """A value clicked in the scoring form (20 criteria) until the page is ready again, its draft saved."""
    with opened(running, server.url, Seat("assessor", scene.round_id, scene.assessors[0])) as page:
        browsers.clicks_noted(page)
        samples: list[float] = []
        until = time.monotonic() + extent.series_s
        while len(samples) < extent.samples and time.monotonic() < until:
            clicked = browsers.click_another(page, VALUE)
            ready = waited_for(lambda: page.evaluate("window.benchReady"))
            samples.append(ready - clicked)
            time.sleep(extent.pause_s)
    return Figure("scoring form: click → page ready", "ms", samples, CLICK_BAR_MS)


def projector(servers: Sequence[Server], running: Browser, scene: Scene, extent: Extent) -> Figure:
    """An assessor clicks another value at the meeting until the dots on the projector have moved."""
    seats = [Seat("projector", scene.round_id, scene.projector), Seat("supervisor", scene.round_id, scene.supervisor)]
    seats += [Seat("assessor", scene.round_id, token) for token in scene.assessors]
    crowds = [Crowd(server.url) for server in servers]
    for n, crowd in enumerate(crowds):
        crowd.sit_down(seats[4 + n :: len(crowds)], within_s=120)
    with ExitStack() as stack:
        screen = stack.enter_context(opened(running, servers[-1].url, seats[0]))
        _facilitator, *desks = [stack.enter_context(opened(running, servers[0].url, seat)) for seat in seats[1:4]]
        browsers.dots_noted(screen, FIGURE)
        for desk in desks:
            browsers.clicks_noted(desk)
        samples: list[float] = []
        until = time.monotonic() + extent.series_s
        while len(samples) < extent.samples and time.monotonic() < until:
            samples.append(_answered(desks[len(samples) % 2], screen))
            _wait_for_quiet(crowds, desks, extent)
    for crowd in crowds:
        crowd.leave()
    who = f"{len(scene.assessors)} assessors connected ({len(seats[4:])} of them by protocol)"
    return Figure(f"answer → projector, {who}", "ms", samples, PROJECTOR_BAR_MS)


def _answered(desk: Page, screen: Page) -> float:
    clicked = browsers.click_another(desk, AFTER)
    return waited_for(lambda: browsers.moved_at(screen, clicked)) - clicked


def _wait_for_quiet(crowds: Sequence[Crowd], desks: list[Page], extent: Extent) -> None:
    """The next answer comes when everybody has drawn the last one."""
    until = time.monotonic() + browsers.WITHIN_S
    while time.monotonic() < until:
        time.sleep(extent.pause_s)
        if all(crowd.is_quiet() for crowd in crowds) and all(desk.locator(browsers.READY).count() for desk in desks):
            return


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="a few samples only, to see that it works")
    parser.add_argument("--replicas", type=int, default=0, help="so many processes on one PostgreSQL")
    asked = parser.parse_args()
    if asked.replicas:
        with_both_engines("bench.live")
    extent = QUICK if asked.quick else FULL
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, _over)
        signal.alarm(OVER_AFTER_S)
    print_machine("streamlit", "duckdb", "psycopg", "plotly", "playwright")
    print_cores()
    begun = time.monotonic()
    for figure in measure(extent, asked.replicas):
        print(figure.line(), flush=True)
    print(f"\nmeasured in {time.monotonic() - begun:.0f} s")


def _over(signal_number: int, frame: object) -> None:
    raise SystemExit(f"Not done after {OVER_AFTER_S} s; stopped.")


if __name__ == "__main__":
    main()
