"""Ways back in for staff who lost their password."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from hep_api.store.models.rows import Row, within


class ResetRequestRow(Row):
    """Somebody asked for a new password. Written alike for any address, so that asking tells nobody who is known."""

    __tablename__ = "reset_request"
    __table_args__ = (
        Index("ix_reset_request_asked_at", "asked_at"),
        {"comment": "A wish for a new password, before anybody looked whose; a worker takes it away"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, comment="Made by the server")
    email: Mapped[str] = mapped_column(comment="The address as it was asked for, in lower case")
    asked_at: Mapped[datetime] = mapped_column(comment="When (real time)")


class ResetTokenRow(Row):
    """A single-use token that went out by e-mail."""

    __tablename__ = "reset_token"
    __table_args__ = (
        within("staff", "staff_id"),
        Index("ix_reset_token_staff", "staff_id"),
        {"comment": "A single-use token that sets a new password"},
    )

    hash: Mapped[str] = mapped_column(primary_key=True, comment="SHA-256 in hex of the token; the token is e-mailed")
    clinic_id: Mapped[UUID] = mapped_column(comment="The clinic that owns the row")
    staff_id: Mapped[UUID] = mapped_column(comment="Whose password it sets")
    issued_at: Mapped[datetime] = mapped_column(comment="When (real time)")
    expires_at: Mapped[datetime] = mapped_column(comment="From when it sets nothing (real time)")
    used_at: Mapped[datetime | None] = mapped_column(comment="When it was used, or replaced by another (real time)")
    source_hash: Mapped[str | None] = mapped_column(comment="Keyed hash of the network address that used it")
