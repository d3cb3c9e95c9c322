"""50 phones sync at once through a proxy that drops, while the server is killed: every fact is there exactly once."""

import argparse
import random
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from bench.abuse.dropping import DroppingProxy
from bench.abuse.ground import Ground, inherited
from bench.abuse.phone import Phone, story
from bench.abuse.sync_checks import check_patient, together
from bench.abuse.tally import Tally, report
from hep_api.store import changes, patients
from hep_api.store.db import acting, db, write
from hep_api.store.scope import Scope
from stack.folders import temporary_folder
from stack.servers import serve_postgres

HELD_SECONDS, BETWEEN_SECONDS = 1.0, 2.0
READS = 400


@dataclass(frozen=True)
class Size:
    """How much of it: phones, days offline (three facts each), kills of the server, and the longest it may take."""

    phones: int = 50
    days: int = 6
    kills: int = 4
    seconds: float = 900.0
    seed: int = 7


def run(database: str, size: Size = Size()) -> Tally:
    """The scenario on `sqlite` or `postgresql`; ends by itself."""
    with ExitStack() as stack:
        folder = stack.enter_context(temporary_folder("abuse"))
        url = f"sqlite:///{folder}/hep.sqlite3"
        if database == "postgresql":
            url = stack.enter_context(serve_postgres())
        ground = Ground(folder, url)
        stack.callback(ground.stop)
        environment = inherited()
        ground.serve(environment)
        proxy = stack.enter_context(DroppingProxy(ground.address.port, size.seed))
        phones = _phones(ground, proxy, size)
        _play(ground, proxy, phones, size, environment)
        return _tally(database, ground, proxy, phones)


def _phones(ground: Ground, proxy: DroppingProxy, size: Size) -> list[Phone]:
    chances = [random.Random(f"{size.seed}:{number}") for number in range(size.phones)]
    return [
        Phone(who, story(who, ground.began_at, size.days, chance), proxy.port, chance)
        for who, chance in zip(ground.enrol(size.phones), chances, strict=True)
    ]


def _play(ground: Ground, proxy: DroppingProxy, phones: list[Phone], size: Size, environment: dict[str, str]) -> None:
    until, stop = time.monotonic() + size.seconds, threading.Event()
    threads = [threading.Thread(target=phone.live, args=(until, stop), daemon=True) for phone in phones]
    whole = sum(len(phone.facts) for phone in phones)
    with _holding(ground, phones, stop):
        for thread in threads:
            thread.start()
        for number in range(1, size.kills + 1):
            while sum(len(phone.answered) for phone in phones) < whole * number / (size.kills + 1):
                if time.monotonic() > until:
                    break
                time.sleep(0.02)
            ground.kill()
            ground.serve(environment)
        for thread in threads:
            thread.join(max(1.0, until - time.monotonic()))
        stop.set()
    proxy.calm = True
    for phone in phones:
        for _ in range(READS):
            if not phone.read_page():
                break


@contextmanager
def _holding(ground: Ground, phones: list[Phone], stop: threading.Event) -> Iterator[None]:
    """A slow writer beside the server: takes every patient's next number, thinks, and only then commits [D11]."""

    def hold() -> None:
        with ground.app.app_context():
            while not stop.is_set():
                with acting(phones[0].who.scope), write():
                    taken = [_take_number(phone.who.scope) for phone in phones]
                    time.sleep(HELD_SECONDS)
                    for scope, number in taken:
                        who, at = scope.subject_id, ground.began_at
                        changes.announce(scope, who, "patient", str(who), at, sequence=number)
                time.sleep(BETWEEN_SECONDS)
            db.session.remove()

    thread = threading.Thread(target=hold, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(30)


def _take_number(scope: Scope) -> tuple[Scope, int]:
    patients.lock_patient(scope, scope.subject_id)
    return scope, patients.take_sequence(scope, scope.subject_id)


def _tally(database: str, ground: Ground, proxy: DroppingProxy, phones: list[Phone]) -> Tally:
    with ground.app.app_context():
        found = together([check_patient(phone) for phone in phones])
        db.session.remove()
        db.engine.dispose()
    seen = {
        "phones": len(phones),
        "facts": sum(len(phone.facts) for phone in phones),
        "acknowledged": sum(len(phone.answered) for phone in phones),
        "replies dropped": proxy.dropped,
        "requests cut": proxy.cut,
        "requests unanswered": sum(phone.failures for phone in phones),
        "server killed": ground.kills,
        "changes read": sum(len(phone.feed) for phone in phones),
        "courses unlike a replay": found.unlike,
    }
    return Tally(
        f"sync, {database}",
        sum(phone.tries - phone.failures for phone in phones) + proxy.dropped + proxy.cut,
        lost=found.lost,
        duplicates=found.duplicates,
        skipped=found.skipped,
        silent_overwrites=found.overwritten + found.unlike,
        seen=seen,
    )


def main(arguments: list[str]) -> int:
    """Run on both databases, or on the one that is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    parser.add_argument("--phones", type=int, default=Size.phones)
    parser.add_argument("--days", type=int, default=Size.days)
    parser.add_argument("--kills", type=int, default=Size.kills)
    parser.add_argument("--seed", type=int, default=Size.seed)
    given = parser.parse_args(arguments)
    size = Size(given.phones, given.days, given.kills, seed=given.seed)
    return report([run(name, size) for name in given.database or ("sqlite", "postgresql")])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
