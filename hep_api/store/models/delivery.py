"""Deliveries: one occurrence on its way to one device."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hep_api.store.models.rows import Row, clinic_key, one_of, within

OPEN = text("settled_at IS NULL")


class DeliveryRow(Row):
    """Settled by claim, lease and fence: whoever holds an old fence writes nothing."""

    __tablename__ = "delivery"
    __table_args__ = (
        within("occurrence", "occurrence_id"),
        within("device", "device_id"),
        clinic_key(),
        UniqueConstraint("occurrence_id", "device_id"),
        one_of(
            "state", "pending", "claimed", "sending", "sent", "unconfirmed", "undeliverable", "expired", "suppressed",
            "cancelled",
        ),
        Index("ix_delivery_due", "next_attempt_at", sqlite_where=OPEN, postgresql_where=OPEN),
        {"comment": "One occurrence on its way to one device"},
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True, comment="Made by the server; the phone drops a seen one")
    clinic_id: Mapped[UUID] = mapped_column(comment="The clinic that owns the row")
    occurrence_id: Mapped[UUID] = mapped_column(comment="What is owed")
    device_id: Mapped[UUID] = mapped_column(comment="Where it goes")
    state: Mapped[str] = mapped_column(comment="pending, claimed, sending, or how it ended")
    attempts: Mapped[int] = mapped_column(default=0, comment="Sends begun")
    ambiguous: Mapped[int] = mapped_column(default=0, comment="Sends that may or may not have arrived")
    next_attempt_at: Mapped[datetime] = mapped_column(comment="Not before")
    lease_until: Mapped[datetime | None] = mapped_column(
        comment="Until when a worker holds it, by the database's clock"
    )
    fence: Mapped[int] = mapped_column(BigInteger, default=0, comment="Rises with every claim; writes name it")
    provider_id: Mapped[str | None] = mapped_column(comment="The push provider's own id of the message")
    detail: Mapped[str | None] = mapped_column(comment="What the provider said, without content")
    settled_at: Mapped[datetime | None] = mapped_column(comment="When it ended; empty while open")
