"""Caregivers: who acts for a patient who cannot, or does not want to, alone."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from hep_api.store.models.rows import Row, clinic_key, clinic_reference, one_of, within

RELATIONS = ("parent", "guardian", "partner", "relative", "helper")


class CaregiverRow(Row):
    """A person who may act for one or more patients of a clinic; every sign-in is for one of them."""

    __tablename__ = "caregiver"
    __table_args__ = (
        clinic_reference(),
        clinic_key(),
        {"comment": "A person who acts for patients; what they may do hangs on live rows of proxy"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, comment="Made by the server")
    clinic_id: Mapped[UUID] = mapped_column(comment="The clinic that owns the row")
    name: Mapped[str] = mapped_column(comment="Shown to the patient and to therapists")
    locale: Mapped[str] = mapped_column(comment="Language of texts, such as en")
    created_at: Mapped[datetime] = mapped_column(comment="When the first therapist invited them")


class ProxyRow(Row):
    """One caregiver may act for one patient until somebody ends it or `until_at` has come. Ended, never deleted."""

    __tablename__ = "proxy"
    __table_args__ = (
        within("caregiver", "caregiver_id"),
        within("patient", "patient_id"),
        within("staff", "granted_by"),
        clinic_key(),
        one_of("relation", *RELATIONS),
        Index(
            "uq_proxy_live",
            "caregiver_id",
            "patient_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_proxy_patient", "patient_id"),
        {"comment": "Who may act for which patient, until when"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, comment="Made by the server")
    clinic_id: Mapped[UUID] = mapped_column(comment="The clinic that owns the row")
    caregiver_id: Mapped[UUID] = mapped_column(comment="Who acts")
    patient_id: Mapped[UUID] = mapped_column(comment="For whom")
    relation: Mapped[str] = mapped_column(comment="parent, guardian, partner, relative or helper")
    granted_by: Mapped[UUID] = mapped_column(comment="The therapist who asked for it")
    started_at: Mapped[datetime] = mapped_column(comment="Since when")
    until_at: Mapped[datetime | None] = mapped_column(
        comment="When it ends by itself, such as a birthday; empty: never"
    )
    ended_at: Mapped[datetime | None] = mapped_column(comment="When somebody ended it; empty while nobody has")
    ended_by: Mapped[UUID | None] = mapped_column(comment="Who ended it: a therapist or the patient")
