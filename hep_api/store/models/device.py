"""Devices: where a push can reach somebody."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hep_api.store.models.rows import Row, clinic_key, clinic_reference, one_of

LIVE = text("gone_at IS NULL")


class DeviceRow(Row):
    """One phone or browser. A push address belongs to one live device: the last that registered it."""

    __tablename__ = "device"
    __table_args__ = (
        clinic_reference(),
        clinic_key(),
        one_of("owner_kind", "staff", "patient"),
        UniqueConstraint("owner_id", "client_id"),
        Index(
            "uq_device_live_address",
            "address_kind",
            "address_value",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
        {"comment": "Where a push can reach somebody"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, comment="Made by the server")
    clinic_id: Mapped[UUID] = mapped_column(comment="The clinic that owns the row")
    client_id: Mapped[UUID] = mapped_column(comment="The id the phone gave itself; unique within its owner")
    owner_kind: Mapped[str] = mapped_column(comment="staff or patient")
    owner_id: Mapped[UUID] = mapped_column(comment="Who holds it")
    family_id: Mapped[UUID | None] = mapped_column(comment="The sign-in that registered it; ends with it")
    address_kind: Mapped[str] = mapped_column(comment="fcm_token or fcm_fid")
    address_value: Mapped[str] = mapped_column(comment="The address itself")
    platform: Mapped[str] = mapped_column(comment="android, ios or web")
    app_version: Mapped[str] = mapped_column(comment="As the app says")
    registered_at: Mapped[datetime] = mapped_column(comment="First seen")
    seen_at: Mapped[datetime] = mapped_column(comment="Last registration")
    gone_at: Mapped[datetime | None] = mapped_column(comment="Since when nothing is sent there")
