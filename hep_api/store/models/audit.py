"""The audit trail: a chain of rows a clinic, its head, and the keys that stored things are protected with."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from hep_api.store.models.rows import Row, one_of


class AuditRow(Row):
    """One thing that somebody did or read. Rows are only added; triggers and grants refuse the rest.

    `payload` and `sequence` are under the chain; the columns beside them repeat the payload for finding, and are
    compared with it when the chain is verified. No foreign keys: the trail outlives what it is about.
    """

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_patient", "clinic_id", "patient_id", "sequence"),
        Index("ix_audit_actor", "clinic_id", "actor_id", "sequence"),
        {"comment": "Who did or read what, about whom; append-only, chained by HMAC within a clinic"},
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True, comment="Whose chain; nil: the installation's own")
    sequence: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False, comment="From 1, without gaps"
    )
    at: Mapped[datetime] = mapped_column(comment="When (real time)")
    action: Mapped[str] = mapped_column(comment="What was done, such as plan.changed")
    actor_id: Mapped[UUID | None] = mapped_column(comment="Who; empty: the product itself")
    patient_id: Mapped[UUID | None] = mapped_column(comment="About which patient, if about one")
    payload: Mapped[str] = mapped_column(Text, comment="Canonical JSON of the event: ids, never content")
    key_id: Mapped[UUID] = mapped_column(comment="The key of the chain, in data_key")
    mac: Mapped[str] = mapped_column(comment="HMAC-SHA-256 in hex of the mac before, the sequence and the payload")


class AuditHeadRow(Row):
    """The last link of a clinic's chain. The row is also the lock that makes one chain out of many writers."""

    __tablename__ = "audit_head"
    __table_args__ = ({"comment": "The last link of each audit chain; locking it orders who appends"},)

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True, comment="Whose chain; nil: the installation's own")
    sequence: Mapped[int] = mapped_column(BigInteger, comment="Number of the last link; 0: none yet")
    mac: Mapped[str] = mapped_column(comment="Its mac; of link 0 only zeros")
    key_id: Mapped[UUID] = mapped_column(comment="The key that the next link is made with")


class DataKeyRow(Row):
    """A random key, wrapped under the installation's secret. Deleting a patient's key erases what it sealed."""

    __tablename__ = "data_key"
    __table_args__ = (
        one_of("purpose", "audit", "patient"),
        Index("ix_data_key_owner", "clinic_id", "owner_id"),
        {"comment": "Keys, wrapped; back this table up apart from the others and for a short time"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, comment="Made by the server; a patient's key has the patient's")
    clinic_id: Mapped[UUID] = mapped_column(comment="The clinic that owns the row; nil: the installation")
    purpose: Mapped[str] = mapped_column(comment="audit or patient")
    owner_id: Mapped[UUID] = mapped_column(comment="The clinic or patient that it is for")
    wrapped: Mapped[bytes] = mapped_column(LargeBinary, comment="The key, sealed under a key made of SECRET_KEY")
    made_at: Mapped[datetime] = mapped_column(comment="When (real time)")
