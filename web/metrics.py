"""Figures for an operator in the format of Prometheus, on a port of this machine that serves nothing else.

It knows: which figures there are and what they are called.
Shaped so because: they are read where they are counted, at the moment somebody asks, so nobody pays while nobody does;
no name and no id of anybody ever stands in a label.
It must not know: people, rounds.
"""

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from math import inf

from prometheus_client import CollectorRegistry, ProcessCollector, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Receive, Scope, Send

from core.backup import last_backup
from core.errors import SelarasError
from core.store import Store
from web.logs import is_ours

PAGES, PUSH = "/_stcore/stream", "/live/"
logger = logging.getLogger(__name__)
_open: Counter[str] = Counter()
"""Sockets of this process; touched in the server's loop only."""


class CountSockets:
    """ASGI middleware: each page holds one socket, and one for each round that it follows."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"] if scope["type"] == "websocket" else ""
        kind = next((kind for kind in (PAGES, PUSH) if path.startswith(kind)), "")
        _open[kind] += 1
        try:
            await self._app(scope, receive, send)
        finally:
            _open[kind] -= 1


@contextmanager
def metrics_served(store: Store, port: int) -> Iterator[None]:
    """While the program serves, unless the port is 0. A port that cannot be had keeps nobody from working."""
    events = _Events()
    try:
        server = start_http_server(port, "127.0.0.1", _registry(store, events))[0] if port else None
    except OSError as fault:
        logger.error("Metrics are not served: the port cannot be had", exc_info=fault)
        server = None
    logging.root.addHandler(events)
    try:
        yield
    finally:
        logging.root.removeHandler(events)
        if server:
            server.shutdown()
            server.server_close()


class _Events(logging.Handler):
    """Counts what is logged: faults, slow writes, failed sign-ins."""

    def __init__(self) -> None:
        super().__init__()
        self.counts: Counter[tuple[str, str]] = Counter()

    def emit(self, record: logging.LogRecord) -> None:
        event = str(record.msg) if is_ours(record) else "Logged by a library"
        self.counts[record.levelname.lower(), event] += 1


def _registry(store: Store, events: _Events) -> CollectorRegistry:
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    registry.register(_Figures(store, events))
    return registry


class _Figures(Collector):
    def __init__(self, store: Store, events: _Events) -> None:
        self._store, self._events = store, events

    def collect(self) -> Iterator[Metric]:
        yield GaugeMetricFamily("selaras_pages_open", "Pages that are connected.", value=_open[PAGES])
        yield GaugeMetricFamily("selaras_push_sockets_open", "Rounds followed by pages.", value=_open[PUSH])
        yield from self._writes()
        yield from self._backup()
        logged = CounterMetricFamily("selaras_log_events", "Lines of the log.", labels=["level", "event"])
        for labels, count in list(self._events.counts.items()):
            logged.add_metric(labels, count)
        yield logged

    def _writes(self) -> Iterator[Metric]:
        traffic = self._store.traffic
        ended = CounterMetricFamily("selaras_writes", "Writes to the store by their end.", labels=["end"])
        for end, count in traffic.ended().items():
            ended.add_metric([end], count)
        yield ended
        yield HistogramMetricFamily(
            "selaras_write_seconds",
            "How long writes took, waiting included.",
            buckets=[("+Inf" if bound == inf else str(bound), float(count)) for bound, count in traffic.within()],
            sum_value=traffic.seconds,
        )
        yield CounterMetricFamily(
            "selaras_write_replays", "Attempts on PostgreSQL that were begun anew.", value=traffic.replays
        )

    def _backup(self) -> Iterator[Metric]:
        """Nothing, where none was made or the store does not answer."""
        with suppress(SelarasError):
            made = self._store.read(last_backup)
            if made:
                age = (datetime.now(UTC) - made).total_seconds()
                yield GaugeMetricFamily("selaras_backup_age_seconds", "Since the last backup was made.", value=age)
