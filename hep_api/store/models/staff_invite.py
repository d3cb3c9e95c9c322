"""Invites of staff: how a colleague's account is opened."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from hep_api.store.models.rows import Row, clinic_key, clinic_reference, one_of, within


class StaffInviteRow(Row):
    """A single-use code that turns into an account of staff."""

    __tablename__ = "staff_invite"
    __table_args__ = (
        clinic_reference(),
        clinic_key(),
        within("staff", "created_by"),
        one_of("role", "therapist", "admin"),
        Index("uq_staff_invite_code_hash", "code_hash", unique=True),
        {"comment": "A single-use code that opens an account of staff"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, comment="Made by the server")
    clinic_id: Mapped[UUID] = mapped_column(comment="The clinic that owns the row")
    email: Mapped[str] = mapped_column(comment="Lower case: what the person will sign in with")
    name: Mapped[str] = mapped_column(comment="Shown to colleagues and to the person")
    role: Mapped[str] = mapped_column(comment="therapist or admin")
    locale: Mapped[str] = mapped_column(comment="Language of texts and notices, such as en")
    code_hash: Mapped[str] = mapped_column(comment="Keyed hash of the code; the code itself is told once")
    created_by: Mapped[UUID | None] = mapped_column(
        comment="The admin who invited; empty: the installation's command line"
    )
    created_at: Mapped[datetime] = mapped_column(comment="When it was made (real time)")
    expires_at: Mapped[datetime] = mapped_column(comment="From when it opens nothing (real time)")
    redeemed_at: Mapped[datetime | None] = mapped_column(comment="When it was used")
    revoked_at: Mapped[datetime | None] = mapped_column(comment="When it was taken back or a newer one replaced it")
