"""Invites: how a patient's phone is paired, and tries that opened nothing."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from hep_api.store.models.rows import Row, clinic_key, within


class InviteRow(Row):
    """A single-use code that turns into tokens of a patient, or of a caregiver who acts for that patient."""

    __tablename__ = "invite"
    __table_args__ = (
        within("patient", "patient_id"),
        clinic_key(),
        Index("uq_invite_code_hash", "code_hash", unique=True),
        Index("ix_invite_patient", "patient_id"),
        {"comment": "A single-use code that pairs a patient's phone"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, comment="Made by the server")
    clinic_id: Mapped[UUID] = mapped_column(comment="The clinic that owns the row")
    patient_id: Mapped[UUID] = mapped_column(comment="Whose phone it pairs")
    proxy_id: Mapped[UUID | None] = mapped_column(comment="For whose phone, if a caregiver's; empty: the patient's own")
    code_hash: Mapped[str] = mapped_column(comment="Keyed hash of the code; the code itself is shown once")
    created_by: Mapped[UUID] = mapped_column(comment="The staff member who asked for it")
    created_at: Mapped[datetime] = mapped_column(comment="When it was made")
    expires_at: Mapped[datetime] = mapped_column(comment="From when it opens nothing")
    redeemed_at: Mapped[datetime | None] = mapped_column(comment="When it was used")
    revoked_at: Mapped[datetime | None] = mapped_column(comment="When a newer invite replaced it")


class InviteTryRow(Row):
    """A try that opened nothing. Written alike for a known and an unknown code, so that trying tells nothing."""

    __tablename__ = "invite_try"
    __table_args__ = (
        Index("ix_invite_try_code_hash", "code_hash"),
        Index("ix_invite_try_tried_at", "tried_at"),
        {"comment": "A try with a code that opened nothing; too many close the code"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, comment="Made by the server")
    code_hash: Mapped[str] = mapped_column(comment="Keyed hash of what was tried, whether there is such a code or not")
    tried_at: Mapped[datetime] = mapped_column(comment="When (real time)")
