"""Facts: what happened, append-only."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from hep_api.store.models.rows import Row, within


class FactRow(Row):
    """One thing that happened to one patient. The id is the client's, unique within the patient."""

    __tablename__ = "fact"
    __table_args__ = (
        within("patient", "patient_id"),
        within("plan", "patient_id", "plan_id", to=("patient_id", "id")),
        Index("uq_fact_patient_sequence", "patient_id", "sequence", unique=True),
        Index("ix_fact_patient_occurred", "patient_id", "occurred_at"),
        Index("ix_fact_patient_corrects", "patient_id", "corrects"),
        {"comment": "What happened; append-only, corrected by newer facts"},
    )

    patient_id: Mapped[UUID] = mapped_column(primary_key=True, comment="To whom")
    id: Mapped[UUID] = mapped_column(primary_key=True, comment="Made by the client; unique within the patient")
    clinic_id: Mapped[UUID] = mapped_column(comment="The clinic that owns the row")
    plan_id: Mapped[UUID | None] = mapped_column(comment="The plan it speaks of, if any")
    kind: Mapped[str] = mapped_column(comment="session, after, morning, screen, measurement, pause, assign, action ...")
    body_version: Mapped[int] = mapped_column(comment="Shape of the body")
    body: Mapped[dict[str, Any]] = mapped_column(comment="The fact itself, without the patient's own words")
    words: Mapped[bytes | None] = mapped_column(
        LargeBinary, comment="The patient's own words, sealed under the patient's key; empty: none"
    )
    occurred_at: Mapped[datetime] = mapped_column(comment="When it happened, as the client says")
    zone: Mapped[str] = mapped_column(comment="IANA zone where it happened")
    credited_on: Mapped[date] = mapped_column(comment="The local day it counts for")
    received_at: Mapped[datetime] = mapped_column(comment="When the server accepted it")
    skew_seconds: Mapped[int | None] = mapped_column(
        BigInteger, comment="How far the phone's clock was ahead when it sent this; empty: it did not say"
    )
    sequence: Mapped[int] = mapped_column(BigInteger, comment="Order of acceptance within the patient")
    fingerprint: Mapped[str] = mapped_column(comment="SHA-256 in hex of the body as sent; another one is a conflict")
    drives: Mapped[bool] = mapped_column(default=True, comment="False: kept, and decides nothing")
    corrects: Mapped[UUID | None] = mapped_column(comment="The fact of the same patient that this one replaces")
    told_by_role: Mapped[str | None] = mapped_column(comment="patient, caregiver ...; empty: before this was kept")
    told_by: Mapped[UUID | None] = mapped_column(comment="Who told it: the patient, a caregiver or staff")
    answer: Mapped[dict[str, Any] | None] = mapped_column(comment="The first answer, given again to every retry")
