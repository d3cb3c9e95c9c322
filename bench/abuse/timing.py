"""E13: whether the time of an answer tells that an account or a code exists (python -m bench.abuse.timing).

For sign-in, reset and redeeming, interleaved samples of both kinds are taken in random order, each with an account or
code of its own, each from a network of its own and through the throttles. The AUC is the chance that an answer for
somebody who exists took longer than one for nobody: 0.5 tells nothing. A leak is a run outside 0.4 to 0.6.
"""

import os
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter_ns
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient

from bench.abuse.tally import Tally, report
from hep_api.app import create_app
from hep_api.clinic.founding import found_clinic
from hep_api.identity.passwords import hash_password
from hep_api.patients.service import invite_patient
from hep_api.settings import Settings
from hep_api.store import patients, schema, staff
from hep_api.store.db import acting, db, write
from hep_api.store.models import StaffRow
from hep_api.store.scope import Role, Scope
from hep_api.tokens import mint_code
from stack.binaries import Source
from stack.servers import serve_postgres

SAMPLES = int(os.environ.get("HEP_SAMPLES", "200"))
RUNS = 3
DOORS = os.environ.get("HEP_DOORS", "login,reset,redeem").split(",")
LOW, HIGH = 0.4, 0.6
GUESS = {"password": "a guess"}
SECRET = "of-a-bench-that-ends-with-its-folder"  # noqa: S105 - opens nothing that outlives the bench


@dataclass(frozen=True, slots=True)
class Door:
    """One way in: its address, and bodies for somebody who exists and for nobody, all different."""

    name: str
    url: str
    status: int
    existing: list[dict[str, object]]
    unknown: list[dict[str, object]]


def auc(first: list[int], second: list[int]) -> float:
    """The chance that one of `first` is larger than one of `second`, ties half."""
    wins = sum((a > b) + (a == b) / 2 for a in first for b in second)
    return wins / (len(first) * len(second))


def measure(client: FlaskClient, door: Door, draw: random.Random) -> tuple[list[int], list[int]]:
    """Nanoseconds of every answer: for those who exist, and for nobody."""
    taken: tuple[list[int], list[int]] = ([], [])
    samples = [(0, body) for body in door.existing] + [(1, body) for body in door.unknown]
    draw.shuffle(samples)
    for kind, body in samples:
        source = ".".join(str(draw.randrange(1, 255)) for _ in range(4))
        began = perf_counter_ns()
        answer = client.post(door.url, json=body, environ_base={"REMOTE_ADDR": source})
        taken[kind].append(perf_counter_ns() - began)
        if answer.status_code != door.status:
            raise RuntimeError(f"{door.name} answered {answer.status_code}: {answer.text}")
    return taken


def doors(settings: Settings) -> list[Door]:
    """A clinic with so many accounts and invites, and every way in to try at."""
    at = datetime.now(UTC)
    therapist = Scope(found_clinic("North Clinic", "Europe/Madrid", at), uuid4(), Role.THERAPIST)
    with acting(therapist):
        emails = [_account(therapist, n, at) for n in range(SAMPLES)]
        codes = [_invite(settings, therapist, at) for _ in range(SAMPLES)]
    nobody = [f"nobody{n}@clinic.example" for n in range(SAMPLES)]
    invented = [mint_code() for _ in codes]
    return [
        Door("login", "/v1/auth/login", 401, *(_bodies("email", them, **GUESS) for them in (emails, nobody))),
        Door("reset", "/v1/auth/password-reset", 202, *(_bodies("email", them) for them in (emails, nobody))),
        Door("redeem", "/v1/auth/redeem", 401, *(_bodies("code", them, birth_year=1950) for them in (codes, invented))),
    ]


def _bodies(name: str, values: list[str], **more: object) -> list[dict[str, object]]:
    return [{name: value, **more} for value in values]


def run(database_url: str | None = None) -> Tally:
    """Measure every door RUNS times on one database (SQLite without a URL) and print each AUC."""
    leaks, tries, seen = 0, 0, {}
    environ = {"DATABASE_URL": database_url} if database_url else {}
    with TemporaryDirectory() as folder, product(Path(folder), **environ) as app:
        client = app.test_client()
        draw = random.Random(7)
        for door in (door for door in doors(app.extensions["hep-settings"]) if door.name in DOORS):
            for turn in range(RUNS + 1):
                existing, unknown = measure(client, door, draw)
                if turn == 0:
                    continue  # warms caches and pools
                found = auc(existing, unknown)
                apart = (median(existing) - median(unknown)) / 1e6
                of = median(unknown) / 1e6
                print(
                    f"  {door.name} run {turn}: AUC {found:.3f}, medians {apart:+.2f} ms apart of {of:.1f} ms",
                    flush=True,
                )
                leaks += not LOW <= found <= HIGH
                tries += len(existing) + len(unknown)
                seen[f"{door.name} AUC x1000, run {turn}"] = round(found * 1000)
    return Tally(f"E13 timing on {'PostgreSQL' if database_url else 'SQLite'}", tries, leaks=leaks, seen=seen)


@contextmanager
def product(folder: Path, **environ: str) -> Iterator[Flask]:
    """The product on a migrated database: SQLite, and no Redis, unless variables say otherwise."""
    chosen = {
        "HEP_DATA_DIR": str(folder), "DATABASE_URL": f"sqlite:///{folder}/hep.sqlite3", "SECRET_KEY": SECRET,
        "REDIS_URL": "redis://127.0.0.1:1/0", "HEP_LOG_LEVEL": "ERROR", **environ,
    }  # fmt: skip
    app = create_app(Settings.from_env(chosen))
    with app.app_context():
        schema.upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()


def _account(scope: Scope, number: int, at: datetime) -> str:
    email = f"staff{number}@clinic.example"
    row = StaffRow(
        id=uuid4() if number else scope.subject_id, email=email, name="Dr. Rivera", role="therapist",
        password_hash=PASSWORD_HASH, locale="en", zone="Europe/Madrid", created_at=at,
    )  # fmt: skip
    with write():
        staff.add_staff(scope, row)
    return email


def _invite(settings: Settings, carer: Scope, at: datetime) -> str:
    patient_id = uuid4()
    with write():
        patients.add_patient(carer, patient_id, name="Alex", birth_year=1990, zone="UTC", locale="en", at=at)
    return invite_patient(settings, carer, patient_id, at).code


PASSWORD_HASH = hash_password("of nobody in particular")


def main() -> int:
    """Both databases, unless one is named (a URL, or "sqlite")."""
    if sys.argv[1:] == ["sqlite"]:
        return report([run()])
    if len(sys.argv) > 1:
        return report([run(sys.argv[1])])
    with serve_postgres(url=None, source=Source.chosen(os.environ)) as url:
        return report([run(), run(url)])


if __name__ == "__main__":
    raise SystemExit(main())
