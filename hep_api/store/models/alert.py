"""Alerts: what waits for a clinician."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from hep_api.store.models.rows import Row, clinic_key, within


class AlertRow(Row):
    """Open until somebody acknowledges it with a reason and an outcome."""

    __tablename__ = "alert"
    __table_args__ = (
        within("patient", "patient_id"),
        within("plan", "patient_id", "plan_id", to=("patient_id", "id")),
        within("decision", "decision_id"),
        clinic_key(),
        Index("ix_alert_patient", "patient_id"),
        Index(
            "ix_alert_open",
            "clinic_id",
            "raised_at",
            sqlite_where=text("acknowledged_at IS NULL"),
            postgresql_where=text("acknowledged_at IS NULL"),
        ),
        {"comment": "Waits for a clinician: open until acknowledged with reason and outcome"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, comment="The engine's own id of it")
    clinic_id: Mapped[UUID] = mapped_column(comment="The clinic that owns the row")
    patient_id: Mapped[UUID] = mapped_column(comment="About whom")
    plan_id: Mapped[UUID | None] = mapped_column(comment="About which plan, if one")
    rule: Mapped[str] = mapped_column(comment="The rule that raised it")
    tier: Mapped[str | None] = mapped_column(comment="Urgency of a screening answer, most urgent E")
    scope: Mapped[str] = mapped_column(comment="exercise, family, region, protocol or programme")
    scope_value: Mapped[str] = mapped_column(comment="Which one")
    decision_id: Mapped[UUID | None] = mapped_column(comment="The decision that explains it")
    raised_at: Mapped[datetime] = mapped_column(comment="When it was raised")
    acknowledged_at: Mapped[datetime | None] = mapped_column(comment="When somebody took it; empty while open")
    acknowledged_by: Mapped[UUID | None] = mapped_column(comment="Who took it")
    reason: Mapped[str | None] = mapped_column(comment="Why, in that person's words")
    outcome: Mapped[str | None] = mapped_column(comment="What was done about it")
