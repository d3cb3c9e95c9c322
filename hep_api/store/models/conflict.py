"""Conflicts: two edits of one thing that did not know of each other, and both their values."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from hep_api.store.models.rows import Row, clinic_key, one_of, within


class ConflictRow(Row):
    """An edit that was based on something no longer current. Neither value is lost: one stands, one is set aside."""

    __tablename__ = "conflict"
    __table_args__ = (
        within("patient", "patient_id"),
        clinic_key(),
        one_of("subject", "plan", "patient", "reminders"),
        one_of("winner", "earlier", "later"),
        Index("ix_conflict_patient", "patient_id", "settled_at"),
        {"comment": "Edits that crossed, with both values"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, comment="Made of the subject and the edit: a retry adds none")
    clinic_id: Mapped[UUID] = mapped_column(comment="The clinic that owns the row")
    patient_id: Mapped[UUID] = mapped_column(comment="About whom")
    subject: Mapped[str] = mapped_column(comment="plan, patient or reminders")
    subject_id: Mapped[UUID] = mapped_column(comment="Which plan; the patient's own id otherwise")
    winner: Mapped[str] = mapped_column(comment="Which edit stands: the earlier or the later one")
    values: Mapped[bytes] = mapped_column(
        LargeBinary, comment="What stands and what was set aside as JSON, sealed under the patient's key"
    )
    sent_by: Mapped[UUID] = mapped_column(comment="Who sent the later edit")
    sent_as: Mapped[str] = mapped_column(comment="In which role")
    request_id: Mapped[UUID | None] = mapped_column(comment="Id of the later edit, where it has one")
    at: Mapped[datetime] = mapped_column(comment="When the later edit arrived")
    settled_at: Mapped[datetime | None] = mapped_column(comment="When somebody had looked at both; empty: open")
    settled_by: Mapped[UUID | None] = mapped_column(comment="Who")
