"""What must hold of the database when everything was thrown at the server."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from flask import Flask
from sqlalchemy import create_engine, select

from bench.abuse.fuzzing.people import Clinic
from bench.abuse.fuzzing.watch import Recorded
from hep_api import codec
from hep_api.audit.verifying import verify
from hep_api.store import walls
from hep_api.store.models import ClinicRow, FactRow, PatientRow
from hep_api.web.facts import SAYS_ITS_KIND, as_sent


def fingerprints(database_url: str, clinic_id: UUID) -> Mapping[str, str]:
    """A hash of all rows of a clinic by table, read as the database's owner and past the product."""
    found = {}
    engine = create_engine(database_url)
    with engine.connect() as owner:
        for table in walls.tables_of_clinics():
            column = table.c.id if table.name == "clinic" else table.c.clinic_id
            rows = owner.execute(select(table).where(column == clinic_id)).all()
            found[table.name] = hashlib.sha256("\n".join(sorted(map(repr, rows))).encode()).hexdigest()
    engine.dispose()
    return found


def changed_tables(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Tables of a clinic whose rows are not what they were."""
    return [name for name in after if before[name] != after[name]]


def broken_chains(app: Flask) -> list[str]:
    """What `audit verify` finds."""
    with app.app_context():
        return [f"link {one.sequence} {one.code}: {one.words}" for one in verify([], datetime.now(UTC))]


def complaints(log: Path) -> list[str]:
    """Errors in the server's log: also those that an answer of 200 covers, such as of one fact in a batch."""
    return [line for line in log.read_text(errors="replace").splitlines() if '"level": "error"' in line]


def homeless(database_url: str) -> list[str]:
    """Patients whose clinic is not there."""
    engine = create_engine(database_url)
    with engine.connect() as owner:
        known = select(ClinicRow.id)
        found = list(owner.scalars(select(PatientRow.id).where(PatientRow.clinic_id.not_in(known))))
    engine.dispose()
    return [f"patient {patient_id} has no clinic" for patient_id in found]


def lost_facts(database_url: str, clinic: Clinic, recorded: Iterable[Recorded]) -> list[str]:
    """Facts that a route said it has recorded, and that are not there exactly as they were sent."""
    engine = create_engine(database_url)
    with engine.connect() as owner:
        rows = owner.execute(select(FactRow.id, FactRow.fingerprint).where(FactRow.clinic_id == clinic.id))
        stored = {(str(fact_id), fingerprint) for fact_id, fingerprint in rows}
    engine.dispose()
    return [
        f"not stored as it was sent: {one.kind} {one.body['id']}"
        for one in recorded
        if (str(UUID(one.body["id"])), _fingerprint(one)) not in stored
    ]


def _fingerprint(one: Recorded) -> str:
    says = one.kind in SAYS_ITS_KIND
    body = one.body if says else {name: value for name, value in one.body.items() if name != "kind"}
    return codec.fingerprint(one.kind, as_sent(body))
