"""How the installation is doing, over all clinics: names of clinics, numbers and instants, nothing of a person."""

from datetime import datetime

from sqlalchemy import ColumnElement, distinct, func, select

from hep_api.store.db import across, session
from hep_api.store.models import AlertRow, ClinicRow, DeliveryRow, HeartbeatRow, OccurrenceRow, PlanRow


@across()
def patients_on(protocol_id: str, version: str) -> int:
    """How many patients have a plan of this version that has not ended."""
    return _patients(PlanRow.protocol_id == protocol_id, PlanRow.protocol_version == version)


@across()
def patients_with(content_hash: str) -> int:
    """How many patients have a plan of this very content that has not ended."""
    return _patients(PlanRow.content_hash == content_hash)


def _patients(*which: ColumnElement[bool]) -> int:
    question = select(func.count(distinct(PlanRow.patient_id))).where(PlanRow.status != "ended", *which)
    return session().scalar(question) or 0


@across()
def heartbeats() -> dict[str, datetime]:
    """When each kind of work last finished a round (real time)."""
    return {row.name: row.at for row in session().scalars(select(HeartbeatRow).order_by(HeartbeatRow.name))}


@across()
def counts(at: datetime) -> dict[str, int]:
    """Open alerts, what is owed, and what is owed and overdue at `at`."""
    questions = {
        "alerts_open": select(func.count()).select_from(AlertRow).where(AlertRow.acknowledged_at.is_(None)),
        "occurrences_open": select(func.count()).select_from(OccurrenceRow).where(OccurrenceRow.settled_at.is_(None)),
        "deliveries_open": select(func.count()).select_from(DeliveryRow).where(DeliveryRow.settled_at.is_(None)),
        "deliveries_overdue": select(func.count())
        .select_from(DeliveryRow)
        .where(DeliveryRow.settled_at.is_(None), DeliveryRow.next_attempt_at <= at),
    }
    return {name: session().scalar(question) or 0 for name, question in questions.items()}


@across()
def clinics_founded() -> list[ClinicRow]:
    """Every clinic of the installation, oldest first."""
    return list(session().scalars(select(ClinicRow).order_by(ClinicRow.created_at, ClinicRow.id)))
