"""E-mails that we owe somebody."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from hep_api.store.models.rows import Row, clinic_key, one_of, within

OPEN = text("settled_at IS NULL")


class EmailRow(Row):
    """Owed in the transaction of its cause; holds no words and no secret: both are made when it is sent."""

    __tablename__ = "email"
    __table_args__ = (
        within("staff", "staff_id"),
        within("staff_invite", "staff_invite_id"),
        clinic_key(),
        CheckConstraint("(staff_id IS NULL) <> (staff_invite_id IS NULL)", name="to_one"),
        one_of("kind", "password_reset", "password_changed", "second_factor_on", "second_factor_off", "staff_invite"),
        one_of("state", "pending", "claimed", "sent", "undeliverable", "expired"),
        Index("ix_email_due", "next_attempt_at", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_email_staff", "staff_id", "kind", "created_at"),
        {"comment": "An e-mail on its way to a member of staff, or to somebody who is about to become one"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, comment="Made by the server; part of the Message-ID")
    clinic_id: Mapped[UUID] = mapped_column(comment="The clinic that owns the row")
    staff_id: Mapped[UUID | None] = mapped_column(
        comment="To whom; the address is looked up when it is sent; empty: to somebody who is invited"
    )
    staff_invite_id: Mapped[UUID | None] = mapped_column(
        comment="The invite that it brings; empty: to a member of staff"
    )
    kind: Mapped[str] = mapped_column(comment="What it says")
    state: Mapped[str] = mapped_column(default="pending", comment="pending, claimed, or how it ended")
    created_at: Mapped[datetime] = mapped_column(comment="When it became owed (real time)")
    expires_at: Mapped[datetime] = mapped_column(comment="From when it helps nobody (real time)")
    next_attempt_at: Mapped[datetime] = mapped_column(comment="Not before (real time)")
    attempts: Mapped[int] = mapped_column(default=0, comment="Sends begun")
    lease_until: Mapped[datetime | None] = mapped_column(
        comment="Until when a worker holds it, by the database's clock"
    )
    fence: Mapped[int] = mapped_column(BigInteger, default=0, comment="Rises with every claim; writes name it")
    detail: Mapped[str | None] = mapped_column(comment="What the mail server said, without content")
    settled_at: Mapped[datetime | None] = mapped_column(comment="When it ended; empty while open")
