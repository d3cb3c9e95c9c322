"""The ground of a scenario: a migrated database, a clinic with patients, and a real web server that can be killed."""

import os
import time
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import URLError
from uuid import UUID, uuid4

from flask import Flask

from hep_api.app import create_app
from hep_api.clinic.founding import found_clinic
from hep_api.courses import course_at
from hep_api.engine.slot import Slot
from hep_api.plans.assigning import assign_plan
from hep_api.plans.clinician import Desk
from hep_api.plans.schemas import AssignIn
from hep_api.settings import Settings
from hep_api.store import patients, schema, staff
from hep_api.store.db import acting, write
from hep_api.store.models import StaffRow
from hep_api.store.scope import Role, Scope
from hep_api.store.tokens import begin_family
from hep_api.tokens import AccessClaims, hash_refresh, mint_access, mint_refresh
from hep_api.web.content import installed_catalogue
from stack.processes import Child, start_process
from stack.product import ROOT, Address, web
from stack.servers import free_port
from stack.watcher import kill_each, session_members

KEPT = ("PATH", "HOME", "LANG", "TMPDIR")
PAGE_SIZE = os.sysconf("SC_PAGE_SIZE")
ZONE = "Europe/Madrid"
DAYS_BEFORE = 10
START_SECONDS = 60.0
SECRET = "of-a-scenario-that-ends-with-its-folder"  # noqa: S105 - opens nothing that outlives the scenario


def inherited() -> dict[str, str]:
    """What a server may know of the environment: where programs are, and nothing that is set for us."""
    return {name: os.environ[name] for name in KEPT if name in os.environ}


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A patient with a plan, a token of the phone, and one prescription to train."""

    scope: Scope
    token: str
    plan_id: UUID
    slot: Slot


@dataclass
class Ground:
    """One database and the web server in front of it, on loopback."""

    folder: Path
    database_url: str
    began_at: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))
    kills: int = 0
    _child: Child | None = None

    def __post_init__(self) -> None:
        self.environment = {
            "HEP_DATA_DIR": str(self.folder), "DATABASE_URL": self.database_url, "SECRET_KEY": SECRET,
            "REDIS_URL": "redis://127.0.0.1:1/0", "HEP_LOG_LEVEL": "ERROR",
        }  # fmt: skip
        self.address = Address("127.0.0.1", free_port())
        self.app: Flask = create_app(Settings.from_env(self.environment))
        with self.app.app_context():
            schema.upgrade()

    def enrol(self, count: int) -> list[Enrolled]:
        """So many patients of one clinic, each with a plan of ten days ago."""
        with self.app.app_context():
            at = self.began_at - timedelta(days=DAYS_BEFORE)
            therapist = Scope(found_clinic("North Clinic", ZONE, at), uuid4(), Role.THERAPIST)
            row = StaffRow(
                id=therapist.subject_id, email="a@clinic.example", name="Dr. Rivera", role="therapist",
                password_hash="", locale="en", zone=ZONE, created_at=at,
            )  # fmt: skip
            with acting(therapist):
                with write():
                    staff.add_staff(therapist, row)
                return [self._enrol_one(therapist, at) for _ in range(count)]

    def _enrol_one(self, therapist: Scope, at: datetime) -> Enrolled:
        patient = Scope(therapist.clinic_id, uuid4(), Role.PATIENT)
        with write():
            patients.add_patient(
                therapist, patient.subject_id, name="Alex", birth_year=1990, zone=ZONE, locale="en", at=at
            )
            family_id = begin_family(
                patient, refresh_hash=hash_refresh(mint_refresh()), expires_at=at + timedelta(days=60), at=at
            )
        desk = Desk(therapist, installed_catalogue(), "en", at)
        asked = {"id": str(uuid4()), "protocol_id": "hip_strength", "started_on": f"{at:%Y-%m-%d}", "side": "none"}
        assign_plan(desk, patient.subject_id, AssignIn().load({**asked, "autonomy": "auto", "morning_baseline": 1}))
        plan = course_at(patient, patient.subject_id, at + timedelta(seconds=1)).plans[0]
        slot = next(slot for slot in plan.slots if slot.slug == "clamshell")
        claims = AccessClaims(patient.clinic_id, patient.subject_id, family_id, patient=True)
        return Enrolled(patient, mint_access(SECRET, claims, self.began_at, 600), plan.id, slot)

    def serve(self, environment: Mapping[str, str]) -> None:
        """Start the web server and wait until it answers; raises RuntimeError when it does not."""
        log = self.folder / "web.log"
        self._child = start_process(
            web(self.address), log=log, cwd=ROOT, environment={**environment, **self.environment}
        )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            self._child.require_alive()
            try:
                with urllib.request.urlopen(f"{self.address.url}/health/live", timeout=2):  # noqa: S310 - loopback
                    return
            except (URLError, OSError):
                time.sleep(0.1)
        raise RuntimeError(f"the web server did not answer:\n{self._child.last_words()}")

    def kill(self) -> None:
        """SIGKILL every process of the web server, in the middle of whatever they do."""
        if self._child is not None:
            kill_each(session_members(self._child.watch.pid) - {self._child.watch.pid})
            self._child.stop()
            self.kills += 1

    def stop(self) -> None:
        """End the web server."""
        if self._child is not None:
            self._child.stop()

    def megabytes(self) -> float:
        """What the processes of the web server hold in memory together, shared pages counted in each."""
        if self._child is None:
            return 0.0
        pages = 0
        for member in session_members(self._child.watch.pid):
            with suppress(OSError):
                pages += int(Path(f"/proc/{member}/statm").read_text(encoding="ascii").split()[1])
        return pages * PAGE_SIZE / 1e6
