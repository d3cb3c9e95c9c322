"""Course snapshots: the state of the fold, one row a patient."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from hep_api.store.models.rows import Row, within


class CourseRow(Row):
    """The snapshot of one patient's course. It can always be rebuilt from the facts."""

    __tablename__ = "course"
    __table_args__ = (
        within("patient", "patient_id"),
        Index("ix_course_next_boundary", "next_boundary_at"),
        {"comment": "Snapshot of a patient's course; rebuilt from facts at will"},
    )

    patient_id: Mapped[UUID] = mapped_column(primary_key=True, comment="Whose course")
    clinic_id: Mapped[UUID] = mapped_column(comment="The clinic that owns the row")
    version: Mapped[int] = mapped_column(comment="Counts writes; a write names the version it read")
    engine_version: Mapped[str] = mapped_column(comment="The engine that made the snapshot")
    advanced_to: Mapped[datetime | None] = mapped_column(comment="Up to which instant boundaries have fired")
    next_boundary_at: Mapped[datetime | None] = mapped_column(comment="When the next boundary fires; empty: none")
    body: Mapped[dict[str, Any]] = mapped_column(comment="The course")
    summary: Mapped[dict[str, Any]] = mapped_column(default=dict, comment="What the work-list shows of it")
    updated_at: Mapped[datetime] = mapped_column(comment="Last write")
