"""Occurrences: what we owe somebody at an instant."""

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hep_api.store.models.rows import Row, clinic_key, clinic_reference, one_of

OPEN = text("settled_at IS NULL")


class OccurrenceRow(Row):
    """One reminder or notice that is owed, once for a recipient, kind, local day and slot."""

    __tablename__ = "occurrence"
    __table_args__ = (
        clinic_reference(),
        clinic_key(),
        one_of("recipient_kind", "staff", "patient"),
        UniqueConstraint("recipient_id", "kind", "local_date", "slot"),
        Index("ix_occurrence_open_due", "due_at", sqlite_where=OPEN, postgresql_where=OPEN),
        {"comment": "A reminder or notice that is owed; once for a recipient, kind, local day and slot"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, comment="Made by the server")
    clinic_id: Mapped[UUID] = mapped_column(comment="The clinic that owns the row")
    recipient_kind: Mapped[str] = mapped_column(comment="staff or patient")
    recipient_id: Mapped[UUID] = mapped_column(comment="To whom it is owed")
    kind: Mapped[str] = mapped_column(comment="exercise_due, check_in, alert ...")
    local_date: Mapped[date] = mapped_column(comment="The recipient's day")
    slot: Mapped[str] = mapped_column(comment="Which of that day: the wall time, or what caused it")
    wall_time: Mapped[time | None] = mapped_column(comment="The wished wall time, if it has one")
    zone: Mapped[str] = mapped_column(comment="IANA zone it was computed in")
    tzdata_version: Mapped[str] = mapped_column(comment="Zone rules it was computed with")
    due_at: Mapped[datetime] = mapped_column(comment="When it should go out")
    expires_at: Mapped[datetime] = mapped_column(comment="From when it is better not sent")
    state: Mapped[str] = mapped_column(comment="open, then how it ended")
    reason: Mapped[str | None] = mapped_column(comment="Why it was not sent")
    subject_id: Mapped[UUID | None] = mapped_column(comment="The alert, plan or session it is about")
    created_at: Mapped[datetime] = mapped_column(comment="When it was first owed")
    settled_at: Mapped[datetime | None] = mapped_column(comment="When it ended; empty while open")
