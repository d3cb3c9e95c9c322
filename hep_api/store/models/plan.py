"""Plans: one assigned programme each."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from hep_api.store.models.rows import Row, clinic_key, one_of, within


class PlanRow(Row):
    """One protocol assigned to one patient. What is prescribed today lives in the course."""

    __tablename__ = "plan"
    __table_args__ = (
        within("patient", "patient_id"),
        clinic_key(),
        clinic_key("patient_id", "id"),
        one_of("status", "active", "held", "frozen", "ended"),
        one_of("autonomy", "suggest", "auto"),
        one_of("side", "left", "right", "both", "none"),
        Index("ix_plan_patient", "patient_id"),
        {"comment": "A protocol assigned to a patient"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, comment="Made by the server")
    clinic_id: Mapped[UUID] = mapped_column(comment="The clinic that owns the row")
    patient_id: Mapped[UUID] = mapped_column(comment="Whose plan")
    protocol_id: Mapped[str] = mapped_column(comment="Which protocol, such as pfp")
    protocol_version: Mapped[str] = mapped_column(comment="Its version when assigned")
    content_hash: Mapped[str] = mapped_column(comment="What it was assigned with, in content")
    wording_hash: Mapped[str | None] = mapped_column(
        comment="What its decisions read like, in wording; empty: assigned before that was kept"
    )
    status: Mapped[str] = mapped_column(comment="active, held, frozen or ended")
    phase: Mapped[str] = mapped_column(comment="The phase it is in now")
    started_on: Mapped[date] = mapped_column(comment="First day, in the patient's zone")
    side: Mapped[str] = mapped_column(comment="left, right, both or none")
    autonomy: Mapped[str] = mapped_column(comment="suggest: bigger moves wait for a clinician; auto: they apply")
    version: Mapped[int] = mapped_column(default=1, comment="Counts changes, for If-Match")
    created_at: Mapped[datetime] = mapped_column(comment="When it was assigned")
    created_by: Mapped[UUID] = mapped_column(comment="The staff member who assigned it")
