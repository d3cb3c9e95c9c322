"""Reviews of emergencies: an admin has looked at why somebody opened a patient."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from hep_api.store.models.rows import Row, within


class EmergencyReviewRow(Row):
    """One emergency access was looked at; the access itself is a row of care_relationship."""

    __tablename__ = "emergency_review"
    __table_args__ = (
        within("care_relationship", "emergency_id"),
        within("staff", "reviewed_by"),
        {"comment": "That an admin has looked at an emergency access"},
    )

    emergency_id: Mapped[UUID] = mapped_column(primary_key=True, comment="Which access")
    clinic_id: Mapped[UUID] = mapped_column(comment="The clinic that owns the row")
    reviewed_by: Mapped[UUID] = mapped_column(comment="The admin")
    reviewed_at: Mapped[datetime] = mapped_column(comment="When")
    note: Mapped[str] = mapped_column(comment="What the admin found, in their own words")
