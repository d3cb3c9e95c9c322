"""E12: guessing at one account from everywhere, at every account from one place, and the owner beside it all.

A leak is a guess that was looked at beyond what the throttle allows; a lock-out is an owner, at the known place or with
the known device, who did not get in meanwhile.
"""

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import ceil
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

from flask.testing import FlaskClient

from bench.abuse.tally import Tally, report
from bench.abuse.timing import product
from hep_api.clinic.founding import found_clinic
from hep_api.identity.passwords import hash_password
from hep_api.store import staff
from hep_api.store.db import acting, write
from hep_api.store.models import StaffRow
from hep_api.store.scope import Role, Scope
from stack.servers import serve_redis

GUESSES, ACCOUNTS = 1000, 1000
PASSWORD = "a phrase that only its owner knows"  # noqa: S105 - opens nothing that outlives the scenario
OFFICE = "203.0.113.5"
A_MINUTE_AT_ONE_ACCOUNT, A_MINUTE_FROM_ONE_PLACE = 20, 30
OWNER_EVERY, DEVICES = 50, 15
"""The owner signs in so often, each time with another device, and with each five times in all."""


@dataclass
class Owner:
    """Somebody with several devices, each of which has signed in before from a network of its own."""

    client: FlaskClient
    email: str
    devices: list[str] = field(default_factory=lambda: [str(uuid4()) for _ in range(DEVICES)])
    seconds: list[float] = field(default_factory=list)
    turned_away: int = 0

    def settle(self) -> None:
        """Sign in with every device where it is at home."""
        for number in range(DEVICES):
            self.sign_in(f"198.51.100.{number + 1}")

    def sign_in(self, source: str) -> None:
        """Sign in with the next device and note how long it took."""
        began = time.perf_counter()
        sent = {"email": self.email, "password": PASSWORD, "device_id": self.devices[len(self.seconds) % DEVICES]}
        answer = self.client.post("/v1/auth/login", json=sent, environ_base={"REMOTE_ADDR": source})
        self.seconds.append(time.perf_counter() - began)
        self.turned_away += answer.status_code != 200


def guess(client: FlaskClient, email: str, source: str) -> bool:
    """Whether a guess was looked at, and not turned away unread."""
    sent = {"email": email, "password": "summer holiday 2026"}
    answer = client.post("/v1/auth/login", json=sent, environ_base={"REMOTE_ADDR": source})
    if answer.status_code not in {401, 429}:
        raise RuntimeError(f"a guess answered {answer.status_code}: {answer.text}")
    return answer.status_code == 401


def run() -> Tally:
    """All three attacks on SQLite with counters in a real Redis."""
    with TemporaryDirectory() as folder, serve_redis() as redis_url:
        environ = {"REDIS_URL": redis_url, "DATABASE_URL": f"sqlite:///{folder}/hep.sqlite3"}
        with product(Path(folder), **environ) as app:
            client, emails = app.test_client(), list(_accounts())
            owner = Owner(client, emails[0])
            owner.settle()
            at_one, allowed_at_one = _at_one_account(client, owner)
            from_one, allowed_from_one = _from_one_place(client, owner, emails)
            spread = _from_everywhere(client, owner, emails)
    return Tally(
        "E12 guessing, with Redis", 3 * GUESSES,
        leaks=max(0, at_one - allowed_at_one) + max(0, from_one - allowed_from_one),
        lock_outs=owner.turned_away,
        seen={
            f"looked at of {GUESSES} at one account from {GUESSES} places": at_one,
            f"looked at of {ACCOUNTS} accounts from one place": from_one,
            "looked at of one at each of 1000 accounts from a place each": spread,
            "times the owner signed in": len(owner.seconds),
            "of which the 95th percentile took ms": round(quantiles(owner.seconds, n=20)[-1] * 1000),
        },
    )  # fmt: skip


def _at_one_account(client: FlaskClient, owner: Owner) -> tuple[int, int]:
    began, looked_at = time.monotonic(), 0
    for number in range(GUESSES):
        looked_at += guess(client, owner.email, f"192.0.{number // 250}.{number % 250 + 1}")
        if number % OWNER_EVERY == 0:
            owner.sign_in(f"100.64.1.{number // OWNER_EVERY + 1}")
    return looked_at, _allowed(A_MINUTE_AT_ONE_ACCOUNT, began)


def _from_one_place(client: FlaskClient, owner: Owner, emails: list[str]) -> tuple[int, int]:
    began, looked_at = time.monotonic(), 0
    for number, email in enumerate(emails):
        looked_at += guess(client, email, OFFICE)
        if number % OWNER_EVERY == 0:
            owner.sign_in(OFFICE)
    return looked_at, _allowed(A_MINUTE_FROM_ONE_PLACE, began)


def _from_everywhere(client: FlaskClient, owner: Owner, emails: list[str]) -> int:
    looked_at = 0
    for number, email in enumerate(emails):
        looked_at += guess(client, email, f"10.{number // 250}.{number % 250 + 1}.9")
        if number % OWNER_EVERY == 0:
            owner.sign_in(f"198.51.100.{number // OWNER_EVERY % DEVICES + 1}")
    return looked_at


def _allowed(a_minute: int, began: float) -> int:
    """How many may have been looked at since: windows of a minute, of which the first had begun before."""
    return a_minute * (1 + ceil((time.monotonic() - began) / 60))


def _accounts() -> Iterator[str]:
    at = datetime.now(UTC)
    clinic_id: UUID = found_clinic("North Clinic", "Europe/Madrid", at)
    therapist, known = Scope(clinic_id, uuid4(), Role.THERAPIST), hash_password(PASSWORD)
    with acting(therapist), write():
        for number in range(ACCOUNTS):
            row = StaffRow(
                id=uuid4(), email=f"staff{number}@clinic.example", name="Dr. Rivera", role="therapist",
                password_hash=known, locale="en", zone="Europe/Madrid", created_at=at,
            )  # fmt: skip
            staff.add_staff(therapist, row)
            yield row.email


if __name__ == "__main__":
    sys.exit(report([run()]))
