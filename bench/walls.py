"""What telling PostgreSQL the clinic costs (python -m bench.walls): the same statements, told and not, interleaved.

Not told means as whoever owns the database, past every policy: the statement as it was before the second wall.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter_ns

from sqlalchemy import select, update

from bench.abuse.walls import fresh_database, installation, populate
from hep_api.store import patients, worklist
from hep_api.store.binding import BOUND
from hep_api.store.db import acting, session, write
from hep_api.store.models import PatientRow
from hep_api.store.scope import Scope
from stack.binaries import Source
from stack.servers import serve_postgres

ROUNDS = 400


@contextmanager
def not_told() -> Iterator[None]:
    """Statements of this session go out as they are."""
    real = session().connection().get_execution_options()[BOUND]
    session().connection().execution_options(**{BOUND: None})
    try:
        yield
    finally:
        session().connection().execution_options(**{BOUND: real})


def a_read(_: Scope, patient_id: object) -> None:
    """One row by its key, in autocommit."""
    session().execute(select(PatientRow.version).where(PatientRow.id == patient_id)).all()


def a_work_list(scope: Scope, _: object) -> None:
    """Three statements in autocommit."""
    worklist.work_items(scope)
    session().expunge_all()


def a_transaction(patient_id: object) -> None:
    """Begin, lock, change, commit."""
    current = session()
    current.execute(select(PatientRow.id).where(PatientRow.id == patient_id).with_for_update())
    current.execute(update(PatientRow).where(PatientRow.id == patient_id).values(version=PatientRow.version + 1))


def timed(action: Callable[[], None]) -> float:
    """Microseconds."""
    begun = perf_counter_ns()
    action()
    return (perf_counter_ns() - begun) / 1000


def reads(what: Callable[[Scope, object], None], scope: Scope, patient_id: object) -> tuple[float, float]:
    """Medians of told and not told, in microseconds."""
    told, plain = [], []
    for _ in range(ROUNDS):
        told.append(timed(lambda: what(scope, patient_id)))
        with not_told():
            plain.append(timed(lambda: what(scope, patient_id)))
    return median(told[20:]), median(plain[20:])


def writes(patient_id: object) -> tuple[float, float]:
    """The same for a whole `write`."""

    def whole(*, tell: bool) -> None:
        with write():
            if tell:
                a_transaction(patient_id)
            else:
                with not_told():
                    a_transaction(patient_id)

    told, plain = [], []
    for _ in range(ROUNDS):
        told.append(timed(lambda: whole(tell=True)))
        plain.append(timed(lambda: whole(tell=False)))
    return median(told[20:]), median(plain[20:])


def main() -> None:
    """Print the table."""
    source = Source.chosen(os.environ)
    with (
        serve_postgres(url=os.environ.get("HEP_TEST_POSTGRES_URL"), source=source) as url,
        TemporaryDirectory() as folder,
        fresh_database(url) as database,
        installation(database, Path(folder)),
    ):
        therapist, people = populate()[0]
        patient_id = people[0].subject_id
        with acting(therapist):
            patients.get_patient(therapist, patient_id)
            rows = {
                "one row by key": reads(a_read, therapist, patient_id),
                "a work-list, three statements": reads(a_work_list, therapist, patient_id),
                "a transaction of two statements": writes(patient_id),
            }
    print(f"load {os.getloadavg()[0]:.1f}, medians of {ROUNDS - 20}, interleaved")
    for name, (told, plain) in rows.items():
        print(f"{name}: {told:.0f} us told, {plain:.0f} us not told, ratio {told / plain:.2f}")


if __name__ == "__main__":
    main()
