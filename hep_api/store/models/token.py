"""Token families and their rotating refresh tokens."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from hep_api.store.models.rows import Row, clinic_key, clinic_reference, one_of, within


class TokenFamilyRow(Row):
    """One sign-in on one device; all tokens that descend from it live and die together."""

    __tablename__ = "token_family"
    __table_args__ = (
        clinic_reference(),
        clinic_key(),
        one_of("owner_kind", "staff", "patient"),
        Index("ix_token_family_owner", "owner_id"),
        {"comment": "One sign-in on one device: its tokens live and die together"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, comment="Made by the server")
    clinic_id: Mapped[UUID] = mapped_column(comment="The clinic that owns the row")
    owner_kind: Mapped[str] = mapped_column(comment="staff or patient")
    owner_id: Mapped[UUID] = mapped_column(comment="Who signed in")
    proxy_id: Mapped[UUID | None] = mapped_column(
        comment="By which leave a caregiver acts for the owner; empty: the owner acts"
    )
    emergency_id: Mapped[UUID | None] = mapped_column(
        comment="The emergency, in care_relationship, that it is for and ends with; empty: none"
    )
    created_at: Mapped[datetime] = mapped_column(comment="When (real time)")
    seen_at: Mapped[datetime] = mapped_column(comment="Last rotation (real time): when the device was last heard of")
    expires_at: Mapped[datetime] = mapped_column(comment="Absolute end (real time), whatever is rotated")
    revoked_at: Mapped[datetime | None] = mapped_column(comment="Since when it opens nothing")
    revoked_reason: Mapped[str | None] = mapped_column(comment="Why: logout, ended, reuse, device, password ...")
    active_at: Mapped[datetime | None] = mapped_column(
        comment="Last request of a person (real time), to the minute; empty: none yet"
    )
    device_hash: Mapped[str | None] = mapped_column(comment="SHA-256 in hex of the id that the device gave itself")
    device_name: Mapped[str | None] = mapped_column(comment="What the device calls itself, for its owner")
    source_hash: Mapped[str | None] = mapped_column(comment="Keyed hash of the network address that signed in")


class RefreshTokenRow(Row):
    """One link of a family's chain; only its hash is kept."""

    __tablename__ = "refresh_token"
    __table_args__ = (
        within("token_family", "family_id"),
        Index("ix_refresh_token_family", "family_id"),
        {"comment": "One refresh token of a family, by hash"},
    )

    hash: Mapped[str] = mapped_column(primary_key=True, comment="SHA-256 in hex of the token")
    clinic_id: Mapped[UUID] = mapped_column(comment="The clinic that owns the row")
    family_id: Mapped[UUID] = mapped_column(comment="The family it belongs to")
    issued_at: Mapped[datetime] = mapped_column(comment="When (real time)")
    used_at: Mapped[datetime | None] = mapped_column(comment="First use (real time); a later one is reuse after grace")
    successor_hash: Mapped[str | None] = mapped_column(comment="The token it was exchanged for")
