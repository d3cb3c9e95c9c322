"""What takes real processes or very many tries: which scenario it belongs to, and what runs it."""

import os
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from bench.abuse import fuzz, heavy, spraying, sync_phones, timing, walls
from bench.abuse.fuzzing.engine import Bounds
from bench.abuse.tally import Tally
from stack.binaries import Source
from stack.servers import serve_postgres

DATABASES = ("sqlite", "postgresql")

Run = Callable[[], Iterator[Tally]]


def _on_both(run: Callable[[str], Tally]) -> Iterator[Tally]:
    return (run(database) for database in DATABASES)


def _timing() -> Iterator[Tally]:
    yield timing.run()
    with serve_postgres(url=None, source=Source.chosen(os.environ)) as url:
        yield timing.run(url)


def _spraying() -> Iterator[Tally]:
    yield spraying.run()


def _walls() -> Iterator[Tally]:
    yield from walls.run()


RUNS: Mapping[str, Run] = {
    "D10": partial(_on_both, sync_phones.run),
    "D13": partial(_on_both, partial(heavy.run, "D13")),
    "E12": _spraying,
    "E13": _timing,
    "E17": partial(_on_both, partial(heavy.run, "E17")),
    "E18": partial(fuzz.run, Bounds(cases=3000, seconds=300), databases=("",)),
    "walls": _walls,
}
