"""How long the trends page takes, and how long it waits for the store when there are ten or fifty million scores.

It knows: how many roll-up rows so many scores make, the page's queries, how often the page is opened and filtered.
Shaped so because: the page reads roll-ups only, so only those are generated, in SQL; the scores themselves would fill
the disk and change no figure here. The page itself is asked of a real server, with two hundred rounds all different.
It must not know: how a roll-up is computed (core/roll_up.py), or what a query says (core/store/roll_up_sql.py).

    python -m bench.trends            10 million scores, then the page: about two minutes
    python -m bench.trends --large    50 million as well
    python -m bench.trends --page     the page alone
    python -m bench.trends --quick    a smoke run of 100 thousand
"""

import argparse
import json
import os
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from hashlib import md5
from itertools import cycle
from pathlib import Path
from uuid import UUID

import psycopg

from bench.parts.archive import CHANNELS, filled_archive
from bench.parts.engines import Engine, engines, free_gigabytes, timed, with_both_engines
from bench.parts.figures import Figure, print_machine
from bench.parts.protocol import Tab
from bench.parts.server import print_cores, serving
from core.codes import Role, Stage
from core.model import Person
from core.report_freeze import canonical_json
from core.store import Store, Tx, people_sql, roll_up_sql
from core.trend_series import MILLION, THE_GROUP, ArchivedRound
from core.trends import LEAST, MOST_PAIRS, MOST_ROUNDS, trends
from tests.round_at import new_office, round_at

TEAMS, TEAM, RECORDINGS, CRITERIA = 25, 8, 10, 20
SCORES_A_ROUND = TEAM * RECORDINGS * CRITERIA
BARS_MS = {100_000: 300, 10_000_000: 300, 50_000_000: 800}
SAMPLES = 20
ROUNDS, PAGE_BAR_MS = 200, 400
STARTS, VISITS = 3, 20
BYTES_A_ROUND = 100_000
"""On disk while generating, both engines and their logs together; measured, rounded up."""

PERSON = "CAST(md5(CAST({} AS TEXT)) AS UUID)"
"""As scattered as real ids: DuckDB packs small numbers, and unpacks them far more slowly than it reads ids."""
ROUND = PERSON.format("1000000 + r")
FILL = {
    "roll_up_round": f"INSERT INTO roll_up_round (round_id, card_code, approved, is_on_time, told, details) "
    f"SELECT {ROUND}, 'KP-TEL', to_timestamp(1600000000 + r * 3600), "
    "r % 7 <> 0, {told}, {details} FROM generate_series(CAST($1 AS BIGINT), CAST($2 AS BIGINT)) AS s(r)",
    "roll_up_score": "INSERT INTO roll_up_score (round_id, assessor_id, criterion, n, total, squares, comparisons, "
    f"deviation, gap) SELECT {ROUND}, {PERSON.format(f'1 + r % {TEAMS} + {TEAMS} * a')}, "
    f"'C' || CAST(c AS TEXT), {RECORDINGS}, 800 + (r * 31 + a * 17 + c * 13) % 200, 64000 + (r + a * 7 + c) % 20000, "
    f"{RECORDINGS * (TEAM - 1)}, (r * 31 + a * 17 + c * 13) % 200 - 100, 500 + (r * 7 + a + c * 11) % 600 "
    "FROM generate_series(CAST($1 AS BIGINT), CAST($2 AS BIGINT)) AS s(r), "
    f"generate_series(0, {TEAM - 1}) AS t(a), generate_series(1, {CRITERIA}) AS u(c)",
    "roll_up_difference": "INSERT INTO roll_up_difference (round_id, card_code, one_id, other_id, n, telling, total, "
    f"squares) SELECT {ROUND}, 'KP-TEL', {PERSON.format(f'1 + r % {TEAMS} + {TEAMS} * a')}, "
    f"CASE WHEN b = {TEAM} THEN CAST('{THE_GROUP}' AS UUID) "
    f"ELSE {PERSON.format(f'1 + r % {TEAMS} + {TEAMS} * b')} END, {RECORDINGS}, {RECORDINGS}, "
    f"((r * 37 + a * 19 + b * 23) % 60 - 30 + a) * {MILLION}, "
    f"(200 + (r + a + b) % 300) * {MILLION} FROM generate_series(CAST($1 AS BIGINT), CAST($2 AS BIGINT)) AS s(r), "
    f"generate_series(0, {TEAM - 1}) AS t(a), generate_series(1, {TEAM}) AS u(b) WHERE b > a",
}
EVERY_ROUND = (
    "SELECT round_id, CAST(sum(gap) AS BIGINT), CAST(sum(comparisons) AS BIGINT) FROM roll_up_score GROUP BY 1"
)
EVERY_BIAS = (
    "SELECT assessor_id, criterion, CAST(sum(n) AS BIGINT), CAST(sum(deviation) AS BIGINT), "
    "CAST(sum(comparisons) AS BIGINT) FROM roll_up_score GROUP BY 1, 2"
)


def measure(engine: Engine, sizes: list[int]) -> Iterator[Figure]:
    """Each size on top of the one before."""
    office = new_office(engine.url)
    for n in range(TEAMS * TEAM):
        office.store.write(lambda tx, n=n: people_sql.insert_person(tx, _person(n + 1), "", office.now))
    (told, details), done = _told(), 0
    for scores in sizes:
        rounds, begun = scores // SCORES_A_ROUND, time.monotonic()
        for table, sql in FILL.items():
            text = sql.replace("{told}", told).replace("{details}", details)
            office.store.write(lambda tx, t=text, since=done + 1, until=rounds: tx.run(t, since, until))
            print(f"  {table}: {_rows(office.store, table):,} rows", flush=True)
        _settle(engine, office.store)
        print(f"  generated in {time.monotonic() - begun:.0f} s; {free_gigabytes():.0f} GB free on the disk")
        done = rounds
        print(f"{engine.name}, {scores:,} scores:")
        yield from _queries(office.store, partial(trends, by=office.head, now=office.now), BARS_MS[scores])
    office.store.close()


def _queries(store: Store, page: Callable[[Tx], object], bar: float) -> Iterator[Figure]:
    latest = [round_.id for round_ in store.read(lambda tx: roll_up_sql.latest_rounds(tx, "", MOST_ROUNDS))]
    asked: dict[str, Callable[[Tx], object]] = {
        "all that the page asks, with what it makes of it": page,
        "trend: cards and latest rounds": lambda tx: (
            roll_up_sql.cards(tx),
            roll_up_sql.latest_rounds(tx, "", MOST_ROUNDS),
        ),
        "trend: what was agreed and done in these rounds": lambda tx: (
            roll_up_sql.interpretations(tx, latest),
            roll_up_sql.actions(tx, latest),
        ),
        "bias per assessor, all rounds": lambda tx: roll_up_sql.from_standard(tx, THE_GROUP, ""),
        "bias between pairs, all rounds": lambda tx: roll_up_sql.widest_pairs(tx, "", LEAST, MOST_PAIRS),
        "no page: dispute of every round": lambda tx: tx.all(EVERY_ROUND),
        "no page: bias per assessor and criterion": lambda tx: tx.all(EVERY_BIAS),
    }
    for what, query in asked.items():
        samples = [timed(lambda q=query: store.read(q)) for _ in range(SAMPLES)]
        yield Figure(what, "ms", samples, bar)


def rendered(url: str, rounds: int, visits: int) -> Iterator[Figure]:
    """The page's whole script run, from the ask of a signed-in head until the last of it has come back."""
    os.environ |= {"STORE_URL": url, "SELARAS_SECRET": secrets.token_hex(32)}
    begun = time.monotonic()
    head = filled_archive(url, rounds)
    print(f"  {rounds} archived rounds generated in {time.monotonic() - begun:.0f} s", flush=True)
    first, opened, filtered, channel = [], [], [], cycle(CHANNELS)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        os.environ["SELARAS_RECORDINGS"] = folder
        for start in range(STARTS):
            with serving(Path(folder) / f"start {start}") as server:
                for visit in range(visits):
                    tab = Tab(server.url, "trends", head)
                    (opened if visit else first).append(tab.run())
                    filtered.append(tab.run({"trends.channel": next(channel)}))
                    if not tab.charts:
                        raise SystemExit("The page has drawn no picture.")
                    tab.leave()
    yield Figure("page: the first visit after the program's start", "ms", first, PAGE_BAR_MS)
    yield Figure("page: opened in a new tab, the first visits included", "ms", first + opened, PAGE_BAR_MS)
    yield Figure("page: another filter chosen in it", "ms", filtered, PAGE_BAR_MS)


def _told() -> tuple[str, str]:
    """SQL that gives the texts of a real archived round, of a full team, under each round's own ids."""
    office = round_at(Stage.ARCHIVED)
    (small,) = office.store.read(lambda tx: roll_up_sql.latest_rounds(tx, "", 1))
    office.store.close()
    plain = json.loads(canonical_json(_full(small)))
    details = canonical_json(plain.pop("details")).replace("'", "''")
    text = canonical_json(plain).replace("'", "''")
    sql = f"replace('{text}', '{small.id}', CAST({ROUND} AS TEXT))"
    for seat in range(TEAM):
        sql = f"replace({sql}, '{_seat(seat)}', CAST({PERSON.format(f'1 + r % {TEAMS} + {TEAMS} * {seat}')} AS TEXT))"
    return sql, f"'{details}'"


def _full(small: ArchivedRound) -> ArchivedRound:
    first, *_ = small.figures.criteria
    criteria = tuple(replace(first, code=f"C{n}", by_recording=(1.25,) * RECORDINGS) for n in range(1, CRITERIA + 1))
    figures = replace(
        small.figures, criteria=criteria, recordings=RECORDINGS, agreement_by_recording=(0.875,) * RECORDINGS
    )
    label = next(iter(small.labels.values()))
    totals = {n: {_seat(s): (80 + n + s) * MILLION for s in range(TEAM)} for n in range(1, RECORDINGS + 1)}
    disputes = {c.code: (12.5,) * RECORDINGS for c in criteria}
    details = replace(small.details, channels=("telepon_masuk",) * RECORDINGS, disputes=disputes)
    return replace(small, figures=figures, totals=totals, labels={c.code: label for c in criteria}, details=details)


def _seat(number: int) -> UUID:
    return UUID(int=0xA << 64 | number)


def _person(number: int) -> Person:
    name = f"Penilai {number}"
    return Person(
        UUID(md5(str(number).encode()).hexdigest()),
        name,
        name,
        "",
        "",
        frozenset({Role.ASSESSOR}),
        "id",
        False,
        True,
        None,
    )


def _rows(store: Store, table: str) -> int:
    row = store.read(lambda tx: tx.one(f"SELECT count(*) FROM {table}"))
    return int(row[0]) if row else 0


def _settle(engine: Engine, store: Store) -> None:
    """What either engine would have done by itself a little later: PostgreSQL looks its tables over."""
    if engine.url.startswith("postgresql"):
        with psycopg.connect(engine.url, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="100 thousand scores, to see that it works")
    parser.add_argument("--large", action="store_true", help="50 million scores after the 10 million")
    parser.add_argument("--page", action="store_true", help="the page alone")
    asked = parser.parse_args()
    with_both_engines("bench.trends")
    print_machine("streamlit", "plotly", "pandas", "duckdb", "psycopg")
    if not asked.page:
        _measure_the_store([100_000] if asked.quick else [10_000_000, *([50_000_000] if asked.large else [])])
    print_cores()
    for engine in engines():
        print(f"{engine.name}, the page:")
        for figure in rendered(engine.url, ROUNDS, 3 if asked.quick else VISITS):
            print(figure.line(), flush=True)


def _measure_the_store(sizes: list[int]) -> None:
    needed = sizes[-1] / SCORES_A_ROUND * BYTES_A_ROUND / 1e9
    print(f"{datetime.now(UTC):%Y-%m-%d}; the disk has {free_gigabytes():.0f} GB free, this may take {needed:.1f} GB")
    if free_gigabytes() < 2 * needed:
        raise SystemExit("Too little room on the disk for this size.")
    print(
        f"{TEAMS} teams; a round: {TEAM} assessors, {RECORDINGS} recordings, {CRITERIA} criteria, so {SCORES_A_ROUND} "
        f"scores; they make {TEAM * CRITERIA} + {TEAM * (TEAM + 1) // 2} roll-up rows of sums and one of the round"
    )
    for engine in engines():
        for figure in measure(engine, sizes):
            print(figure.line(), flush=True)


if __name__ == "__main__":
    main()
